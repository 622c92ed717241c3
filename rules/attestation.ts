/** What a question can be answered with. */
export type AnswerValue = boolean | number | string;

/** One answer of a person to one question of the questionnaire. */
export interface Attestation {
  /** Id of the question, in camelCase: `attested.<question>`. */
  readonly question: string;
  /** Version of the question that was answered. */
  readonly version: number;
  /** Null: the question does not apply, and `note` says why. */
  readonly answer: AnswerValue | null;
  readonly note: string | null;
  readonly person: string;
  /** Day on which it was answered. */
  readonly on: string;
  /** What shows it: name and SHA-256 (hex) of a file, or null. */
  readonly evidence: { readonly file: string; readonly digest: string } | null;
  /** Who gave it to the collector: a person, or `file, unverified`. */
  readonly by: string;
}
