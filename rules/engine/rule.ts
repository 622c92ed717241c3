import * as z from 'zod';
import { reasons } from '../../wire/reasons.ts';
import type { Reason } from '../../wire/reasons.ts';
import { assetClasses } from '../input.ts';
import { listKinds } from '../list.ts';
import { severities } from '../outcome.ts';
import { judgementReasons } from '../reasons.ts';
import type { JudgementReason } from '../reasons.ts';

/** What a rule can be asked about. A domain is an asset of class domain; a directory comes with the sections that know it. */
export const ruleScopes = ['asset', 'account', 'service', 'town'] as const;
export type RuleScope = (typeof ruleScopes)[number];

const cel = z.string().min(1);
const sentence = z.string().min(1);
const anyReason = z.enum([...Object.keys(reasons), ...Object.keys(judgementReasons)] as [Reason | JudgementReason]);
const outcome = z.enum(['pass', 'fail', 'not-applicable', 'unknown', 'error']);

/** A value that a town may set. */
const ruleParameter = z.strictObject({
  type: z.enum(['int', 'double', 'string', 'bool', 'list<string>']),
  default: z.unknown(),
  unit: z.string().optional(),
  source: z.string().optional(),
  meaning: z.string().optional(),
});
export type RuleParameter = z.infer<typeof ruleParameter>;

/** A case that the rule carries with it: facts, and what must come out. */
export const ruleTest = z.strictObject({
  name: sentence,
  /** Instant of judgement. */
  asOf: z.iso.datetime().default('2026-11-21T00:00:00Z'),
  /** When the snapshot came in and was made; `asOf` when not given. */
  receivedAt: z.iso.datetime().optional(),
  /** Laid over an ordinary workstation. */
  asset: z.record(z.string(), z.unknown()).default({}),
  /** Data of sections, by section. */
  facts: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  missing: z.record(z.string(), z.array(z.strictObject({ path: z.string(), reason: z.enum(Object.keys(reasons) as [Reason]), detail: z.string().optional() }))).default({}),
  status: z.record(z.string(), z.strictObject({ status: z.enum(['failed', 'skipped']), reason: z.enum(Object.keys(reasons) as [Reason]) })).default({}),
  /** Why sections that are not given were not read; `never-reported`: there is no snapshot at all. */
  absent: anyReason.default('agent-too-old'),
  /** What is derived, instead of what derivation makes of the facts. */
  derived: z.record(z.string(), z.unknown()).optional(),
  /** The roster, for scope town. */
  assets: z.array(z.record(z.string(), z.unknown())).default([]),
  /** Which account is looked at, by its id, for scope account; else all of them together. */
  account: z.string().optional(),
  /** Which service is looked at, by its name, for scope service; else all of them together. */
  service: z.string().optional(),
  /** What `town.yaml` says; not given: nothing was ever stated. */
  register: z.record(z.string(), z.unknown()).optional(),
  /** Answers by question; the version of the question and who gave it are filled in. */
  attested: z.record(z.string(), z.strictObject({
    answer: z.union([z.boolean(), z.number(), z.string(), z.null()]),
    on: z.iso.date().optional(),
    person: z.string().optional(),
    note: z.nullable(z.string()).optional(),
    evidence: z.nullable(z.strictObject({ file: z.string(), digest: z.string() })).optional(),
    version: z.int().optional(),
  })).default({}),
  /** Imported lists: `{kind, asOf, complete, rows}`. */
  lists: z.array(z.strictObject({ kind: z.enum(listKinds), asOf: z.iso.date().optional(), complete: z.boolean().default(true), rows: z.array(z.record(z.string(), z.unknown())) })).default([]),
  waivers: z.array(z.record(z.string(), z.unknown())).default([]),
  plans: z.array(z.record(z.string(), z.unknown())).default([]),
  /** Findings of the judgment before. */
  findings: z.array(z.record(z.string(), z.unknown())).default([]),
  catalogs: z.array(z.strictObject({ name: z.string(), asOf: z.iso.date().optional(), digest: z.string().default('0'.repeat(64)) })).default([]),
  /** Outcomes of other rules, for scope town: `tally("EDR-001")`. */
  tallies: z.record(z.string(), z.strictObject({ pass: z.int().default(0), fail: z.int().default(0), unknown: z.int().default(0), notApplicable: z.int().default(0), accepted: z.int().default(0) })).default({}),
  /** How the scan went, over an ordinary one. */
  scan: z.strictObject({ agentVersion: z.string().optional(), clockOffsetSeconds: z.int().optional(), privileged: z.boolean().optional(), dropped: z.int().optional() }).default({}),
  parameters: z.record(z.string(), z.unknown()).default({}),
  expect: outcome,
  reason: anyReason.optional(),
});
export type RuleTest = z.infer<typeof ruleTest>;

