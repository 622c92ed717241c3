import { listKinds, listRow, machineListKinds } from '../list.ts';
import { personKinds, registerSchema } from '../register.ts';
import type { Question } from '../question.ts';
import { listOf, present, scalar, shapeOf } from './shape.ts';
import type { ListShape, ObjectShape, ScalarShape, Shape } from './shape.ts';

const text = scalar('string');
const day = scalar('timestamp');
const int = scalar('int');
const texts = listOf(text);

/** The shape of `register`: `town.yaml`. */
export function registerShape(): ObjectShape {
  return shapeOf(registerSchema, 'Register') as ObjectShape;
}

/** The shape of `service`: one of the register, with what else the register says of it. */
export function serviceShape(register: ObjectShape): ObjectShape {
  const own = itemOf(register, 'services');
  const owner = nullable(object('ServiceOwner', { name: text, active: scalar('bool') }));
  return object('Service', {
    ...own.fields,
    owner,
    backupOwner: owner,
    needs: texts,
    unmatched: texts,
    top: scalar('bool'),
    drills: register.fields['drills'] as Shape,
    restores: register.fields['restores'] as Shape,
  });
}

/** The shape of `domain`: the entry of the register about an internet name; null where it has none. */
export function domainShape(register: ObjectShape): Shape {
  return nullable(itemOf(register, 'domains'));
}

/** The shape of `attested`: the newest answer to every question. */
export function attestedShape(questions: readonly Question[]): ObjectShape {
  const evidence = nullable(object('AttestedEvidence', { file: text, digest: text }));
  const fields = questions.map((question): [string, Shape] => [
    question.id,
    object(`Attested${capital(question.id)}`, { answer: nullable(answerShape(question)), on: day, person: text, evidence, note: nullable(text) }),
  ]);
  return object('Attested', Object.fromEntries(fields));
}

function answerShape({ type, choices }: Question): ScalarShape {
  switch (type) {
    case 'yes-no':
      return scalar('bool');
    case 'number':
      return scalar('double');
    case 'day':
      return day;
    case 'choice':
      return choices ? { ...text, values: choices } : text;
    case 'text':
      return text;
  }
}

/** The shape of `listed`: the row of every list about one machine, with the day for which the list is true; null where it has none. */
export function listedShape(): ObjectShape {
  const own = shapeOf(listRow, 'ListRow') as ObjectShape;
  const row = nullable({ ...own, fields: { ...own.fields, asOf: day } });
  return object('Listed', Object.fromEntries(machineListKinds.map((kind) => [kind, row])));
}

/** The shape of `person`: who has an account. */
export function personShape(): Shape {
  return nullable(object('Person', { name: text, kind: { ...text, values: personKinds }, department: text, started: day, left: nullable(day), until: day }));
}

/** The shape of `waivers` about one machine. */
export function waiversShape(): Shape {
  return listOf(object('AssetWaiver', { id: text, rules: texts, control: waiverControl(), expires: day }));
}

/** What an asset has beside its own entry in the roster. */
export const assetExtras: Readonly<Record<string, Shape>> = { services: texts, serviceRank: nullable(int) };

/** The variables of rules about the town as a whole, beside `assets`, with where they are read from. */
export function townShapes(): Readonly<Record<'lists' | 'waivers' | 'plans' | 'findings' | 'catalogs' | 'people', Shape>> {
  const waiver = {
    id: text, rules: texts, owner: text, approver: nullable(text), requester: text, reason: text, control: waiverControl(),
    created: day, expires: day, state: { ...text, values: ['proposed', 'approved', 'rejected', 'withdrawn'] }, complete: scalar('bool'), expired: scalar('bool'),
  };
  const training = object('PersonTraining', { course: text, completed: nullable(day), due: nullable(day) });
  return {
    lists: listOf(object('TownList', { kind: { ...text, values: listKinds }, asOf: day, rows: int, matched: int, unmatched: texts, ambiguous: texts, fresh: scalar('bool'), complete: scalar('bool'), columns: texts })),
    waivers: listOf(object('TownWaiver', waiver)),
    plans: listOf(object('Plan', { id: text, rules: texts, what: text, owner: text, due: day, done: nullable(day), fiscalYear: nullable(int), cost: nullable(scalar('double')) })),
    findings: listOf(object('Finding', { rule: text, subject: text, state: { ...text, values: ['unconfirmed', 'open', 'unverifiable', 'resolved', 'retired'] }, firstSeen: day, reopened: int, due: nullable(day) })),
    catalogs: listOf(object('Catalog', { name: text, asOf: day, digest: text })),
    people: listOf(object('TownPerson', { name: text, kind: { ...text, values: personKinds }, department: text, started: day, left: nullable(day), trainings: listOf(training) })),
  };
}

/** Where an asset can be seen: kinds of target, and kinds of list. */
export const assetSources = ['agent', 'ssh', 'snmp', 'domain', ...machineListKinds] as const;

/** What every asset has in `assets` of a rule about the town. */
export function townAssetExtras(): Readonly<Record<string, Shape>> {
  return { sources: listOf({ ...text, values: assetSources }), listed: listedShape(), neverReported: scalar('bool') };
}

/** The shape of `tally("…")`. */
export const tallyShape: ObjectShape = object('Tally', { pass: int, fail: int, unknown: int, notApplicable: int, accepted: int, population: int });

function waiverControl(): Shape {
  return nullable(object('WaiverControl', { what: text, rule: nullable(text) }));
}

function itemOf(owner: ObjectShape, key: string): ObjectShape {
  return present((owner.fields[key] as ListShape).item) as ObjectShape;
}

function object(name: string, fields: Readonly<Record<string, Shape>>): ObjectShape {
  return { kind: 'object', nullable: false, name, fields };
}

function nullable(shape: Shape): Shape {
  return { ...shape, nullable: true };
}

function capital(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}
