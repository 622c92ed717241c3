import * as z from 'zod/mini';

/** A day as people write it: YYYY-MM-DD. */
const day = z.iso.date();
const text = z.string().check(z.minLength(1), z.maxLength(500));
const name = z.string().check(z.minLength(1), z.maxLength(200));
const count = z.int().check(z.gte(0));

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
  rank: z.optional(z.int().check(z.gte(1))),
  /** 1 hardly noticed to 5 lives at risk. */
  impact: z.optional(z.int().check(z.gte(1), z.lte(5))),
  /** Hours within which it must be back. */
  recoveryHours: z.optional(z.number().check(z.gte(0))),
  /** Hours of work that may be lost. */
  lossHours: z.optional(z.number().check(z.gte(0))),
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
  yearlyCost: z.optional(z.number().check(z.gte(0))),
});

/** One month of the two numbers that a town watches. */
const metric = z.strictObject({ month: z.string().check(z.regex(/^\d{4}-(?:0[1-9]|1[0-2])$/)), leading: z.strictObject({ name: text, value: z.number() }), trailing: z.strictObject({ name: text, value: z.number() }) });

const incident = z.strictObject({ what: text, began: day, closed: z.nullable(day), reviewed: z.nullable(day), cause: z.optional(text), cost: z.optional(z.number()), changes: z.optional(z.array(change)) });

/** All that a town states of itself. An empty list says that there are none; an absent key, that nobody has said. */
export const registerSchema = z.strictObject({
  profile: z.optional(
    z.strictObject({
      population: z.optional(count),
      /** Two letters, as in NY. */
      state: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/))),
      /** A police department, or anybody else who sees criminal justice information. */
      police: z.optional(z.boolean()),
      /** Water, wastewater or other machinery that computers control. */
      water: z.optional(z.boolean()),
      /** Takes payment cards. */
      cards: z.optional(z.boolean()),
      insurer: z.optional(z.nullable(name)),
    }),
  ),
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
  prices: z.optional(z.strictObject({ workstation: z.optional(z.number()), laptop: z.optional(z.number()), server: z.optional(z.number()), 'network-device': z.optional(z.number()), printer: z.optional(z.number()) })),
  /** The one shared template for telling residents and staff. */
  communication: z.optional(z.nullable(z.strictObject({ audience: text, channel: text, cadence: text, approver: name, adopted: day, reviewed: day, text: z.optional(z.string()) }))),
  metrics: z.optional(z.array(metric)),
  checkpoints: z.optional(z.array(z.strictObject({ on: day, handoffs: z.array(text), tightened: z.optional(text) }))),
  incidents: z.optional(z.array(incident)),
  /** Models that the town buys, by class. */
  standards: z.optional(z.array(z.strictObject({ class: name, models: z.array(text) }))),
  /** Classes of asset of which the town states that it has none, who says so, and when. */
  none: z.optional(z.array(z.strictObject({ class: name, by: name, on: day }))),
});

/** What a town states of itself; who stated it and when stands in the document that holds it. */
export type Register = z.infer<typeof registerSchema>;
export type Service = z.infer<typeof service>;
export type Person = z.infer<typeof person>;
