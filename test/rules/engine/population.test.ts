import { describe, expect, test } from 'vitest';
import { emptinessOf } from '../../../rules/engine/population.ts';
import { statedOf } from '../../../rules/engine/stated.ts';
import { evaluate } from '../../../rules/evaluate.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import { inputOf, questions, ruleOf, rulebookOf } from './setup.ts';
import type { Written } from './setup.ts';

/** The one outcome of a rule about classes of which no asset is asked, in a town with this roster. */
function about(classes: string | string[], test: Written, roster: Written[] = []): Outcome {
  const rule = ruleOf({ classes: [classes].flat() });
  const assets = roster.flatMap((asset, index) => inputOf({ asset: { id: `asset-${index + 1}`, ...asset } }).roster);
  const outcomes = evaluate({ ...inputOf(test), statements: [], roster: assets }, rulebookOf([rule]), ['all']).outcomes;
  expect(outcomes).toHaveLength(1);
  expect(outcomes[0]?.subject.id).toBe('town');
  return outcomes[0] as Outcome;
}

const list = (kind: string, rows: Written[] = [], more: Written = {}) => ({ kind, asOf: '2026-11-15', rows, ...more });
const rmm = (...rows: Written[]) => ({ lists: [list('rmm', rows)] });
const none = (...said: Written[]) => ({ register: { none: said.map((it) => ({ class: 'server', by: 'T. Manager', on: '2026-01-02', ...it })) } });
const laptop = { class: 'laptop', label: 'PC 1' };

describe('which list shows that there is nothing of a class', () => {
  const computers = ['workstation', 'laptop', 'server'];
  const unseen = ['hypervisor', 'network-device', 'printer'];
  test.each<[string, string[]]>([
    ['rmm', computers],
    ['directory', computers],
    ['ledger', [...computers, ...unseen]],
    ['edr', []],
    ['backup', []],
    ['people', []],
    ['contracts', []],
  ])('a complete list of kind %s: %j, and no other class', (kind, shown) => {
    for (const name of [...computers, ...unseen, 'domain', 'other']) {
      const { outcome, because } = about(name, { lists: [list(kind)] });
      expect([name, outcome, because?.reason]).toEqual(shown.includes(name) ? [name, 'not-applicable', undefined] : [name, 'unknown', 'population-not-known']);
    }
  });

  test.each([...computers, ...unseen, 'domain', 'other'])('a person who says so in the register: %s', (name) => {
    expect(about(name, none({ class: name }))).toMatchObject({ outcome: 'not-applicable', basis: 'attested', stated: [{ kind: 'register', name: 'town' }] });
  });
});

describe('why nobody knows whether there is one', () => {
  test.each<[string, Written, Written[], string]>([
    ['server', {}, [laptop], 'no servers are known here; a complete list of the remote-management tool or a complete list of the directory or a complete equipment ledger or "none" in the register would show that there are none'],
    ['server', {}, [], 'no servers are known here; a complete list of the remote-management tool or a complete list of the directory or a complete equipment ledger or "none" in the register would show that there are none, and no computer is known at all'],
    ['printer', {}, [laptop], 'no printers are known here; a complete equipment ledger or "none" in the register would show that there are none'],
    ['other', {}, [laptop], 'no other devices are known here; "none" in the register would show that there are none'],
    ['domain', {}, [laptop], 'nobody has said in the register which internet names the town has'],
    ['domain', { register: {} }, [laptop], 'nobody has said in the register which internet names the town has'],
    ['other', { register: { domains: [] } }, [laptop], 'no other devices are known here; "none" in the register would show that there are none'],
    ['server', rmm({ name: 'PC 2', class: 'server' }), [laptop], 'row 2 of the list of the remote-management tool names one of the servers, and none is known here'],
    ['server', rmm({ name: 'PC 1', class: 'laptop' }, { name: 'PC 2', class: 'server' }), [laptop], 'row 3 of the list of the remote-management tool names one of the servers, and none is known here'],
  ])('%s with %j and %j: %s', (name, test, roster, detail) => {
    expect(about(name, test, roster)).toMatchObject({ outcome: 'unknown', because: { reason: 'population-not-known', detail } });
  });
});

