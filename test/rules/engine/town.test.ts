import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../rules/evaluate.ts';
import { explain } from '../../../rules/engine/explain.ts';
import { outcomesOfTest } from '../../../rules/engine/run-tests.ts';
import { inputOf, outcomesOf, questions, refusalOf, ruleOf, rulebookOf, said, testOf } from './setup.ts';
import type { Written } from './setup.ts';

const inTown = (source: string, test: Written) => said(source, test, { scope: 'town', pass: 'true' });

describe('share', () => {
  const seen = (...lastSeen: (string | null)[]) => ({ assets: lastSeen.map((at) => ({ lastSeen: at })) });
  const reports = 'share(assets, a, a.lastSeen != null)';
  test.each<[string, Written, string]>([
    [`${reports} >= 0.5`, seen('2026-11-20T00:00:00Z', null), 'true'],
    [`${reports} >= 0.6`, seen('2026-11-20T00:00:00Z', null), 'false'],
    [`${reports} == 0.5`, seen('2026-11-20T00:00:00Z', null), 'true'],
    ['share(assets, a, a.listed.edr != null) >= 0.5', { ...seen(null, null) }, '?population-not-known'],
    ['share(assets, a, a.class == "server" || a.listed.edr != null) >= 0.5', { assets: [{ class: 'server' }, {}] }, 'true'],
    ['share(assets, a, a.class == "server" || a.listed.edr != null) >= 0.6', { assets: [{ class: 'server' }, {}] }, '?population-not-known'],
    ['share(assets, a, a.class == "server" && a.listed.edr != null) >= 0.6', { assets: [{ class: 'server' }, {}] }, 'false'],
    [`${reports} >= 0.5`, seen(), '?population-not-known'],
    ['share(assets.filter(a, a.listed.edr != null), a, true) >= 0.5', seen(null), '?population-not-known'],
  ])('%s with %j: %s', (source, test, value) => {
    expect(inTown(source, test)).toBe(value);
  });

  test('is shown in words', () => {
    const [outcome] = outcomesOf({ scope: 'town', pass: 'true', evidence: { known: reports, half: 'share(assets, a, a.class == "server" || a.listed.edr != null)' } }, { assets: [{ class: 'server' }, {}, {}] });
    expect(outcome?.evidence).toMatchObject([{ name: 'known', value: '3 of 3' }, { name: 'half', value: '1 of 3, up to 3 once 2 are checked', unknown: { reason: 'population-not-known' } }]);
  });

  test('is refused where it means nothing', () => {
    const refused = (source: string) => refusalOf(source, { scope: 'town', pass: 'true' })?.message;
    expect(refused('share(assets, a, 1)')).toContain('must be bool');
    expect(refused('share(town.name, a, true)')).toContain('walks a list');
    expect(refused('share(assets, "a", true)')).toContain('needs a name');
    expect(refused('share(assets, a, a.nme == "x") > 0.5')).toContain('there is no "a.nme"');
    expect(refused('share(assets, a)')).toContain('there is no function "share"');
  });
});

describe('where an asset is seen', () => {
  const sources = (source: string, asset: Written, test: Written = {}) => inTown(`assets.exists(a, ${source})`, { assets: [asset], ...test });
  test.each<[string, Written, Written, string]>([
    ['"agent" in a.sources', {}, {}, 'true'],
    ['"agent" in a.sources', { seenBy: ['snmp'] }, {}, 'false'],
    ['"snmp" in a.sources', { seenBy: ['snmp'] }, {}, 'true'],
    ['"agent" in a.sources', { lastSeen: null }, {}, 'false'],
    ['"agent" in a.sources', { lastSeen: '2026-10-01T00:00:00Z' }, {}, 'false'],
    ['"agent" in a.sources', { seenBy: [] }, {}, '?stale'],
    ['"agent" in a.sources', { cloned: true }, {}, '?ambiguous-identity'],
    ['"rmm" in a.sources', {}, {}, '?population-not-known'],
    ['"rmm" in a.sources', {}, { lists: [{ kind: 'rmm', rows: [{ name: 'PC 1' }] }] }, 'true'],
    ['"rmm" in a.sources', {}, { lists: [{ kind: 'rmm', rows: [{ name: 'PC 9' }] }] }, 'false'],
    ['size(a.sources) >= 2', {}, { lists: [{ kind: 'rmm', rows: [{ name: 'PC 1' }] }] }, 'true'],
    ['size(a.sources) >= 2', {}, {}, '?population-not-known'],
    ['a.neverReported', { lastSeen: null }, {}, 'true'],
    ['a.neverReported', {}, {}, 'false'],
  ])('%s of %j with %j: %s', (source, asset, test, value) => {
    expect(sources(source, asset, test)).toBe(value);
  });
});

