import { describe, expect, it } from 'vitest';
import { adviceOf } from '../../../rules/judge/advice.ts';
import { essentials, judgeEssentials } from '../../../rules/judge/essentials.ts';
import { nextActs } from '../../../rules/judge/next.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import { computer, judgedTown } from './judged.ts';
import { verdict } from './outcomes.ts';

const on = (id: string) => ({ scope: 'asset', id, asset: id, label: id.toUpperCase() }) as const;
const adviceFor = (number: number, outcomes: readonly Outcome[]) => {
  const roster = ['a', 'b', 'c'].map((id) => computer(id));
  const result = judgeEssentials(outcomes)[number - 1];
  return adviceOf(result!, nextActs(judgedTown(outcomes, { roster })).acts);
};
const root = (id: string) => verdict('unknown', { rule: 'PAT-003', subject: on(id), because: { reason: 'needs-root', section: 'updates' } });

describe('what would close an essential', () => {
  it('is the act that closes most of what is not known of it', () => {
    const stale = verdict('unknown', { rule: 'PAT-001', subject: on('c'), because: { reason: 'stale', section: 'updates' } });
    expect(adviceFor(3, [verdict('pass'), root('a'), root('b'), stale])).toBe('Run the agent with administrator rights on 2 computers (closes 2 of 3 answers that are not known).');
  });

  it('is the usual first step only where nothing is known and nothing else is there to do', () => {
    expect(adviceFor(1, [])).toBe(essentials[0]!.en.act);
    expect(adviceFor(3, [root('a')])).toBe('Run the agent with administrator rights on A (closes 1 of 1 answer that is not known).');
  });

  it('is the usual first step where what is open was never asked', () => {
    expect(adviceFor(3, [verdict('pass')])).toBe(essentials[2]!.en.act);
  });

  it('is nothing where nothing that anybody in the town could do closes it', () => {
    const closed = verdict('unknown', { rule: 'PAT-003', subject: on('a'), because: { reason: 'too-large', section: 'updates' } });
    expect(adviceFor(3, [verdict('pass'), closed])).toBeNull();
  });
});
