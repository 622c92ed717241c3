import * as z from 'zod';

/** What a rule can wait for: a target that gives the facts, a section of the agent, a list, or a catalog. */
const waitsFor = z.string().regex(/^(?:target|section|list|catalog) [a-z][a-z ]+$/, 'names a target, section, list or catalog, as "target snmp"');

/** A rule of the study that is not written yet, since nothing here can decide it. */
const waitingRule = z.strictObject({
  id: z.string().regex(/^[A-Z]{2,5}-\d{3}$/, 'is a family and three digits, as EOL-018'),
  waitsFor,
  /** Why, in a sentence for people. */
  note: z.string().min(1).max(300),
});

/** `rules/catalog/waiting.yaml`: what frameworks show as not measured yet. */
export const waitingSchema = z.array(waitingRule);
export type WaitingRule = z.infer<typeof waitingRule>;