describe('lists of the town', () => {
  const lists = { lists: [{ kind: 'rmm', asOf: '2026-11-15', rows: [{ name: 'PC 1' }, { name: 'PC 9' }] }, { kind: 'ledger', asOf: '2026-01-01', complete: false, rows: [{ assetTag: 'T-7' }] }], assets: [{}] };
  test.each([
    ['lists.filter(l, l.kind == "rmm").map(l, l.unmatched)[0]', '?population-not-known'],
    ['lists.exists(l, l.kind == "rmm" && l.fresh && l.complete && l.matched == 1 && "PC 9" in l.unmatched)', 'true'],
    ['lists.exists(l, l.kind == "ledger" && !l.fresh && "T-7" in l.unmatched)', 'true'],
    ['lists.exists(l, l.kind == "edr")', '?population-not-known'],
    ['size(lists.filter(l, l.fresh)) >= 1', 'true'],
    ['size(lists.filter(l, l.fresh)) >= 2', '?population-not-known'],
    ['lists.all(l, l.fresh)', 'false'],
  ])('%s: %s', (source, value) => {
    expect(inTown(source, lists)).toBe(value);
  });
});

describe('people, waivers, plans, findings, catalogs', () => {
  const list = (rows: Written[]) => ({ kind: 'training', rows });
  const ann = { name: 'Ann Reyes', kind: 'staff', left: null };
  test.each<[string, Written, string]>([
    ['people.all(q, q.trainings.exists(t, t.completed != null))', {}, '?population-not-known'],
    ['people.all(q, q.trainings.exists(t, t.completed != null))', { register: { people: [ann] } }, '?population-not-known'],
    ['people.all(q, q.trainings.exists(t, t.completed != null))', { register: { people: [ann] }, lists: [list([{ person: 'Reyes, Ann', course: 'Phishing', completed: '2026-03-01' }])] }, 'true'],
    ['people.all(q, q.trainings.exists(t, t.completed != null))', { register: { people: [ann] }, lists: [list([])] }, 'false'],
    ['people.all(q, q.trainings.exists(t, t.completed != null))', { register: { people: [ann] }, lists: [list([{ person: 'A. Reyes', completed: '2026-03-01' }])] }, '?ambiguous'],
    ['people.all(q, q.trainings.exists(t, t.completed != null))', { register: { people: [ann] }, lists: [{ ...list([]), asOf: '2026-01-01' }] }, '?evidence-expired'],
    ['waivers.all(w, w.complete && !w.expired)', { waivers: [{ rules: ['X'] }] }, 'true'],
    ['waivers.all(w, w.complete)', { waivers: [{ rules: ['X'], approver: null, state: 'proposed' }] }, 'false'],
    ['waivers.exists(w, w.expired)', { waivers: [{ rules: ['X'], expires: '2026-11-20' }] }, 'true'],
    ['plans.all(q, q.done != null || daysUntil(q.due) >= 0)', { plans: [{ rules: ['X'], due: '2026-11-20' }] }, 'false'],
    ['findings.exists(f, f.state == "open" && f.due == null)', { findings: [{ rule: 'X', subject: 'a' }] }, 'true'],
    ['findings.exists(f, f.due != null && daysUntil(f.due) < 0)', { findings: [{ rule: 'X', subject: 'a' }], plans: [{ rules: ['X'], subjects: ['a'], due: '2026-11-01' }] }, 'true'],
    ['catalogs.all(c, daysSince(c.asOf) <= 90)', {}, '?catalog-gap'],
    ['catalogs.all(c, daysSince(c.asOf) <= 90)', { catalogs: [{ name: 'lifecycle', asOf: '2026-10-01' }] }, 'true'],
  ])('%s with %j: %s', (source, test, value) => {
    expect(inTown(source, test)).toBe(value);
  });
});

