import { reasonWords, valueWords } from '../../reports/words.ts';
import { unverifiedFile } from '../../rules/waiver.ts';
import type { Disposition, Finding, Outcome } from '../../rules/outcome.ts';
import type { FindingView } from './findings.ts';
import type { Known } from './known.ts';

export const findingStates: Readonly<Record<Finding['state'], string>> = { unconfirmed: 'to be confirmed', open: 'open', unverifiable: 'not known now', resolved: 'resolved', retired: 'retired' };

const tops: Readonly<Record<Disposition['kind'], string>> = { waived: 'accepted', planned: 'planned', disputed: 'disputed' };

/** What stands on top of a finding, in a few words. */
export function onTop(outcome: Outcome | null): string {
  return (outcome?.dispositions ?? []).map(({ kind, until, unverified }) => `${tops[kind]}${until === null ? '' : `${kind === 'planned' ? ', due' : ' until'} ${until}`}${unverified ? ' (from a file, not verified)' : ''}`).join(', ') || '-';
}

/** A finding as data: what `--json` prints. */
export function findingJson({ finding, outcome, label, waivers, plans, disputes, responses }: FindingView) {
  const { because, severity, evidence, items, sources, dispositions } = outcome ?? {};
  return { ...finding, label, outcome: outcome?.outcome ?? null, because: because ?? null, severity: severity ?? null, evidence: evidence ?? [], items: items ?? [], sources: sources ?? [], dispositions: dispositions ?? [], waivers, plans, disputes, responses };
}

/** All of a finding, line by line: what was found, on what it rests, what people say, what would close it. */
export function findingLines(view: FindingView, known: Known, history: readonly { readonly at: string; readonly state: string }[]): string[] {
  const { finding, outcome, label } = view;
  const text = known.rulebook.rules.find(({ definition }) => definition.id === finding.rule)?.definition.en;
  return [
    `${finding.id}: ${finding.rule} about ${label}, ${findingStates[finding.state]}${outcome?.outcome === 'fail' ? `, severity ${outcome.severity}` : ''}`,
    ...(text ? [text.title, text.plain] : []),
    `First seen ${finding.firstSeen}, last confirmed ${finding.lastConfirmed}${finding.resolvedAt === null ? '' : `, ended ${finding.resolvedAt}`}${finding.reopened > 0 ? `, came back ${finding.reopened} times` : ''}`,
    ...(history.length > 0 ? [`History: ${history.map(({ at, state }) => `${state} ${at}`).join('; ')}`] : []),
    ...evidenceLines(outcome),
    ...saidLines(view),
    'What would close it:',
    ...closing(outcome, text?.remediation ?? {}).map((line) => `  ${line}`),
  ];
}

function evidenceLines(outcome: Outcome | null): string[] {
  if (outcome === null) return ['It is no longer asked: the rule left the packs, or what it is about is gone.'];
  const items = outcome.items.filter((item) => item.outcome === 'fail').map(({ item }) => item);
  return [
    ...(items.length > 0 ? [`Which: ${items.join(', ')}`] : []),
    ...outcome.evidence.map((one) => `Seen: ${one.name}: ${one.unknown === undefined ? valueWords(one.value) : `not known (${reasonWords(one.unknown.reason).sentence})`}`),
    ...outcome.sources.map(({ section, observedAt, digest }) => `Evidence: ${section}, observed ${observedAt}, SHA-256 ${digest}`),
  ];
}

function saidLines({ outcome, waivers, plans, disputes, responses }: FindingView): string[] {
  const standing = new Set((outcome?.dispositions ?? []).map(({ id }) => id));
  return [
    ...waivers.map((one) => `Accepted risk ${one.id}${standing.has(one.id) ? '' : ' (does not count now)'}: ${one.reason} (${one.owner}, until ${one.expires})${mark(one.by)}`),
    ...plans.map((one) => `Plan ${one.id}: ${one.what} (${one.owner}, due ${one.due}${one.done === null ? '' : `, done ${one.done}`}${one.cost === null ? '' : `, $${one.cost}`}${one.fiscalYear === null ? '' : `, fiscal year ${one.fiscalYear}`})${mark(one.by)}`),
    ...disputes.map((one) => `Dispute ${one.id}: ${one.why} (${one.person}, ${one.on}${one.evidence === null ? '' : `, ${one.evidence.file} SHA-256 ${one.evidence.digest}`})${one.answer === null ? '; not answered' : `; answered by ${one.answer.person} on ${one.answer.on}, ${one.answer.upheld ? 'upheld' : 'not upheld'}: ${one.answer.text}`}`),
    ...responses.map((one) => `${one.subject === null ? 'Said of the rule in the whole town' : 'Said of it'}: ${[one.response, one.text, one.cause && `cause: ${one.cause}`, one.status].filter(Boolean).join('; ')} (${one.person}, ${one.on})${mark(one.by)}`),
  ];
}

function mark(by: string): string {
  return by === unverifiedFile ? ' (from a file, not verified)' : '';
}

function closing(outcome: Outcome | null, remediation: Readonly<Record<string, string | undefined>>): string[] {
  if (outcome?.because !== undefined) return [reasonWords(outcome.because.reason).remedy];
  const texts = Object.entries(remediation).flatMap(([platform, text]) => (text === undefined ? [] : [[platform, text] as const]));
  return texts.flatMap(([platform, text]) => [...(texts.length > 1 && platform !== 'any' ? [`On ${platform}:`] : []), ...text.trim().split('\n')]);
}
