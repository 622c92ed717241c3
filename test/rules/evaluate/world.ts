import { assetClasses } from '../../../rules/input.ts';
import type { AssetClass, EvaluationInput, InputStatement, RosterAsset } from '../../../rules/input.ts';
import { listKinds, machineListKinds } from '../../../rules/list.ts';
import type { ListKind, ListRow, TownList } from '../../../rules/list.ts';
import type { Register } from '../../../rules/register.ts';
import type { Attestation } from '../../../rules/attestation.ts';
import type { Plan, Waiver } from '../../../rules/waiver.ts';
import { anyValue, askedFacts, askedSections, below, pick } from '../engine/any.ts';
import type { Draw } from '../engine/any.ts';
import { inputWith, less } from '../engine/removal.ts';
import type { Snapshot } from '../engine/removal.ts';
import { inputOf } from '../engine/setup.ts';

const asOf = '2026-11-21T00:00:00Z';
const days = { fresh: '2026-11-15', stale: '2026-08-01' } as const;
const departments = ['Police', 'Clerk', null] as const;
const classes: readonly AssetClass[] = ['workstation', 'laptop', 'server', 'printer', 'domain'];
const maybe = (draw: Draw, chance = 2) => below(draw, chance) === 0;

/** One machine of a world, with everything that is true of it. */
interface Machine {
  readonly asset: RosterAsset;
  readonly snapshot: Snapshot | null;
  readonly receivedAt: string;
  readonly in: ReadonlySet<ListKind>;
}

/** People of a world: whoever tells of them tells the truth. */
const everybody = [
  { name: 'Ann Reyes', kind: 'staff', accounts: ['a'], left: null, department: 'Clerk', started: '2020-01-01' },
  { name: 'Bob Lindt', kind: 'vendor', accounts: ['b'], left: '2026-10-01', until: '2026-12-31', department: 'Police', started: '2019-01-01' },
  { name: 'Cy Ode', kind: 'seasonal', accounts: [], left: '2026-12-24', until: '2026-12-24', department: 'Police', started: '2026-05-01' },
] as const;

/** A town about which nobody lies: what is stated, listed and measured agrees, and much of it is not there. */
export function anyTown(draw: Draw): EvaluationInput {
  const machines = Array.from({ length: below(draw, 4) }, (_, index) => anyMachine(draw, index));
  const people = everybody.filter(() => !maybe(draw, 3));
  const statements = machines.flatMap((machine) => statementOf(machine));
  const template = inputOf();
  return {
    ...template,
    asOf,
    roster: machines.map(({ asset }) => asset),
    statements: statements.map(({ statement }) => statement),
    contents: Object.assign({}, ...statements.map(({ contents }) => contents)) as EvaluationInput['contents'],
    register: maybe(draw, 3) ? null : { by: 'T. Manager', at: '2026-11-01T00:00:00Z', data: anyRegister(draw, machines, people) },
    lists: listKinds.filter(() => !maybe(draw, 3)).map((kind) => anyList(draw, kind, { machines, people })),
    attestations: anyAnswers(draw),
    waivers: Array.from({ length: below(draw, 3) }, (_, index) => anyWaiver(draw, index)),
    plans: Array.from({ length: below(draw, 2) }, (_, index) => anyPlan(draw, index)),
    previous: maybe(draw) ? [] : [{ id: 'F-1', rule: 'TST-000', subject: 'm0', state: 'open', firstSeen: '2026-10-01T00:00:00Z', lastConfirmed: '2026-11-20T00:00:00Z', resolvedAt: null, reopened: below(draw, 2) }],
    documents: maybe(draw) ? [] : [{ name: 'lifecycle/a.yaml', digest: 'd', asOf: '2026-10-01' }],
  };
}

function anyMachine(draw: Draw, index: number): Machine {
  const [pc] = inputOf().roster;
  if (!pc) throw new Error('the template is empty');
  const name = `m${index}`;
  const reported = !maybe(draw, 4);
  const receivedAt = pick(draw, ['2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z', '2026-10-01T00:00:00Z']);
  const identity = { serials: maybe(draw) ? [`sn-${name}`] : [], macs: [], names: maybe(draw) ? [`${name}.town.local`] : [] };
  const asset: RosterAsset = {
    ...pc, id: name, label: name, class: pick(draw, classes), identity, department: pick(draw, departments),
    state: pick(draw, ['active', 'active', 'active', 'silent', 'expected', 'retired']), lastSeen: reported ? receivedAt : null, cloned: maybe(draw, 9),
  };
  const snapshot = reported ? Object.fromEntries(askedSections.map((key) => [key, { data: anyValue(draw, askedFacts.fields[key] ?? askedFacts) as Record<string, unknown>, missing: [] }])) : null;
  return { asset, snapshot, receivedAt, in: new Set(listKinds.filter(() => maybe(draw))) };
}

