import type { Refused } from './frame.ts';
import { isReason } from './reasons.ts';
import type { SectionStatus } from './section.ts';
import type { SectionReport, SnapshotPredicate, Statement } from './snapshot.ts';
import { predicateType, statementType } from './snapshot.ts';

type Shape = Record<string, unknown>;
type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string' && value.length > 0 && value.length <= 256;
const isCount: Test = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isFlag: Test = (value) => typeof value === 'boolean';
const isDigest: Test = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isInstant: Test = (value) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(value) && !Number.isNaN(Date.parse(value));
const isMilliseconds: Test = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const orNull = (test: Test): Test => (value) => value === null || test(value);
const orAbsent = (test: Test): Test => (value) => value === undefined || test(value);
const isRecord = (value: unknown): value is Shape => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a section of that status has content, so a digest; the others have a reason. */
const statuses: Readonly<Record<SectionStatus, { content: boolean }>> = {
  ok: { content: true },
  partial: { content: true },
  failed: { content: false },
  skipped: { content: false },
};

const predicateParts: Readonly<Record<keyof SnapshotPredicate, Test>> = {
  agent: isText,
  town: isText,
  target: (value) => isRecord(value) && isText(value['kind']) && isText(value['id']),
  incarnation: isText,
  sequence: isCount,
  previous: orNull(isDigest),
  bootId: orNull(isText),
  wallTime: isInstant,
  monotonicMs: isMilliseconds,
  epoch: orNull(isText),
  agentVersion: isText,
  platform: isText,
  privileged: isFlag,
  oneOff: isFlag,
  dropped: isCount,
  sections: isRecord,
};

const reportParts: Readonly<Record<keyof SectionReport, Test>> = {
  status: isText,
  reason: orAbsent(isText),
  detail: orAbsent((value) => typeof value === 'string' && value.length <= 4096),
  version: isCount,
  digest: orAbsent(isDigest),
  bytes: orAbsent(isCount),
  startedAt: isInstant,
  durationMs: isMilliseconds,
  sources: (value) => Array.isArray(value) && value.every((source) => typeof source === 'string'),
};

/**
 * Reads a value as a snapshot statement. Members and sections that we do not know are kept, so that an agent newer than
 * this program is understood in part; a status or reason that we do not know becomes `failed`, `unsupported-version`.
 * What contradicts itself (a subject that no section names, an `ok` without a digest) is refused whole.
 */
export function checkStatement(value: unknown): Statement | Refused {
  if (!isRecord(value) || value['_type'] !== statementType || value['predicateType'] !== predicateType) return refused('type');
  const { subject, predicate } = value;
  if (!isRecord(predicate)) return refused('predicate');
  const wrong = unfit(predicate, predicateParts);
  if (wrong !== undefined) return refused(`predicate.${wrong}`);
  const reports = predicate['sections'] as Readonly<Record<string, SectionReport>>;
  for (const [name, report] of Object.entries(reports)) {
    const part = /^[a-z][a-z0-9-]{0,63}$/.test(name) ? unfitReport(report) : 'name';
    if (part !== undefined) return refused(`sections.${name.slice(0, 64)}.${part}`);
  }
  if (!namesThem(subject, reports)) return refused('subject');
  const sections = Object.fromEntries(Object.entries(reports).map(([name, report]) => [name, asKnown(report)]));
  return { ...value, predicate: { ...predicate, sections } } as unknown as Statement;
}

function unfitReport(report: unknown): string | undefined {
  if (!isRecord(report)) return 'value';
  const wrong = unfit(report, reportParts);
  if (wrong !== undefined || !isStatus(report['status'])) return wrong;
  if (statuses[report['status']].content !== (report['digest'] !== undefined)) return 'digest';
  return statuses[report['status']].content || report['reason'] !== undefined ? undefined : 'reason';
}

/** The report in words that we know. What it said of its content is no use without them. */
function asKnown(report: SectionReport): SectionReport {
  if (!isStatus(report.status)) {
    const { digest: _digest, bytes: _bytes, ...rest } = report;
    return { ...rest, status: 'failed', reason: 'unsupported-version' };
  }
  return report.reason === undefined || isReason(report.reason) ? report : { ...report, reason: 'unsupported-version' };
}

function isStatus(value: unknown): value is SectionStatus {
  return typeof value === 'string' && Object.hasOwn(statuses, value);
}

/** Whether the subjects are exactly the contents that the sections name, each once. */
function namesThem(subject: unknown, reports: Readonly<Record<string, SectionReport>>): boolean {
  if (!Array.isArray(subject)) return false;
  const named = new Map(subject.map((it: unknown) => [isRecord(it) ? it['name'] : undefined, digestOf(it)]));
  const expected = Object.entries(reports).filter(([, { digest }]) => digest !== undefined);
  return named.size === subject.length && named.size === expected.length && expected.every(([name, { digest }]) => named.get(name) === digest);
}

function digestOf(subject: unknown): unknown {
  return isRecord(subject) && isRecord(subject['digest']) ? subject['digest']['sha256'] : undefined;
}

function unfit(shape: Shape, parts: Readonly<Record<string, Test>>): string | undefined {
  return Object.entries(parts).find(([name, test]) => !test(shape[name]))?.[0];
}

function refused(detail: string): Refused {
  return { refusal: 'bad-statement', detail };
}