describe('rows of a complete list that may be one of the class', () => {
  const assumed = { ...laptop, classBasis: 'assumed' };
  test.each<[string, Written[], Written[], Outcome['outcome']]>([
    ['what the machine says of itself counts more than the row', [{ name: 'PC 1', class: 'server' }], [laptop], 'not-applicable'],
    ['an assumed class counts less than the row', [{ name: 'PC 1', class: 'server' }], [assumed], 'unknown'],
    ['an assumed class that no row confirms', [{ name: 'PC 1' }], [assumed], 'unknown'],
    ['an assumed class that the row confirms', [{ name: 'PC 1', class: 'laptop' }], [assumed], 'not-applicable'],
    ['a known one that is not in use', [{ name: 'S 1', class: 'server' }], [{ class: 'server', label: 'S 1', state: 'spare' }], 'not-applicable'],
    ['a known one that is not in use, beside one that nobody knows', [{ name: 'S 1', class: 'server' }, { name: 'S 2', class: 'server' }], [{ class: 'server', label: 'S 1', state: 'spare' }], 'unknown'],
    ['not retired', [{ name: 'S 1', class: 'server', retired: null }], [], 'unknown'],
    ['retired tomorrow', [{ name: 'S 1', class: 'server', retired: '2026-11-22' }], [], 'unknown'],
    ['retired today', [{ name: 'S 1', class: 'server', retired: '2026-11-21' }], [], 'not-applicable'],
  ])('%s', (_what, rows, roster, outcome) => {
    expect(about('server', rmm(...rows), roster).outcome).toBe(outcome);
  });
});

describe('how long a proof holds, and on what it rests', () => {
  const shown = ({ notApplicable, basis, validUntil, stated }: Outcome) => [notApplicable, basis, validUntil, stated?.map(({ kind, name }) => `${kind} ${name}`)];
  const ofList = 'The list of the remote-management tool of 2026-11-15 is complete and names no servers in use.';
  const said = (by: string, on: string) => `${by} stated on ${on} that the town has no servers.`;

  test.each<[string, Written, unknown[]]>([
    ['a list', rmm(), [ofList, 'list', '2027-01-15T00:00:00.000Z', ['list rmm']]],
    ['of a list and a person, who lasts longer', { ...rmm(), ...none({ on: '2026-11-20' }) }, [said('T. Manager', '2026-11-20'), 'attested', '2027-11-21T00:00:00.000Z', ['register town']]],
    ['of a list and a person, the list where it lasts longer', { ...rmm(), ...none({ on: '2025-12-01' }) }, [ofList, 'list', '2027-01-15T00:00:00.000Z', ['list rmm']]],
    ['of two people the later', none({ by: 'A. Clerk', on: '2026-02-01' }, { by: 'B. Chief', on: '2026-03-01' }), [said('B. Chief', '2026-03-01'), 'attested', '2027-03-02T00:00:00.000Z', ['register town']]],
  ])('%s', (_what, test, result) => {
    expect(shown(about('server', test, [laptop]))).toEqual(result);
  });

  test('two proofs that last alike are told in one order, however they were written down', () => {
    const people = [{ by: 'A. Clerk' }, { by: 'B. Chief' }];
    for (const order of [people, people.toReversed()]) expect(about('server', none(...order)).notApplicable).toBe(said('A. Clerk', '2026-01-02'));
  });

  test.each<[string, Outcome['outcome'], string | null]>([
    ['2025-11-20', 'unknown', '2026-11-22T00:00:00.000Z'],
    ['2025-11-21', 'not-applicable', '2026-11-22T00:00:00.000Z'],
    ['2026-11-21', 'not-applicable', '2027-11-22T00:00:00.000Z'],
    ['2026-11-22', 'not-applicable', '2027-11-23T00:00:00.000Z'],
    ['2026-11-23', 'unknown', '2026-11-22T00:00:00.000Z'],
  ])('stated on %s: %s until %s', (on, outcome, validUntil) => {
    expect(about('server', none({ on }))).toMatchObject({ outcome, validUntil });
  });

  test('classes that are shown in different ways rest on all of them, until the first ends', () => {
    const both = about(['server', 'printer'], { ...rmm(), ...none({ class: 'printer' }) }, [laptop]);
    expect(shown(both)).toEqual([`${ofList} T. Manager stated on 2026-01-02 that the town has no printers.`, 'mixed', '2027-01-03T00:00:00.000Z', ['list rmm', 'register town']]);
  });

  test('a register that names no internet name says that there is none, for good', () => {
    expect(shown(about('domain', { register: { domains: [] } }))).toEqual(['The register says that the town has no internet name of its own.', 'attested', null, ['register town']]);
  });

  test('a register that names one never shows that there is none', () => {
    const input = inputOf({ register: { domains: [{ name: 'town.example' }], none: [{ class: 'domain', by: 'T. Manager', on: '2026-01-02' }] } });
    expect(emptinessOf(['domain'], statedOf(input, questions, Date.parse(input.asOf)))).toEqual({ because: { reason: 'population-not-known', detail: 'the register names an internet name' } });
  });
});

test('a list that was read in several ways stands among what was read once', () => {
  const rule = ruleOf({ scope: 'town', pass: 'people.all(x, x.name != "Z") && lists.all(l, l.kind != "edr") && assets.all(a, a.listed.rmm == null || "rmm" in a.sources)', evidence: { n: '1' } });
  const [outcome] = evaluate(inputOf({ ...rmm(), assets: [{}] }, rule.definition), rulebookOf([rule]), ['all']).outcomes;
  expect((outcome?.stated ?? []).map(({ kind, name }) => `${kind} ${name}`)).toEqual(['list rmm']);
});