function statementOf({ asset, snapshot, receivedAt }: Machine): { statement: InputStatement; contents: EvaluationInput['contents'] }[] {
  if (!snapshot) return [];
  const part = inputWith(snapshot);
  const [statement] = part.statements;
  if (!statement) return [];
  const sections = Object.entries(statement.predicate.sections).map(([name, report]) => [name, report.digest === undefined ? report : { ...report, digest: `${report.digest}-${asset.id}` }]);
  const contents = Object.fromEntries(Object.entries(part.contents).map(([digest, content]) => [`${digest}-${asset.id}`, content]));
  const predicate = { ...statement.predicate, wallTime: receivedAt, sections: Object.fromEntries(sections) as typeof statement.predicate.sections };
  return [{ statement: { ...statement, asset: asset.id, receipt: `r-${asset.id}`, digest: `s-${asset.id}`, receivedAt, predicate }, contents }];
}

interface Known {
  readonly machines: readonly Machine[];
  readonly people: readonly (typeof everybody)[number][];
}

function anyList(draw: Draw, kind: ListKind, known: Known): TownList {
  const complete = !maybe(draw, 3);
  const full = rowsOf(draw, kind, known);
  const rows = (complete ? full : full.filter(() => maybe(draw))).map((row, index) => ({ row: index + 2, ...row }));
  return { kind, asOf: maybe(draw, 4) ? days.stale : days.fresh, importedAt: asOf, by: 'A. Clerk', file: `${kind}.csv`, digest: `list-${kind}`, complete, columns: [], rows, refused: [] };
}

function rowsOf(draw: Draw, kind: ListKind, { machines, people }: Known): Omit<ListRow, 'row'>[] {
  if (kind === 'people') return people.map(({ name, kind: word, left, department, accounts: [account] }) => ({ person: name, kind: word, left, department, ...(maybe(draw) ? { account: account ?? null } : {}) }));
  if (kind === 'training') return people.filter(() => maybe(draw)).map(({ name }) => ({ person: name, course: 'Phishing', completed: maybe(draw) ? '2026-05-01' : null, due: null }));
  if (kind === 'contracts') return [{ vendor: 'Copier', ends: '2027-01-01' }];
  const isListed = machineListKinds.some((it) => it === kind);
  return machines.filter((machine) => isListed && machine.in.has(kind)).map(({ asset }) => ({
    ...(asset.identity.serials.length > 0 && maybe(draw) ? { serial: asset.identity.serials[0]! } : { name: asset.label }),
    ...(maybe(draw) ? { class: asset.class } : {}),
    ...(maybe(draw) ? { healthy: maybe(draw), lastSuccess: pick(draw, [null, '2026-11-10']), purchased: '2020-05-05', product: 'a' } : {}),
  }));
}

function anyRegister(draw: Draw, machines: readonly Machine[], people: Known['people']): Register {
  const unused = assetClasses.filter((name) => name !== 'domain' && !machines.some(({ asset }) => asset.class === name));
  const names = ['Dispatch', 'Water'].filter(() => maybe(draw));
  const labels = machines.map(({ asset }) => asset.label);
  const domains = machines.filter(({ asset }) => asset.class === 'domain').map(({ asset }) => ({ name: asset.label, ownedByTown: maybe(draw) }));
  return {
    ...(maybe(draw) ? { profile: { police: maybe(draw), population: below(draw, 9) } } : {}),
    ...(maybe(draw) ? { people: people.map((it) => ({ ...it, accounts: [...it.accounts] })) } : {}),
    ...(maybe(draw) ? { services: names.map((name, index) => ({ name, rank: index + 1, owner: pick(draw, ['Ann Reyes', 'Zoe Quist', null]), backupOwner: pick(draw, ['Bob Lindt', 'Zoe Quist', null]), ...(maybe(draw) ? { needs: labels.filter(() => maybe(draw)) } : {}) })) } : {}),
    ...(maybe(draw) ? { domains: maybe(draw) ? domains : [...domains, { name: 'town.gov' }] } : {}),
    ...(maybe(draw) ? { none: unused.map((name) => ({ class: name, by: 'T. Manager', on: '2026-02-02' })) } : {}),
    ...(maybe(draw) ? { drills: [{ service: 'Water', on: '2026-09-01', scenario: 'No power', minutes: 60, participants: ['Ann Reyes'], changes: [] }] } : {}),
  };
}

