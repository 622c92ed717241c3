import type { AgingReason } from '../../rules/judge/aging.ts';
import type { Replacement } from '../../rules/judge/replacement.ts';
import { counted, visible, whenWords } from '../words.ts';

/** "Planned life of 5 years ended on …; Windows 10 Pro gets no fixes from … on". */
export function reasonsWords({ reasons, passed }: Pick<Replacement, 'reasons' | 'passed'>): string {
  const text = reasons.map((reason, index) => reasonText(reason, index === 0 && passed)).join('; ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const gradeWords: Readonly<Record<Extract<AgingReason, { kind: 'age' }>['grade'], string>> = {
  A: 'by a record of its purchase', B: 'as the computer itself tells', C: 'estimated from its parts', D: 'roughly estimated from its parts', E: 'at the latest, by one sign only',
};

function reasonText(reason: AgingReason, passed: boolean): string {
  if (reason.kind === 'support') return `${visible(reason.name, 120)} ${passed ? `has had no fixes since ${day(reason.on)}` : `gets no fixes from ${day(reason.on)} on`}`;
  return `planned life of ${counted(reason.limitYears, 'year')} ${passed ? 'ended' : 'ends'} on ${day(reason.on)} (made about ${day(reason.made)}, ${gradeWords[reason.grade]})`;
}

function day(text: string): string {
  return whenWords(text, 'UTC');
}
