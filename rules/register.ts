import * as z from 'zod/mini';
import { assetClasses } from './input.ts';

/** A day as people write it: YYYY-MM-DD. */
const day = z.iso.date('must be a day, as 2026-11-21');
const text = words(500);
const name = words(200);
const count = z.int('must be a whole number').check(z.gte(0, 'cannot be below 0'));
const hours = z.number('must be a number of hours').check(z.gte(0, 'cannot be below 0'));
const dollars = z.number('must be an amount in dollars, as 1200').check(z.gte(0, 'cannot be below 0'));
const clock = z.string('must be a time in quotes, as "14:05"').check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time in quotes, as "14:05"'));

/** A text of 1 to `most` characters. What YAML reads as a number, such as 5550100, needs quotes: a message says so. */
function words(most: number) {
  return z
    .string({ error: ({ input }) => (input === undefined ? undefined : 'must be text; put it in quotes') })
    .check(z.regex(/\S/, 'cannot be empty'), z.maxLength(most, `has at most ${most} characters`));
}

/** What kind of person (or no person) an account belongs to; each has its own limits. */
export const personKinds = ['staff', 'elected', 'seasonal', 'vendor', 'shared', 'service', 'break-glass'] as const;

/** Somebody, or something, that has accounts. `left` null: still here. */
const person = z.strictObject({
  name,
  kind: z.enum(personKinds),
  department: z.optional(name),
  /** Sign-in names, as the systems write them. */
  accounts: z.optional(z.array(name)),
  email: z.optional(name),
  phone: z.optional(name),
  started: z.optional(day),
  left: z.optional(z.nullable(day)),
  /** Day until which a seasonal worker's or vendor's access is granted. */
  until: z.optional(day),
});

/** A change that a drill or an incident showed to be needed. `done` null: not yet. */
const change = z.strictObject({ what: text, owner: name, due: day, done: z.nullable(day) });

/** One exercise, as it went. */
const drill = z.strictObject({
  service: name,
  on: day,
  scenario: text,
  /** From start to end. */
  minutes: count,
  /** Time of day at which it began and ended; when both are given, `minutes` is what lies between. */
  start: z.optional(clock),
  end: z.optional(clock),
  participants: z.array(name),
  steps: z.optional(z.array(z.strictObject({ what: text, minutes: count }))),
  handoffs: z.optional(z.array(text)),
  changes: z.array(change),
});

/** One attempt to bring something back from a backup. */
const restore = z.strictObject({ service: name, on: day, what: text, minutes: count, worked: z.boolean(), by: name });

/** A public service, ranked by what residents feel when it stops. */
const service = z.strictObject({
  name,
  /** Place in the order of restoring; 1 comes first. */
  rank: z.optional(z.int('must be a whole number').check(z.gte(1, 'starts at 1, for what comes first'))),
  /** 1 hardly noticed to 5 lives at risk. */
  impact: z.optional(z.int('must be a whole number from 1 to 5').check(z.gte(1, 'goes from 1 to 5'), z.lte(5, 'goes from 1 to 5'))),
  /** Hours within which it must be back. */
  recoveryHours: z.optional(hours),
  /** Hours of work that may be lost. */
  lossHours: z.optional(hours),
  reviewed: z.optional(day),
  owner: z.optional(z.nullable(name)),
  backupOwner: z.optional(z.nullable(name)),
  /** Labels or serial numbers of the computers and devices that it needs. */
  needs: z.optional(z.array(name)),
  vendors: z.optional(z.array(name)),
  /** Things of which there is only one, and without which it stops. */
  singlePoints: z.optional(z.array(z.strictObject({ what: text, accepted: z.boolean() }))),
  /** How it goes on by hand; null: it cannot. */
  fallback: z.optional(z.nullable(z.strictObject({ how: text, tested: z.nullable(day) }))),
  /** The line-of-business program behind it, and what its vendor says of the version in use. */
  application: z.optional(z.nullable(z.strictObject({ name, version: name, supported: z.boolean(), confirmed: day, onSupportedSystem: z.optional(z.boolean()) }))),
});

/** A company that does something for the town, and what was agreed. */
const vendor = z.strictObject({
  name,
  does: text,
  critical: z.boolean(),
  contact: z.optional(name),
  /** What they can reach: data, systems. */
  access: z.optional(text),
  reviewed: z.optional(day),
  /** Clauses of the contract; absent: nobody has read it for this. */
  clauses: z.optional(z.strictObject({ incidentNoticeHours: z.nullable(z.number()), securityDuties: z.boolean(), dataReturn: z.boolean(), responseTime: z.boolean(), insurance: z.boolean() })),
});

