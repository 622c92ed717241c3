import { listRow, machineListKinds } from '../../rules/list.ts';
import type { ListKind, ListRow, MachineListKind } from '../../rules/list.ts';

/** How the text of a cell becomes a value. */
export type Reading = 'text' | 'serial' | 'macs' | 'day' | 'past-day' | 'money' | 'class' | 'health' | 'status';

/** What a column can be read as: a field of a row, or a text that only helps to read the others. */
export type Field = Exclude<keyof ListRow, 'row'> | 'status' | 'firstName' | 'lastName';

/** Every field, and how its cells are read. A `past-day` cannot be after the list itself. */
export const readings: Readonly<Record<Field, Reading>> = {
  name: 'text',
  serial: 'serial',
  macs: 'macs',
  class: 'class',
  make: 'text',
  model: 'text',
  os: 'text',
  user: 'text',
  department: 'text',
  unit: 'text',
  location: 'text',
  custodian: 'text',
  assetTag: 'text',
  purchased: 'past-day',
  cost: 'money',
  warrantyEnds: 'day',
  lastSeen: 'past-day',
  retired: 'past-day',
  disposalMethod: 'text',
  disposalCertificate: 'text',
  product: 'text',
  healthy: 'health',
  job: 'text',
  lastSuccess: 'past-day',
  lastResult: 'text',
  person: 'text',
  account: 'text',
  email: 'text',
  kind: 'text',
  started: 'day',
  left: 'day',
  course: 'text',
  completed: 'past-day',
  due: 'day',
  vendor: 'text',
  ends: 'day',
  noticeBy: 'day',
  decision: 'text',
  status: 'status',
  firstName: 'text',
  lastName: 'text',
};

/** Names of all fields, as `--map` takes them. */
export const fieldNames = Object.keys(readings) as Field[];

/** What tells the rows of a list apart: without any of these a row says nothing about anybody. */
export const identities: Readonly<Record<ListKind, readonly Field[]>> = {
  rmm: ['name', 'serial', 'macs'],
  directory: ['name', 'serial', 'macs'],
  ledger: ['name', 'serial', 'macs'],
  edr: ['name', 'serial', 'macs'],
  backup: ['name', 'serial', 'macs'],
  people: ['person', 'email', 'account'],
  training: ['person', 'email', 'account'],
  contracts: ['name', 'vendor'],
};

/** Whether the rows of a list are machines. */
export function isMachineKind(kind: ListKind): kind is MachineListKind {
  return machineListKinds.some((name) => name === kind);
}

/** Whether a field is part of a row, as it takes part in judgement. */
export function isRowField(field: Field): field is Exclude<keyof ListRow, 'row'> {
  return field in listRow.shape;
}