const text = z.strictObject({
  title: sentence,
  plain: sentence,
  technical: sentence,
  notApplicable: sentence.optional(),
  remediation: z.strictObject({ linux: sentence.optional(), windows: sentence.optional(), macos: sentence.optional(), any: sentence.optional() }),
});

/** A rule as its file has it. What each key means stands in design.md, "Judgement". */
export const ruleSchema = z.strictObject({
  id: z.string().regex(/^[A-Z]{2,5}-\d{3}$/, 'is a family and three digits, as EOL-001'),
  version: z.int().min(1),
  /** Not selected by any pack yet. */
  draft: z.boolean().default(false),
  scope: z.enum(ruleScopes),
  classes: z.array(z.enum(assetClasses)).min(1).default(['workstation', 'laptop', 'server', 'hypervisor']),
  platforms: z.array(z.enum(['linux', 'windows', 'macos', 'bsd'])).min(1).optional(),
  applies: cel.optional(),
  each: cel.optional(),
  itemLabel: cel.optional(),
  empty: z.enum(['pass', 'not-applicable']).optional(),
  pass: cel,
  fail: cel.optional(),
  between: z.union([z.strictObject({ unknown: anyReason }), z.strictObject({ advice: sentence })]).optional(),
  evidence: z.record(z.string().min(1), cel),
  severity: z.enum(severities),
  severityReason: sentence,
  raise: z.array(z.strictObject({ when: cel, to: z.enum(severities), because: sentence })).default([]),
  parameters: z.record(z.string().regex(/^[a-z][a-zA-Z0-9]*$/, 'is a name in camelCase'), ruleParameter).default({}),
  /** How often, and how long, it must be seen to fail before a finding opens. */
  confirm: z.strictObject({ scans: z.int().min(1).optional(), days: z.int().min(0).optional() }).optional(),
  never: z.array(outcome).default([]),
  responsible: z.enum(['town', 'msp', 'vendor']),
  effort: z.enum(['minutes', 'hours', 'days', 'project']),
  cost: z.enum(['none', 'low', 'medium', 'high']),
  sensitivity: z.enum(['public', 'internal', 'personal', 'security']),
  en: text,
  tests: z.array(ruleTest),
});
export type RuleDefinition = z.infer<typeof ruleSchema>;

/** What the profile of a town must say for something to concern it; nothing: it concerns every town. */
const profileCondition = z.strictObject({ state: z.string().regex(/^[A-Z]{2}$/), police: z.literal(true), water: z.literal(true), cards: z.literal(true) }).partial();
export type ProfileCondition = z.infer<typeof profileCondition>;

/** A selection of rules, with values for their parameters. */
export const packSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'is in kebab-case'),
  version: z.int().min(1),
  /** What the town's profile must say for the pack to judge it; else it judges every town. */
  when: profileCondition.optional(),
  /** Its parameter values hold for assets with this tag only. */
  tag: z.string().min(1).optional(),
  en: z.strictObject({ title: sentence, meaning: sentence }),
  rules: z.array(z.strictObject({ id: z.string(), parameters: z.record(z.string(), z.unknown()).default({}) })).min(1),
});
export type Pack = z.infer<typeof packSchema>;

/** Requirements of somebody else, and the rules that show them. Rules never name frameworks. */
export const frameworkSchema = z.strictObject({
  id: z.string().min(1),
  title: sentence,
  source: sentence,
  checkedOn: z.iso.date(),
  /** What the town's profile must say for it to concern the town; else it concerns every town. */
  when: profileCondition.optional(),
  requirements: z.array(z.strictObject({ id: z.union([z.string(), z.number()]).transform(String), label: z.string().optional(), rules: z.array(z.string()) })).min(1),
});
export type Framework = z.infer<typeof frameworkSchema>;

/** Tells whether a value is of the type of a parameter. */
export function isOfType(value: unknown, type: RuleParameter['type']): boolean {
  switch (type) {
    case 'int':
      return Number.isSafeInteger(value);
    case 'double':
      return typeof value === 'number' && Number.isFinite(value);
    case 'string':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'list<string>':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
  }
}
