import type { AcceptedRisk } from '../../rules/judge/accepted.ts';
import { isWholeTown, unverifiedFile } from '../../rules/waiver.ts';
import type { Cover } from '../../rules/waiver.ts';
import type { Known } from './known.ts';

const standings: Readonly<Record<AcceptedRisk['standing'], string>> = { valid: 'accepted', 'not-yet': 'begins later', expired: 'ended', incomplete: 'does not count', proposed: 'asked for', rejected: 'rejected', withdrawn: 'withdrawn' };

/** How it stands, and whether a person vouches for it. */
export function standingWords({ waiver, standing }: AcceptedRisk): string {
  return `${standings[standing]}${waiver.by === unverifiedFile ? ' (from a file, not verified)' : ''}`;
}

/** What it covers, by the labels of computers and accounts. */
export function coverWords(cover: Cover, { roster, outcomes }: Known): string {
  if (isWholeTown(cover)) return 'the whole town';
  if (cover.subjects === null) return `department ${cover.department ?? ''}`;
  const labels = new Map([...outcomes.map(({ subject }): [string, string] => [subject.id, subject.label]), ...roster.map(({ id, label }): [string, string] => [id, label])]);
  const names = cover.subjects.map((id) => labels.get(id) ?? id);
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

/** What `--json` prints of it. */
export function waiverJson({ waiver, standing, gaps, fails, control, blanket }: AcceptedRisk) {
  return { ...waiver, standing, gaps, failing: fails.map(({ rule, subject }) => ({ rule, subject: subject.id })), controlShown: control, blanket };
}

const controls = { shown: 'measured, and in place', contradicted: 'the measurement does not support this; check before you rely on it', 'not-known': 'not measured' } as const;

/** All of it, line by line. */
export function waiverLines(it: AcceptedRisk, known: Known): string[] {
  const { waiver } = it;
  return [
    `${waiver.id}: ${standingWords(it)}, from ${waiver.from} until ${waiver.expires}`,
    `Rules: ${waiver.rules.join(', ')}. Covers: ${coverWords(waiver, known)}${it.blanket && !isWholeTown(waiver) ? ' (all that the town has)' : ''}`,
    `Asked for by ${waiver.requester} on ${waiver.created}; owner ${waiver.owner}; approved by ${waiver.approver ?? 'nobody yet'}${waiver.governingBody ? ` (${waiver.governingBody})` : ''}`,
    `Reason: ${waiver.reason}`,
    `What it means for residents: ${waiver.risk}`,
    `Done instead: ${waiver.control?.what ?? 'nothing was named'}${it.control === null ? '' : ` (${waiver.control?.rule ?? ''}: ${controls[it.control]})`}`,
    ...(waiver.plan ? [`Plan: ${waiver.plan}`] : []),
    ...(waiver.renews ? [`Next period of ${waiver.renews}`] : []),
    ...(waiver.remark ? [`Remark: ${waiver.remark}`] : []),
    ...it.gaps.map((gap) => `It does not count: ${gap}.`),
    `Gaps under it now: ${it.fails.length === 0 ? 'none' : it.fails.map(({ rule, subject }) => `${rule} ${subject.label}`).slice(0, 20).join(', ')}`,
  ];
}
