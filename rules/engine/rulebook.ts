import type { InputDocument } from '../input.ts';
import type { Question } from '../question.ts';
import type { WaitingRule } from '../waiting.ts';
import type { CompiledRule } from './compile-rule.ts';
import type { Derive } from './view.ts';
import type { Framework, Pack, RuleDefinition } from './rule.ts';

/** A rule that may judge: as its file has it, and compiled. */
export interface Rule {
  readonly definition: RuleDefinition;
  readonly compiled: CompiledRule;
  /** Its file, below the root of the rulebook. */
  readonly file: string;
}

/** Everything by which is judged, checked as a whole. Lists are sorted by id. */
export interface Rulebook {
  readonly rules: readonly Rule[];
  readonly packs: readonly Pack[];
  readonly frameworks: readonly Framework[];
  /** Rules that are not written yet, and what each waits for; frameworks may point at them. */
  readonly waiting?: readonly WaitingRule[];
  /** The questionnaire: what people can be asked. */
  readonly questions: readonly Question[];
  /** Derivation by the lifecycle catalog of this rulebook. */
  readonly derive: Derive;
  /** Every file that took part. */
  readonly documents: readonly InputDocument[];
}
