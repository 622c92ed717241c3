import * as z from 'zod';

/** How a question is answered; in CEL: bool, double, string, string, timestamp. */
export const questionTypes = ['yes-no', 'number', 'text', 'choice', 'day'] as const;
export type QuestionType = (typeof questionTypes)[number];

/** Who in a town can answer, closest first to the one who knows. */
const answerers = ['town-manager', 'clerk', 'finance', 'it', 'police', 'utilities'] as const;
export type Answerer = (typeof answerers)[number];

const sentence = z.string().min(1).max(600);
const choice = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'is in kebab-case');

/**
 * One question that no scan can answer. A change of what is asked is a new `version`: answers to the old one no longer count,
 * for nobody has answered what is asked now.
 */
const questionSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-zA-Z0-9]{2,60}$/, 'is a name in camelCase'),
    version: z.int().min(1),
    type: z.enum(questionTypes),
    /** Of type choice: the answers there are. */
    choices: z.array(choice).min(2).max(12).optional(),
    /** Days after which an answer no longer counts. */
    expiresDays: z.int().min(1).max(1100),
    /** Whether a file must show it. */
    evidence: z.enum(['required', 'optional', 'none']),
    /** What it is asked for: a row of traceability.yaml, or a rule. */
    row: z.string().min(1),
    by: z.enum(answerers),
    sensitivity: z.enum(['public', 'internal', 'personal', 'security']),
    en: z.strictObject({
      question: sentence,
      /** What it means for residents, in one sentence. */
      why: sentence,
      /** How an auditor checks the answer. */
      verify: sentence,
      help: sentence.optional(),
      /** What the answer null says, such as "It was never done."; absent: every town has an answer. */
      none: sentence.optional(),
      choices: z.record(choice, sentence).optional(),
    }),
  })
  .check((context) => {
    const { type, choices, en } = context.value;
    const said = Object.keys(en.choices ?? {});
    const say = (path: string[], message: string) => context.issues.push({ code: 'custom', path, message, input: context.value });
    if ((type === 'choice') !== (choices !== undefined)) say(['choices'], 'stands with type choice, and only there');
    for (const one of choices ?? []) if (!said.includes(one)) say(['en'], `has no text for the choice "${one}" under choices`);
    if (choices?.includes('none')) say(['choices'], '"none" is the answer null; say it by en.none, or name the choice otherwise');
    for (const one of said) if (!choices?.includes(one)) say(['en', 'choices', one], `"${one}" is none of the choices`);
  });
export type Question = z.infer<typeof questionSchema>;

/** A group of questions: one file of the questionnaire. */
export const topicSchema = z.strictObject({
  topic: choice,
  /** Place in the form, from 1. */
  order: z.int().min(1),
  en: z.strictObject({ title: sentence, meaning: sentence }),
  questions: z.array(questionSchema).min(1),
});
export type Topic = z.infer<typeof topicSchema>;

/** What the town's own papers and plans ask for (compliance study 4.5), and what shows it. */
export const traceabilitySchema = z.strictObject({
  rows: z.array(
    z
      .strictObject({ id: choice, statement: sentence, rules: z.array(z.string()).default([]), questions: z.array(z.string()).default([]) })
      .refine(({ rules, questions }) => rules.length + questions.length > 0, 'names no rule and no question'),
  ),
});
export type Traceability = z.infer<typeof traceabilitySchema>;

/** Last day on which an answer given on a day (YYYY-MM-DD) counts. */
export function countsUntil({ expiresDays }: Pick<Question, 'expiresDays'>, on: string): string {
  return new Date(Date.parse(on) + expiresDays * 86_400_000).toISOString().slice(0, 10);
}
