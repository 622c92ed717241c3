import type { Basis, Evidence, EvidenceSource, Outcome, StatedSource, Subject, UnknownBecause } from '../outcome.ts';
import { severities } from '../outcome.ts';
import { itemSlot } from './compile-rule.ts';
import { basisBits, begin } from './context.ts';
import type { Context } from './context.ts';
import { shown } from './evidence.ts';
import type { Rule } from './rulebook.ts';
import { EngineError, itemsOf, Unknown } from './value.ts';
import type { AssetView } from './view.ts';

/** One rule and one subject, with all that is known of it. */
export interface Question {
  readonly rule: Rule;
  readonly subject: Subject;
  /** The asset that the subject is or stands on. */
  readonly view: AssetView | undefined;
  readonly context: Context;
}

/** There are many outcomes, and most of their lists are empty. */
const none: readonly never[] = Object.freeze([]);

/** What came out, before it is dressed as an outcome. */
type Verdict =
  | { readonly outcome: 'pass' | 'fail'; readonly items: Outcome['items']; readonly advice?: string }
  | { readonly outcome: 'not-applicable' }
  | { readonly outcome: 'unknown'; readonly items: Outcome['items']; readonly because: UnknownBecause };

/** Judges one rule about one subject. Never throws: what goes wrong is our bug and the outcome `error`. */
export function judge(question: Question): Outcome {
  const { rule, context } = question;
  const { definition, compiled } = rule;
  begin(context);
  try {
    const verdict = verdictOf(question);
    // Evidence shows more than what decided.
    const { basis } = context;
    if (definition.never.includes(verdict.outcome)) throw new EngineError(`came out as ${verdict.outcome}, which the rule excludes by "never"`);
    if (verdict.outcome === 'not-applicable') return outcomeOf(question, { outcome: 'not-applicable', notApplicable: definition.en.notApplicable ?? '', basis });
    const { severity, raised } = compiled.raise.length === 0 ? { severity: definition.severity, raised: none } : severityOf(question);
    const evidence: Evidence[] = [];
    for (const { name, value } of compiled.evidence) evidence.push(shown(name, value.run(context), value.shape));
    if ('advice' in verdict && verdict.advice !== undefined) evidence.push({ name: 'advice', value: verdict.advice });
    const because = 'because' in verdict ? verdict.because : undefined;
    return outcomeOf(question, { outcome: verdict.outcome, because, items: verdict.items, severity, raised, evidence, basis });
  } catch (error) {
    const detail = `${definition.id} ${error instanceof Error ? error.message : String(error)}`;
    return outcomeOf(question, { outcome: 'error', because: { reason: 'unreadable', detail } });
  }
}

/** What an outcome that asked nothing rests on. `until` in milliseconds since 1970. */
export interface Resting {
  readonly basis?: Basis | number;
  readonly until?: number;
  readonly sources?: readonly EvidenceSource[];
  readonly stated?: readonly StatedSource[];
}

/** An outcome of a rule about a subject that nothing could be asked of. */
export function withoutFacts(rule: Rule, subject: Subject, verdict: { because: UnknownBecause } | { notApplicable: string }, { basis = 'measured', until = Infinity, sources = none, stated = none }: Resting = {}): Outcome {
  return {
    rule: rule.definition.id,
    ruleVersion: rule.definition.version,
    subject,
    ...('because' in verdict ? { outcome: 'unknown', because: verdict.because } : { outcome: 'not-applicable', notApplicable: verdict.notApplicable }),
    severity: rule.definition.severity,
    raised: none,
    basis: typeof basis === 'number' ? spokenBasis(basis) : basis,
    evidence: none,
    items: none,
    sources,
    ...(stated.length > 0 ? { stated } : {}),
    dispositions: none,
    validUntil: until <= farthest ? new Date(until).toISOString() : null,
  };
}

/** Where the facts behind an outcome come from, in one word. What read nothing rests on the roster, which is measured. */
function spokenBasis(bits: number): Basis {
  if (bits === basisBits.list) return 'list';
  if (bits === basisBits.attested) return 'attested';
  return bits === basisBits.measured || bits === 0 ? 'measured' : 'mixed';
}

/** What an outcome of its own says beside rule, subject and sources. */
interface Given {
  readonly outcome: Outcome['outcome'];
  readonly because?: UnknownBecause | undefined;
  readonly notApplicable?: string;
  readonly severity?: Outcome['severity'];
  readonly raised?: Outcome['raised'];
  readonly evidence?: Outcome['evidence'];
  readonly items?: Outcome['items'];
  readonly basis?: number;
}

/** Whole literals for each kind: a member spread in when it is there costs more than all of judging. The order of members is the order of the bytes. */
function outcomeOf({ rule: { definition, compiled }, subject, view, context }: Question, given: Given): Outcome {
  const { id: rule, version: ruleVersion } = definition;
  const { outcome, because, notApplicable, severity = definition.severity, raised = none, evidence = none, items = none } = given;
  const basis = spokenBasis(given.basis ?? 0);
  const read = view?.read(compiled.sections);
  const sources = read?.sources ?? none;
  const until = read && read.until < context.until ? read.until : context.until;
  const validUntil = until <= farthest ? (view?.written(until) ?? new Date(until).toISOString()) : null;
  const dispositions = none;
  if (context.stated) {
    // The same list may have been read through several variables.
    const stated = [...new Map([...context.stated].map((source) => [`${source.kind} ${source.name}`, source])).values()].sort(byKind);
    const why = because ? { because } : notApplicable === undefined ? {} : { notApplicable };
    return { rule, ruleVersion, subject, outcome, ...why, severity, raised, basis, evidence, items, sources, stated, dispositions, validUntil };
  }
  if (because) return { rule, ruleVersion, subject, outcome, because, severity, raised, basis, evidence, items, sources, dispositions, validUntil };
  if (notApplicable !== undefined) return { rule, ruleVersion, subject, outcome, notApplicable, severity, raised, basis, evidence, items, sources, dispositions, validUntil };
  return { rule, ruleVersion, subject, outcome, severity, raised, basis, evidence, items, sources, dispositions, validUntil };
}

