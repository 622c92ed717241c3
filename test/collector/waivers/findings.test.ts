import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../../wire/snapshot.ts';
import { inDays, judgedTown } from './judged-town.ts';
import type { JudgedTown } from './judged-town.ts';

let town: JudgedTown;
beforeEach(async () => {
  town = await judgedTown();
});
afterEach(() => town.remove());

interface Printed {
  readonly id: string;
  readonly rule: string;
  readonly label: string;
  readonly plans: { id: string }[];
  readonly disputes: { id: string }[];
}

const by = ['--by', 'Cy Ode'];
const shown = async (...which: string[]) => (await town.json('finding', 'show', ...which)) as Printed;

describe('findings', () => {
  test('are listed by rule and place, and shown by id, by the beginning of it, and by rule and place', async () => {
    const all = (await town.json('finding', 'list')) as Printed[];
    expect(all.map(({ rule, label }) => [rule, label])).toEqual([['CFG-004', 'pump-pc'], ['EOL-001', 'clerk-pc'], ['EOL-001', 'pump-pc'], ['IAM-011', 'pump-pc, operator']]);
    const { id } = all[1]!;
    expect([(await shown(id)).id, (await shown(id.slice(0, 8))).id, (await shown('eol-001', 'CLERK-PC')).id, (await shown('EOL-001', 'a1')).id]).toEqual([id, id, id, id]);
    const { out } = await town.run('finding', 'show', id);
    for (const part of ['EOL-001 about clerk-pc, open', 'Seen: version: 9', 'History: open 20', 'What would close it:\n  ']) expect(out).toContain(part);
  });

  test.each<[args: string[], says: RegExp]>([
    [['show', 'F-0000000000000000'], /There is no finding "F-0000000000000000"/],
    [['show', 'EOL-01', 'clerk-pc'], /did you mean "EOL-001"\?/],
    [['show', 'EOL-001', 'clrk-pc'], /did you mean "clerk-pc"\?/],
    [['show', 'EOL-001', 'pump-pc-2'], /There is no finding of EOL-001 about "pump-pc-2"/],
    [['list', '--rule', 'EOL-01'], /did you mean "EOL-001"\?/],
    [['respond', 'EOL-001', 'clerk-pc', '--say', 'agre', '--text', 'x', ...by], /There is no answer "agre"; did you mean "agree"\?/],
    [['cause', 'EOL-001', 'clerk-pc', '--is', 'money', ...by], /There is no cause "money"/],
    [['plan', 'EOL-001', 'clerk-pc', '--what', 'x', '--owner', 'y', '--due', inDays(-1), ...by], /late before it begins/],
    [['plan', 'EOL-001', 'clerk-pc', '--what', 'x', '--owner', 'y', '--due', inDays(9), '--cost', '5', ...by], /--fiscal-year/],
    [['plan', 'EOL-001', 'clerk-pc', '--fix-group', '--what', 'x', '--owner', 'y', '--due', inDays(9), ...by], /not both/],
    [['done', 'P-1', ...by], /There is no plan "P-1"/],
    [['dispute', 'EOL-001', 'clerk-pc', '--why', ' ', ...by], /needs its grounds/],
    [['dispute', 'EOL-001', 'clerk-pc', '--why', 'x', '--evidence', '/nowhere/x.pdf', ...by], /cannot be read \(ENOENT\)/],
    [['answer', 'EOL-001', 'clerk-pc', '--upheld', '--text', 'x', ...by], /Nobody disputes F-/],
    [['answer', 'D-1', '--text', 'x', ...by], /--upheld or --not-upheld/],
    [['answer', 'D-1', '--upheld', '--text', 'x', ...by], /There is no dispute "D-1"/],
  ])('%j is refused in one line', async (args, says) => {
    const ended = await town.run('finding', ...args);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toMatch(says);
    expect(ended.err.trim().split('\n')).toHaveLength(1);
  });
});

