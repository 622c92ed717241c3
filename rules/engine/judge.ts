import type { Evidence, EvidenceSource, Outcome, Subject, UnknownBecause } from '../outcome.ts';
import { severities } from '../outcome.ts';
import { itemSlot } from './compile-rule.ts';
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
  try {
    const verdict = verdictOf(question);
    if (definition.never.includes(verdict.outcome)) throw new EngineError(`came out as ${verdict.outcome}, which the rule excludes by "never"`);
    if (verdict.outcome === 'not-applicable') return outcomeOf(question, { outcome: 'not-applicable', notApplicable: definition.en.notApplicable ?? '' });
    const { severity, raised } = severityOf(question);
    const evidence: Evidence[] = compiled.evidence.map(({ name, value }) => shown(name, value.run(context), value.shape));
    if ('advice' in verdict && verdict.advice !== undefined) evidence.push({ name: 'advice', value: verdict.advice });
    const because = 'because' in verdict ? verdict.because : undefined;
    return outcomeOf(question, { outcome: verdict.outcome, because, items: verdict.items, severity, raised, evidence });
  } catch (error) {
    const detail = `${definition.id} ${error instanceof Error ? error.message : String(error)}`;
    return outcomeOf(question, { outcome: 'error', because: { reason: 'unreadable', detail } });
  }
}

/** An outcome of a rule about a subject that nothing could be asked of. */
export function withoutFacts(rule: Rule, subject: Subject, verdict: { because: UnknownBecause } | { notApplicable: string }, sources: readonly EvidenceSource[] = none): Outcome {
  return {
    rule: rule.definition.id,
    ruleVersion: rule.definition.version,
    subject,
    ...('because' in verdict ? { outcome: 'unknown', because: verdict.because } : { outcome: 'not-applicable', notApplicable: verdict.notApplicable }),
    severity: rule.definition.severity,
    raised: none,
    basis: 'measured',
    evidence: none,
    items: none,
    sources,
    dispositions: none,
    validUntil: null,
  };
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
}

function outcomeOf({ rule, subject, view, context }: Question, given: Given): Outcome {
  const { definition, compiled } = rule;
  let { until } = context;
  if (view) for (const section of compiled.sections) until = Math.min(until, view.holdsUntil(section));
  return {
    ...saidBy(rule, subject, given),
    severity: given.severity ?? definition.severity,
    raised: given.raised ?? none,
    basis: 'measured',
    evidence: given.evidence ?? none,
    items: given.items ?? none,
    sources: view ? sourcesOf(compiled.sections, view) : none,
    dispositions: none,
    validUntil: until <= farthest ? (view?.written(until) ?? new Date(until).toISOString()) : null,
  };
}

function sourcesOf(sections: readonly string[], view: AssetView): readonly EvidenceSource[] {
  const sources = sections.map((section) => view.source(section));
  return sources.includes(undefined) ? sources.filter((source) => source !== undefined) : (sources as EvidenceSource[]);
}

/** The first members of an outcome, in their order. Whole literals: a member spread in when it is there costs more than all of judging. */
function saidBy({ definition: { id, version } }: Rule, subject: Subject, { outcome, because, notApplicable }: Given): Pick<Outcome, 'rule' | 'ruleVersion' | 'subject' | 'outcome' | 'because' | 'notApplicable'> {
  const said = { rule: id, ruleVersion: version, subject, outcome };
  if (because) return { ...said, because };
  return notApplicable === undefined ? said : { ...said, notApplicable };
}

/** The last instant that a date can hold. */
const farthest = 8.64e15;

function verdictOf(question: Question): Verdict {
  const { rule, context } = question;
  const { compiled, definition } = rule;
  const applicable = applies(question);
  if (applicable === false) return { outcome: 'not-applicable' };
  if (applicable !== true) return { outcome: 'unknown', because: applicable.because, items: none };
  if (!compiled.each) return { items: none, ...single(rule, context) };

  const list = compiled.each.run(context);
  if (list instanceof Unknown) return { outcome: 'unknown', because: list.because, items: none };
  const read = itemsOf(list);
  if (!read) throw new EngineError('"each" gave no list');
  if (read.items.length === 0 && !read.because && definition.empty === 'not-applicable') return { outcome: 'not-applicable' };
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
      advice ??= verdict.advice;
      continue;
    }
    const unknown = verdict.outcome === 'unknown' ? verdict.because : undefined;
    because ??= unknown;
    named.push({ item: label(rule, context), outcome: verdict.outcome, ...(unknown ? { because: unknown } : {}) });
  }
  because ??= rest;
  if (named.some(({ outcome }) => outcome === 'fail')) return { outcome: 'fail', items: named };
  if (because) return { outcome: 'unknown', because, items: named };
  return { outcome: 'pass', items: none, ...(advice === undefined ? {} : { advice }) };
}

type Single = { outcome: 'pass'; advice?: string } | { outcome: 'fail' } | { outcome: 'unknown'; because: UnknownBecause };

function single({ compiled, definition }: Rule, context: Context): Single {
  const pass = truth(compiled.pass.run(context));
  if (!compiled.fail) return pass instanceof Unknown ? { outcome: 'unknown', because: pass.because } : { outcome: pass ? 'pass' : 'fail' };
  const fail = truth(compiled.fail.run(context));
  // Both must be known: a half that is unknown may contradict the other.
  if (pass instanceof Unknown) return { outcome: 'unknown', because: pass.because };
  if (fail instanceof Unknown) return { outcome: 'unknown', because: fail.because };
  if (pass && fail) throw new EngineError('both passes and fails');
  if (pass || fail) return { outcome: pass ? 'pass' : 'fail' };
  const { between } = definition;
  if (!between) throw new EngineError('neither passes nor fails, and has no "between"');
  return 'advice' in between ? { outcome: 'pass', advice: between.advice } : { outcome: 'unknown', because: { reason: between.unknown } };
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
  if (rule.compiled.raise.length === 0) return { severity, raised: none };
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