function byKind(a: StatedSource, b: StatedSource): number {
  const [x, y] = [`${a.kind} ${a.name}`, `${b.kind} ${b.name}`];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The last instant that a date can hold. */
const farthest = 8.64e15;

function verdictOf(question: Question): Verdict {
  const { rule, context } = question;
  const { compiled, definition } = rule;
  const applicable = applies(question);
  if (applicable === false) return notApplicable;
  if (applicable !== true) return { outcome: 'unknown', because: applicable.because, items: none };
  if (!compiled.each) return single(rule, context);

  const list = compiled.each.run(context);
  if (list instanceof Unknown) return { outcome: 'unknown', because: list.because, items: none };
  const read = itemsOf(list);
  if (!read) throw new EngineError('"each" gave no list');
  if (read.items.length === 0 && !read.because && definition.empty === 'not-applicable') return notApplicable;
  return together(rule, context, read);
}

/** Any item fails: fail. Else any is unknown, or may be there unread: unknown. Else pass. */
function together(rule: Rule, context: Context, { items, because: rest }: { items: readonly unknown[]; because: UnknownBecause | undefined }): Verdict {
  const named: Outcome['items'][number][] = [];
  let because: UnknownBecause | undefined;
  let advice: string | undefined;
  for (const item of items) {
    context.slots[itemSlot] = item;
    const verdict = single(rule, context);
    if (verdict.outcome === 'pass') {
      advice ??= 'advice' in verdict ? verdict.advice : undefined;
      continue;
    }
    const why = verdict.outcome === 'unknown' ? verdict.because : undefined;
    because ??= why;
    named.push({ item: label(rule, context), outcome: verdict.outcome, ...(why ? { because: why } : {}) });
  }
  because ??= rest;
  if (named.some(({ outcome }) => outcome === 'fail')) return { outcome: 'fail', items: named };
  if (because) return { outcome: 'unknown', because, items: named };
  return advice === undefined ? passed : { outcome: 'pass', items: none, advice };
}

/** Most verdicts are one of these: made once, as there are hundreds of thousands. */
const notApplicable = { outcome: 'not-applicable' } as const;
const passed = { outcome: 'pass', items: none } as const;
const failed = { outcome: 'fail', items: none } as const;

type Single = Exclude<Verdict, { outcome: 'not-applicable' }>;

function single({ compiled, definition }: Rule, context: Context): Single {
  const pass = truth(compiled.pass.run(context));
  if (!compiled.fail) return pass instanceof Unknown ? unknown(pass.because) : pass ? passed : failed;
  const fail = truth(compiled.fail.run(context));
  // Both must be known: a half that is unknown may contradict the other.
  if (pass instanceof Unknown) return unknown(pass.because);
  if (fail instanceof Unknown) return unknown(fail.because);
  if (pass && fail) throw new EngineError('both passes and fails');
  if (pass || fail) return pass ? passed : failed;
  const { between } = definition;
  if (!between) throw new EngineError('neither passes nor fails, and has no "between"');
  return 'advice' in between ? { outcome: 'pass', items: none, advice: between.advice } : unknown({ reason: between.unknown });
}

function unknown(because: UnknownBecause): Single {
  return { outcome: 'unknown', because, items: none };
}

function applies({ rule, context }: Question): boolean | Unknown {
  const { compiled, definition } = rule;
  const platform = definition.platforms ? onPlatform(definition.platforms, context) : true;
  if (platform === false || !compiled.applies) return platform;
  const applicable = truth(compiled.applies.run(context));
  return applicable === false || platform === true ? applicable : platform;
}

function onPlatform(platforms: readonly string[], context: Context): boolean | Unknown {
  const os = (context.roots['facts'] as Record<string, unknown>)['os'];
  if (os instanceof Unknown) return os;
  const family = (os as { family?: string }).family;
  return family === undefined ? context.facts.absent({ section: 'os', path: 'family' }) : platforms.includes(family);
}

function severityOf({ rule, context }: Question): Pick<Outcome, 'severity' | 'raised'> {
  let { severity } = rule.definition;
  const raised: string[] = [];
  for (const { when, to, because } of rule.compiled.raise) {
    if (severities.indexOf(to) <= severities.indexOf(rule.definition.severity) || truth(when.run(context)) !== true) continue;
    raised.push(because);
    if (severities.indexOf(to) > severities.indexOf(severity)) severity = to;
  }
  return { severity, raised };
}

function label({ compiled }: Rule, context: Context): string {
  const text = compiled.itemLabel?.run(context);
  return typeof text === 'string' ? text : 'an item whose name was not read';
}

function truth(value: unknown): boolean | Unknown {
  if (typeof value === 'boolean' || value instanceof Unknown) return value;
  throw new EngineError('came out as something that is neither true nor false');
}
