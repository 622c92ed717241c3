import { evaluate, packsNamed } from '../evaluate.ts';
import type { EvaluationInput } from '../input.ts';
import type { Outcome, UnknownBecause } from '../outcome.ts';
import { changeLines, changesFor } from './change.ts';
import type { Change } from './change.ts';
import { compileRule, languages } from './compile-rule.ts';
import { shown } from './evidence.ts';
import { judge } from './judge.ts';
import { suggestion } from './nearest.ts';
import { textOf } from './node.ts';
import type { Node } from './node.ts';
import type { RuleDefinition } from './rule.ts';
import type { Rulebook } from './rulebook.ts';
import { asked } from './asking.ts';
import { talliesOf } from './tally.ts';
import { townOf } from './town.ts';
import { viewCache } from './view.ts';

/** A part of a condition and what it came out as, with the parts that it is made of as far as they were needed. */
export interface Explained {
  readonly text: string;
  /** The operator of the language: `&&`, `==`, `call`… */
  readonly op: string;
  readonly value?: unknown;
  readonly unknown?: UnknownBecause;
  readonly error?: string;
  readonly parts: readonly Explained[];
  /** Parts beyond those that are kept: the items of long lists. */
  readonly more: number;
}

export interface Explanation {
  readonly outcome: Outcome;
  /** Every expression of the rule in the order in which it was asked: `applies`, `each`, `pass`, `fail`, evidence. */
  readonly parts: readonly Explained[];
  /** What would have to be otherwise for another outcome. */
  readonly change: { readonly to: 'pass' | 'fail' | 'asked'; readonly changes: readonly Change[] };
}

/** Parts of one expression that are kept. */
const keptParts = 40;

/**
 * Judges one rule about one subject once more and shows every step.
 * @throws Error when there is no such rule or subject.
 */
export function explain(rulebook: Rulebook, input: EvaluationInput, wanted: { rule: string; subject: string; packs: readonly string[] }): Explanation {
  const rule = rulebook.rules.find(({ definition }) => definition.id === wanted.rule);
  if (!rule) throw new Error(`there is no rule ${wanted.rule}${suggestion(wanted.rule, rulebook.rules.map(({ definition }) => definition.id))}`);
  const recorder = makeRecorder();
  const compiled = compileRule(rule.definition, languages(rulebook.questions), recorder.trace);
  if (!('pass' in compiled)) throw new Error(`${wanted.rule} does not compile`);
  const town = townOf(input, rulebook, packsNamed(rulebook, wanted.packs), viewCache());
  const counted = rule.compiled.tallies.length > 0 ? Map.groupBy(evaluate(input, rulebook, wanted.packs).outcomes, (it) => it.rule) : new Map<string, Outcome[]>();
  const all = asked({ ...rule, compiled }, town, talliesOf(counted, input));
  const found = all.find(({ subject }) => subject.id === wanted.subject);
  if (!found) throw new Error(`${wanted.rule} does not ask about "${wanted.subject}"${suggestion(wanted.subject, all.map(({ subject }) => subject.id))}`);
  const outcome = 'outcome' in found ? found : judge(found);
  return { outcome, parts: recorder.top.parts, change: turned(rule.definition, outcome, recorder.top.parts) };
}

/** An explanation as indented lines: `= value` or `? reason` behind each part. */
export function printExplanation({ outcome, parts, change }: Explanation): string {
  const why = outcome.because ? ` (${reasonText(outcome.because)})` : '';
  return [`${outcome.rule} about ${outcome.subject.label}: ${outcome.outcome}${why}`, ...parts.flatMap((part) => lines(part, 1)), ...(change.changes.length > 0 ? [headings[change.to], ...changeLines(change.changes)] : [])].join('\n');
}

const headings = { pass: 'For it to pass:', fail: 'It would no longer pass with:', asked: 'It would be asked with:' } as const;

/** What would turn the outcome: a pass into none, what is not asked into something asked, all else into a pass. */
function turned(definition: RuleDefinition, outcome: Outcome, parts: readonly Explained[]): Explanation['change'] {
  const of = (source: string | undefined) => (source === undefined ? [] : parts.filter(({ text }) => sameText(text, source)));
  if (outcome.outcome === 'not-applicable') return { to: 'asked', changes: of(definition.applies).flatMap((part) => changesFor(part, true)) };
  const asked = outcome.outcome === 'unknown' ? of(definition.applies).filter(({ unknown }) => unknown).flatMap((part) => changesFor(part, true)) : [];
  if (outcome.outcome === 'pass') return { to: 'fail', changes: of(definition.pass).slice(0, 1).flatMap((part) => changesFor(part, false)) };
  return { to: 'pass', changes: [...asked, ...of(definition.pass).flatMap((part) => changesFor(part, true))] };
}

function sameText(a: string, b: string): boolean {
  return a.replace(/[\s()]+/g, '') === b.replace(/[\s()]+/g, '');
}

function lines({ text, value, unknown, error, parts, more }: Explained, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const result = error !== undefined ? `! ${error}` : unknown ? `? ${reasonText(unknown)}` : `= ${clipped(JSON.stringify(value))}`;
  const rest = more > 0 ? [`${indent}  … ${more} more`] : [];
  return [`${indent}${text.replace(/\s+/g, ' ')} ${result}`, ...parts.flatMap((part) => lines(part, depth + 1)), ...rest];
}

function reasonText({ reason, section, path, detail }: UnknownBecause): string {
  const place = [section, path].filter(Boolean).join('.');
  return [reason, place, detail].filter(Boolean).join(', ');
}

function clipped(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

interface Entry {
  text: string;
  op: string;
  value?: unknown;
  unknown?: UnknownBecause;
  error?: string;
  parts: Entry[];
  more: number;
}

/** Stands between each part and its value and writes down what it sees. */
function makeRecorder(): { top: Entry; trace: (node: Node) => Node } {
  const top: Entry = { text: '', op: '', parts: [], more: 0 };
  const open = [top];
  const trace = (node: Node): Node => {
    const { op } = node.ast;
    if (op === 'value' || op === 'id') return node;
    const { run } = node;
    return {
      ...node,
      run: (context) => {
        const entry: Entry = { text: textOf(node.ast), op, parts: [], more: 0 };
        const around = open.at(-1) ?? top;
        if (around.parts.length < keptParts || around === top) around.parts.push(entry);
        else around.more++;
        open.push(entry);
        try {
          const value = run(context);
          Object.assign(entry, withoutName(shown('', value, node.shape)));
          return value;
        } catch (error) {
          entry.error = error instanceof Error ? error.message : String(error);
          throw error;
        } finally {
          open.pop();
          // The fields on the way to a fact say nothing more than the fact.
          if (op === '.') entry.parts = entry.parts.filter(({ text, error }) => error !== undefined || !entry.text.startsWith(`${text}.`));
        }
      },
    };
  };
  return { top, trace };
}

function withoutName({ value, unknown }: { value?: unknown; unknown?: UnknownBecause }): { value?: unknown; unknown?: UnknownBecause } {
  return { ...(value === undefined ? {} : { value }), ...(unknown ? { unknown } : {}) };
}