describe('what people say', () => {
  test('an answer and a cause are kept together, with every version; about one place, or the rule in the whole town', async () => {
    await town.run('finding', 'respond', 'EOL-001', 'clerk-pc', '--say', 'Partly', '--text', 'In spring', ...by);
    expect(await town.json('finding', 'cause', 'EOL-001', 'clerk-pc', '--is', 'no-money', '--by', 'Dee')).toMatchObject({ response: 'partly', text: 'In spring', cause: 'no-money', person: 'Dee', version: 2 });
    expect(await town.json('finding', 'respond', 'eol-001', '--say', 'agree', '--text', 'All of them', '--status', 'not-implemented', ...by)).toMatchObject({ rule: 'EOL-001', subject: null, status: 'not-implemented', version: 1 });
    expect(await shown('EOL-001', 'clerk-pc')).toMatchObject({ responses: [{ subject: null }, { subject: 'a1', cause: 'no-money' }] });
    expect(await shown('CFG-004', 'pump-pc')).toMatchObject({ responses: [] });
  });

  test('a plan stands on the gap until it is done, for one place or a fix group', async () => {
    const plan = (await town.json('finding', 'plan', 'EOL-001', '--fix-group', '--what', 'Replace them', '--owner', 'Bo', '--due', inDays(60), '--cost', '2400', '--fiscal-year', '2027', ...by)) as { id: string };
    expect(plan).toMatchObject({ rules: ['EOL-001'], subjects: ['a1', 'a2'], cost: 2400, fiscalYear: 2027, done: null });
    expect(await shown('EOL-001', 'pump-pc')).toMatchObject({ dispositions: [{ kind: 'planned', by: 'Bo', until: inDays(60), id: plan.id }] });
    expect(await town.run('finding', 'done', plan.id, '--on', inDays(2), ...by)).toMatchObject({ code: 2, err: expect.stringContaining('has not come yet') });
    expect(await town.json('finding', 'done', plan.id, ...by)).toMatchObject({ done: inDays(0), version: 2 });
    expect(await shown('EOL-001', 'pump-pc')).toMatchObject({ outcome: 'fail', dispositions: [], plans: [{ id: plan.id }] });
  });

  test('a dispute keeps the gap, its evidence is kept, somebody else answers it, and both stay on record', async () => {
    const file = path.join(town.folder, 'contract.txt');
    fs.writeFileSync(file, 'extended updates until 2028');
    const dispute = (await town.json('finding', 'dispute', 'EOL-001', 'clerk-pc', '--why', 'It has extended updates', '--evidence', file, '--by', 'Bo Diaz')) as { id: string };
    expect(dispute).toMatchObject({ evidence: { file: 'contract.txt', digest: sha256('extended updates until 2028') }, answer: null });
    expect(fs.readdirSync(path.join(town.folder, 'data', 'evidence'), { recursive: true })).toContainEqual(expect.stringContaining(sha256('extended updates until 2028')));
    expect(await shown('EOL-001', 'clerk-pc')).toMatchObject({ outcome: 'fail', dispositions: [{ kind: 'disputed', by: 'Bo Diaz', id: dispute.id }] });
    expect(await town.run('finding', 'answer', dispute.id, '--upheld', '--text', 'x', '--by', 'BO DIAZ')).toMatchObject({ code: 2, err: expect.stringContaining('somebody else must') });
    expect(await town.json('finding', 'answer', 'EOL-001', 'clerk-pc', '--not-upheld', '--text', 'It ended in May', ...by)).toMatchObject({ id: dispute.id, answer: { person: 'Cy Ode', upheld: false } });
    expect(await town.run('finding', 'answer', dispute.id, '--upheld', '--text', 'x', ...by)).toMatchObject({ code: 2, err: expect.stringContaining('was answered by Cy Ode') });
    expect(await shown('EOL-001', 'clerk-pc')).toMatchObject({ outcome: 'fail', dispositions: [], disputes: [{ id: dispute.id }] });
  });
});
