import { evaluate, packsNamed } from '../evaluate.ts';
import type { EvaluationInput } from '../input.ts';
import type { Outcome, UnknownBecause } from '../outcome.ts';
import { compileRule, languages } from './compile-rule.ts';
import { shown } from './evidence.ts';
import { judge } from './judge.ts';
import { suggestion } from './nearest.ts';
import { textOf } from './node.ts';
import type { Node } from './node.ts';
import type { Rulebook } from './rulebook.ts';
import { asked } from './asking.ts';
import { talliesOf } from './tally.ts';
import { townOf } from './town.ts';
import { viewCache } from './view.ts';

/** A part of a condition and what it came out as, with the parts that it is made of as far as they were needed. */
export interface Explained {
  readonly text: string;
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
  return { outcome: 'outcome' in found ? found : judge(found), parts: recorder.top.parts };
}

/** An explanation as indented lines: `= value` or `? reason` behind each part. */
export function printExplanation({ outcome, parts }: Explanation): string {
  const why = outcome.because ? ` (${reasonText(outcome.because)})` : '';
  return [`${outcome.rule} about ${outcome.subject.label}: ${outcome.outcome}${why}`, ...parts.flatMap((part) => lines(part, 1))].join('\n');
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
  value?: unknown;
  unknown?: UnknownBecause;
  error?: string;
  parts: Entry[];
  more: number;
}

/** Stands between each part and its value and writes down what it sees. */
function makeRecorder(): { top: Entry; trace: (node: Node) => Node } {
  const top: Entry = { text: '', parts: [], more: 0 };
  const open = [top];
  const trace = (node: Node): Node => {
    const { op } = node.ast;
    if (op === 'value' || op === 'id') return node;
    const { run } = node;
    return {
      ...node,
      run: (context) => {
        const entry: Entry = { text: textOf(node.ast), parts: [], more: 0 };
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