describe('tally', () => {
  const counts = (parts: Written) => ({ tallies: { 'EDR-001': parts } });
  test.each<[string, Written, string]>([
    ['tally("EDR-001").fail == 0', counts({ pass: 3 }), 'pass'],
    ['tally("EDR-001").fail == 0', counts({ pass: 3, fail: 1 }), 'fail'],
    ['tally("EDR-001").fail == 0', counts({ pass: 3, unknown: 1 }), 'unknown'],
    ['tally("EDR-001").fail == 0', counts({ pass: 3, fail: 1, unknown: 1 }), 'fail'],
    ['tally("EDR-001").unknown == 0', counts({ pass: 3 }), 'pass'],
    ['tally("EDR-001").unknown == 0', counts({ pass: 3, unknown: 1 }), 'unknown'],
    ['tally("EDR-001").pass >= 3', counts({ pass: 3, unknown: 9 }), 'pass'],
    ['tally("EDR-001").pass + tally("EDR-001").fail >= 3', counts({ pass: 2, fail: 1, unknown: 9 }), 'pass'],
    ['tally("EDR-001").unknown * 50 <= tally("EDR-001").population', counts({ pass: 98, unknown: 1 }), 'pass'],
    ['tally("EDR-001").unknown * 50 <= tally("EDR-001").population', counts({ pass: 10, unknown: 1 }), 'unknown'],
    ['double(tally("EDR-001").pass) >= 1.5', counts({ pass: 2, unknown: 1 }), 'pass'],
    ['tally("EDR-001").accepted == tally("EDR-001").fail', counts({ fail: 2, accepted: 2 }), 'pass'],
    ['tally("XYZ-001").fail == 0', {}, 'unknown'],
  ])('%s with %j: %s', (pass, test, outcome) => {
    const rule = ruleOf({ scope: 'town', pass, evidence: { n: 'tally("EDR-001").fail' } });
    expect(outcomesOfTest(rule, testOf(test), rulebookOf([rule]))[0]?.outcome).toBe(outcome);
  });

  const counted = ruleOf({ id: 'TST-001', pass: 'facts.os.family == "linux"' });
  const counting = ruleOf({ id: 'TST-002', scope: 'town', pass: 'tally("TST-001").fail == 0', evidence: { fails: 'tally("TST-001").fail', accepted: 'tally("TST-001").accepted' } });
  const again = ruleOf({ id: 'TST-000', scope: 'town', pass: 'tally("TST-002").pass == 1', evidence: { n: 'tally("TST-002")' } });
  const about = (test: Written, rules = [again, counting, counted]) => evaluate(inputOf(test), rulebookOf(rules), ['all']).outcomes;

  test('counts what was judged before, in whatever order rules stand', () => {
    for (const rules of [[again, counting, counted], [counted, counting, again]]) {
      expect(about({ facts: { os: { family: 'linux' } } }, rules).map((it) => `${it.rule} ${it.outcome} ${it.basis}`)).toEqual(['TST-000 pass measured', 'TST-001 pass measured', 'TST-002 pass measured']);
      expect(about({ facts: { os: { family: 'windows' } } }, rules).map(({ outcome }) => outcome)).toEqual(['fail', 'fail', 'fail']);
      expect(about({}, rules).map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown']);
    }
  });

  test('accepted: a waiver in force covers the fail', () => {
    const waived = (waiver: Written) => about({ facts: { os: { family: 'windows' } }, waivers: [{ rules: ['TST-001'], subjects: ['asset-1'], ...waiver }] }).at(-1)?.evidence;
    expect(waived({})).toEqual([{ name: 'fails', value: 1 }, { name: 'accepted', value: 1 }]);
    expect(waived({ expires: '2026-11-20' })).toEqual([{ name: 'fails', value: 1 }, { name: 'accepted', value: 0 }]);
    expect(waived({ rules: ['TST-002'] })).toEqual([{ name: 'fails', value: 1 }, { name: 'accepted', value: 0 }]);
  });

  test('holds as long as what it counts', () => {
    const [first, second, third] = about({ facts: { os: { family: 'linux' } } });
    expect(second?.validUntil).not.toBe(null);
    expect([first?.validUntil, third?.validUntil]).toEqual([second?.validUntil, second?.validUntil]);
  });

  test('can be explained', () => {
    const input = inputOf({ facts: { os: { family: 'windows' } } });
    expect(explain(rulebookOf([counting, counted]), input, { rule: 'TST-002', subject: 'town', packs: ['all'] }).outcome).toMatchObject({ outcome: 'fail', evidence: [{ value: 1 }, { value: 0 }] });
  });

  test('is refused outside of a town, and for what is no rule that is written out', () => {
    expect(refusalOf('tally("EDR-001").fail')?.message).toContain('only rules of scope town');
    expect(refusalOf('tally(town.name).fail', { scope: 'town', pass: 'true' })?.message).toContain('written out');
    expect(refusalOf('tally("EDR-001").fails', { scope: 'town', pass: 'true' })?.message).toContain('did you mean "fail"?');
  });
});

describe('services as subjects', () => {
  const parts = { scope: 'service', pass: 'service.backupOwner != null && service.backupOwner.active', evidence: { owner: 'service.owner' } };
  const about = (register: Written | undefined, more: Written = {}) => outcomesOf(parts, register ? { register, ...more } : {}).map((it) => `${it.subject.id} ${it.subject.label} ${it.outcome} ${it.because?.reason ?? ''}`.trim());
  const people = [{ name: 'Ann Reyes', kind: 'staff', left: null }, { name: 'Bob Lindt', kind: 'staff', left: '2026-10-01' }, { name: 'Cy Ode', kind: 'staff' }];
  test.each<[Written | undefined, string[]]>([
    [undefined, ['town Testville unknown population-not-known']],
    [{}, ['town Testville unknown population-not-known']],
    [{ services: [] }, ['town Testville not-applicable']],
    [{ services: [{ name: 'Water', backupOwner: 'Ann Reyes' }, { name: 'Dispatch', backupOwner: null }], people }, ['service:dispatch Dispatch fail', 'service:water Water pass']],
    [{ services: [{ name: 'Water' }], people }, ['service:water Water unknown unanswered']],
    [{ services: [{ name: 'Water', backupOwner: 'Bob Lindt' }], people }, ['service:water Water fail']],
    [{ services: [{ name: 'Water', backupOwner: 'Cy Ode' }], people }, ['service:water Water unknown unanswered']],
    [{ services: [{ name: 'Water', backupOwner: 'Robert Lindt' }], people }, ['service:water Water unknown ambiguous']],
    [{ services: [{ name: 'Water', backupOwner: 'Zoe' }], people }, ['service:water Water fail']],
    [{ services: [{ name: 'Water', backupOwner: 'Zoe' }] }, ['service:water Water unknown population-not-known']],
  ])('%j: %j', (register, result) => {
    expect(about(register)).toEqual(result);
  });

  test('what else the register says of a service', () => {
    const value = (source: string, service: Written, register: Written = {}) => said(source, { register: { services: [{ name: 'Water', ...service }], ...register }, assets: [{ label: 'Pump PC' }] }, { scope: 'service', pass: 'true' });
    expect(value('service.top', { rank: 3 })).toBe('true');
    expect(value('service.top', { rank: 4 })).toBe('false');
    expect(value('service.top', {})).toBe('?unanswered');
    expect(value('service.needs', { needs: ['pump pc', 'Radio'] })).toBe('["Pump PC","Radio"]');
    expect(value('service.unmatched', { needs: ['pump pc', 'Radio'] })).toBe('["Radio"]');
    expect(value('service.needs', {})).toBe('?unanswered');
    expect(value('size(service.restores)', {}, { restores: [{ service: 'water', on: '2026-01-01', what: 'x', minutes: 1, worked: true, by: 'Ann' }, { service: 'Other', on: '2026-01-01', what: 'x', minutes: 1, worked: true, by: 'Ann' }] })).toBe('1');
    expect(value('size(service.drills)', {})).toBe('?unanswered');
  });

  test('somebody who leaves on a day is here until it is over', () => {
    const [outcome] = outcomesOf(parts, { register: { services: [{ name: 'Water', backupOwner: 'Ann Reyes' }], people: [{ name: 'Ann Reyes', kind: 'staff', left: '2026-11-30' }] } });
    expect(outcome).toMatchObject({ outcome: 'pass', basis: 'attested', validUntil: '2026-12-01T00:00:00.000Z' });
  });
});

describe('what nobody has enumerated is not empty', () => {
  const rule = ruleOf({ classes: ['server'] });
  const about = (test: Written) => {
    const [outcome] = evaluate({ ...inputOf(test), roster: inputOf({ asset: { class: 'laptop', label: 'PC 1' } }).roster }, rulebookOf([rule]), ['all']).outcomes;
    return `${outcome?.subject.id} ${outcome?.outcome} ${outcome?.basis} ${outcome?.notApplicable ?? outcome?.because?.reason ?? ''}`;
  };
  const rows = (...list: Written[]) => ({ lists: [{ kind: 'rmm', asOf: '2026-11-15', rows: list }] });
  const unknown = 'town unknown measured population-not-known';
  const byList = 'town not-applicable list The list of the remote-management tool of 2026-11-15 is complete and names no servers in use.';
  test.each<[Written, string]>([
    [{}, unknown],
    [rows({ name: 'PC 1', class: 'laptop' }), byList],
    [rows({ name: 'PC 1' }), byList],
    [rows({ name: 'PC 2' }), unknown],
    [rows({ name: 'PC 2', class: 'workstation' }), byList],
    [rows({ name: 'PC 2', class: 'server' }), unknown],
    [rows({ name: 'PC 2', class: 'server', retired: '2025-01-01' }), byList],
    [rows(), byList],
    [{ lists: [{ kind: 'rmm', complete: false, rows: [] }] }, unknown],
    [{ lists: [{ kind: 'rmm', asOf: '2026-09-01', rows: [] }] }, unknown],
    [{ lists: [{ kind: 'backup', rows: [] }] }, unknown],
    [{ register: { none: [{ class: 'server', by: 'T. Manager', on: '2026-01-02' }] } }, 'town not-applicable attested T. Manager stated on 2026-01-02 that the town has no servers.'],
    [{ register: { none: [{ class: 'server', by: 'T. Manager', on: '2025-11-19' }] } }, unknown],
    [{ register: { none: [{ class: 'printer', by: 'T. Manager', on: '2026-01-02' }] } }, unknown],
    [{ ...rows({ name: 'PC 2', class: 'server' }), register: { none: [{ class: 'server', by: 'T. Manager', on: '2026-01-02' }] } }, unknown],
  ])('%j: %s', (test, result) => {
    expect(about(test)).toBe(result);
  });

  test('every class that a rule asks must be shown to be empty, and for as long as it is', () => {
    const both = ruleOf({ classes: ['printer', 'network-device'] });
    const of = (none: Written[]) => evaluate(inputOf({ register: { none } }), rulebookOf([both]), ['all']).outcomes[0];
    expect(of([{ class: 'printer', by: 'M', on: '2026-01-02' }])).toMatchObject({ outcome: 'unknown', because: { reason: 'population-not-known' } });
    expect(of([{ class: 'printer', by: 'M', on: '2026-01-02' }, { class: 'network-device', by: 'M', on: '2026-02-02' }])).toMatchObject({ outcome: 'not-applicable', validUntil: '2027-01-03T00:00:00.000Z', stated: [{ kind: 'register', name: 'town' }] });
  });
});

test('questions of the tests have all types', () => {
  expect(questions.map(({ type }) => type).sort()).toEqual(['choice', 'day', 'number', 'yes-no']);
});