const contract = z.strictObject({
  name,
  vendor: z.optional(name),
  ends: z.nullable(day),
  /** Last day to say no before it renews itself. */
  noticeBy: z.optional(z.nullable(day)),
  /** What was decided: renew, replace, end; null: nothing yet. */
  decision: z.optional(z.nullable(text)),
  yearlyCost: z.optional(dollars),
});

/** One month of the two numbers that a town watches. */
const metric = z.strictObject({ month: z.string('must be a month in quotes, as "2026-11"').check(z.regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'must be a month, as "2026-11"')), leading: z.strictObject({ name: text, value: z.number() }), trailing: z.strictObject({ name: text, value: z.number() }) });

const incident = z.strictObject({ what: text, began: day, closed: z.nullable(day), reviewed: z.nullable(day), cause: z.optional(text), cost: z.optional(dollars), changes: z.optional(z.array(change)) });

/** All that a town states of itself. An empty list says that there are none; an absent key, that nobody has said. */
export const registerSchema = z.strictObject({
  profile: z.optional(
    z.strictObject({
      population: z.optional(count),
      /** Two letters, as in NY. */
      state: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/, 'must be two capital letters, as NY'))),
      /** A police department, or anybody else who sees criminal justice information. */
      police: z.optional(z.boolean()),
      /** Water, wastewater or other machinery that computers control. */
      water: z.optional(z.boolean()),
      /** Takes payment cards. */
      cards: z.optional(z.boolean()),
      insurer: z.optional(z.nullable(name)),
      /** Month in which the fiscal year starts, 1 to 12. */
      fiscalYearStart: z.optional(z.int('must be a month from 1 to 12').check(z.gte(1, 'must be a month from 1 to 12'), z.lte(12, 'must be a month from 1 to 12'))),
    }),
  ),
  /** Who answers for computers and data, and who does when that person is away; null: nobody. */
  responsible: z.optional(z.nullable(z.strictObject({ leader: name, deputy: z.optional(z.nullable(name)), confirmed: day }))),
  /** Departments, and how their computers are known: by name (with * and ?), by network (10.1.4.0/24), by unit of the directory. */
  departments: z.optional(z.array(z.strictObject({ name, names: z.optional(z.array(text)), networks: z.optional(z.array(text)), units: z.optional(z.array(text)) }))),
  people: z.optional(z.array(person)),
  domains: z.optional(z.array(z.strictObject({ name, mail: z.optional(z.boolean()), web: z.optional(z.boolean()), expires: z.optional(z.nullable(day)), registrarLock: z.optional(z.boolean()), registrarSecondStep: z.optional(z.boolean()), ownedByTown: z.optional(z.boolean()), confirmed: z.optional(day) }))),
  services: z.optional(z.array(service)),
  vendors: z.optional(z.array(vendor)),
  contracts: z.optional(z.array(contract)),
  drills: z.optional(z.array(drill)),
  restores: z.optional(z.array(restore)),
  /** Things of which the town has one, and what stands in for it. */
  spares: z.optional(z.array(z.strictObject({ item: text, spare: z.nullable(text), responseHours: z.optional(z.nullable(z.number())) }))),
  /** What one new machine of a class costs, in dollars. */
  prices: z.optional(z.strictObject({ workstation: z.optional(dollars), laptop: z.optional(dollars), server: z.optional(dollars), 'network-device': z.optional(dollars), printer: z.optional(dollars) })),
  /** The one shared template for telling residents and staff. */
  communication: z.optional(z.nullable(z.strictObject({ audience: text, channel: text, cadence: text, approver: name, adopted: day, reviewed: day, text: z.optional(z.string()) }))),
  metrics: z.optional(z.array(metric)),
  /** Monthly meetings: the two handoffs that went worst, and what was made better; null: nothing yet. */
  checkpoints: z.optional(z.array(z.strictObject({ on: day, handoffs: z.array(text), tightened: z.optional(z.nullable(text)) }))),
  incidents: z.optional(z.array(incident)),
  /** Models that the town buys, by class. */
  standards: z.optional(z.array(z.strictObject({ class: z.enum(assetClasses), models: z.array(text) }))),
  /** Classes of asset of which the town states that it has none, who says so, and when. */
  none: z.optional(z.array(z.strictObject({ class: z.enum(assetClasses), by: name, on: day }))),
});

/** What a town states of itself; who stated it and when stands in the document that holds it. */
export type Register = z.infer<typeof registerSchema>;
export type Service = z.infer<typeof service>;
export type Person = z.infer<typeof person>;