function anyAnswers(draw: Draw): Attestation[] {
  const answer = (question: string, value: Attestation['answer']): Attestation => ({ question, version: 1, answer: value, note: null, person: 'Ann Reyes', on: pick(draw, ['2026-11-01', '2026-11-01', '2025-01-01']), evidence: null, by: 'Ann Reyes' });
  const all = [answer('policyAdopted', maybe(draw)), answer('peopleTrained', below(draw, 9)), answer('mailHosting', pick(draw, ['rented', 'own-server', null])), answer('lastReview', '2026-10-01')];
  return all.filter(() => !maybe(draw, 3));
}

function anyWaiver(draw: Draw, index: number): Waiver {
  return { id: `w${index}`, rules: ['TST-000', 'TST-001'], subjects: maybe(draw) ? null : ['m0'], department: pick(draw, departments), requester: 'A', owner: 'B', approver: maybe(draw) ? null : 'C', reason: 'r', risk: 'r', control: null, created: '2026-01-01', from: '2026-01-01', expires: pick(draw, ['2026-12-31', '2026-06-30']), state: pick(draw, ['approved', 'proposed']), by: 'C', version: 1 };
}

function anyPlan(draw: Draw, index: number): Plan {
  return { id: `p${index}`, rules: ['TST-000'], subjects: null, department: null, what: 'x', owner: 'B', due: pick(draw, ['2026-12-31', '2026-06-30']), fiscalYear: null, cost: null, done: null, by: 'B', version: 1 };
}

/** The same town with one thing less known of it, and what that was. */
export function lessKnown(draw: Draw, input: EvaluationInput): { readonly input: EvaluationInput; readonly removed: string } {
  const without = <T>(list: readonly T[]): T[] => list.filter((_, index) => index !== at);
  let at = 0;
  const ways: (() => { input: EvaluationInput; removed: string })[] = [];
  const way = (list: readonly unknown[], make: () => { input: EvaluationInput; removed: string }) => {
    if (list.length > 0) ways.push(() => ((at = below(draw, list.length)), make()));
  };
  way(input.statements, () => ({ input: { ...input, statements: without(input.statements) }, removed: 'statement' }));
  way(input.statements, () => ({ input: withLessContent(draw, input), removed: 'fact' }));
  way(Object.keys(input.contents), () => ({ input: { ...input, contents: Object.fromEntries(without(Object.entries(input.contents))) }, removed: 'content' }));
  way(input.lists, () => ({ input: { ...input, lists: without(input.lists) }, removed: `list ${input.lists[at]?.kind}` }));
  way(input.attestations, () => ({ input: { ...input, attestations: without(input.attestations) }, removed: 'answer' }));
  if (input.register) {
    const { register } = input;
    ways.push(() => ({ input: { ...input, register: null }, removed: 'register' }));
    way(Object.keys(register.data), () => ({ input: { ...input, register: { ...register, data: Object.fromEntries(without(Object.entries(register.data))) } }, removed: `register ${Object.keys(register.data)[at]}` }));
  }
  return ways.length === 0 ? { input, removed: 'nothing' } : pick(draw, ways)();
}

/** One fact less in a content. */
function withLessContent(draw: Draw, input: EvaluationInput): EvaluationInput {
  const digests = Object.keys(input.contents);
  if (digests.length === 0) return input;
  const digest = pick(draw, digests);
  const content = input.contents[digest] as { section: string; data: Record<string, unknown>; missing: Snapshot[string]['missing'] };
  const key = content.section;
  const next = less(draw, { [key]: { data: content.data, missing: content.missing } })[key];
  if (!next) return input;
  if (next.failed === undefined) return { ...input, contents: { ...input.contents, [digest]: { ...content, data: next.data, missing: next.missing } } };
  const statements = input.statements.map((statement) => ({
    ...statement,
    predicate: { ...statement.predicate, sections: Object.fromEntries(Object.entries(statement.predicate.sections).map(([name, report]) => [name, report.digest === digest ? { ...withoutDigest(report), status: 'failed' as const, reason: 'timeout' as const } : report])) },
  }));
  return { ...input, statements };
}

function withoutDigest<T extends { digest?: unknown }>({ digest: _digest, ...rest }: T): Omit<T, 'digest'> {
  return rest;
}
