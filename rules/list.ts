import * as z from 'zod/mini';
import { assetClasses } from './input.ts';

/** What can be imported: remote management, directory, equipment ledger, protection console, backup jobs, people, training, contracts. */
export const listKinds = ['rmm', 'directory', 'ledger', 'edr', 'backup', 'people', 'training', 'contracts'] as const;
export type ListKind = (typeof listKinds)[number];

/** Kinds whose rows are machines. */
export const machineListKinds = ['rmm', 'directory', 'ledger', 'edr', 'backup'] as const satisfies readonly ListKind[];
export type MachineListKind = (typeof machineListKinds)[number];

/** Days after its own date during which a list counts. */
export const listDays = 60;

const text = z.nullable(z.string());
const day = z.nullable(z.iso.date());

/**
 * One row of a list. A key that is absent: the list has no such column, or the cell could not be read; null: the cell is empty.
 * One shape for all kinds of list: a ledger may well say who protects a machine.
 */
export const listRow = z.object({
  /** Number of the row in the file, from 1, with the heading as row 1. */
  row: z.int(),
  name: z.optional(text),
  serial: z.optional(text),
  /** Lower-case, with colons. */
  macs: z.optional(z.array(z.string())),
  class: z.optional(z.nullable(z.enum(assetClasses))),
  make: z.optional(text),
  model: z.optional(text),
  os: z.optional(text),
  user: z.optional(text),
  department: z.optional(text),
  location: z.optional(text),
  /** Place in the directory, as `OU=Police,DC=town` or `town/Police`. */
  unit: z.optional(text),
  /** Person who answers for it. */
  custodian: z.optional(text),
  assetTag: z.optional(text),
  purchased: z.optional(day),
  cost: z.optional(z.nullable(z.number())),
  warrantyEnds: z.optional(day),
  lastSeen: z.optional(day),
  retired: z.optional(day),
  disposalMethod: z.optional(text),
  disposalCertificate: z.optional(text),
  /** edr: product, and whether the console calls it healthy. */
  product: z.optional(text),
  healthy: z.optional(z.nullable(z.boolean())),
  /** backup: the job, and its last copy that worked. */
  job: z.optional(text),
  lastSuccess: z.optional(day),
  lastResult: z.optional(text),
  /** people, training */
  person: z.optional(text),
  account: z.optional(text),
  email: z.optional(text),
  kind: z.optional(text),
  started: z.optional(day),
  left: z.optional(day),
  course: z.optional(text),
  completed: z.optional(day),
  due: z.optional(day),
  /** contracts */
  vendor: z.optional(text),
  ends: z.optional(day),
  noticeBy: z.optional(day),
  decision: z.optional(text),
});
export type ListRow = z.infer<typeof listRow>;

/** A list as it takes part in judgement. */
export interface TownList {
  readonly kind: ListKind;
  /** Day for which the list is true, as the person said who imported it. */
  readonly asOf: string;
  readonly importedAt: string;
  /** Who imported it: a person, or `file, unverified`. */
  readonly by: string;
  readonly file: string;
  /** SHA-256 (hex) of the file as it was given. */
  readonly digest: string;
  /** True when the person who imported it says that it names every machine (or person) there is. */
  readonly complete: boolean;
  /** True when a person says so although rows are in doubt, for which `complete` is false. */
  readonly claimedComplete?: boolean;
  /** How many refused rows may be about somebody that the other rows do not name; absent: none. */
  readonly inDoubt?: number;
  /** Names of the fields of {@link listRow} that a column was found for. */
  readonly columns: readonly string[];
  readonly rows: readonly ListRow[];
  /** Rows that could not be used, and why. */
  readonly refused: readonly { readonly row: number; readonly why: string }[];
}
