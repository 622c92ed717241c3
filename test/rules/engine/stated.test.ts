import { describe, expect, test } from 'vitest';
import { outcomesOf, refusalOf, said } from './setup.ts';
import type { Written } from './setup.ts';

const answered = (policyAdopted: Written) => ({ attested: { policyAdopted } });

describe('attested', () => {
  test.each<[string, Written, string]>([
    ['attested.policyAdopted.answer', answered({ answer: true }), 'true'],
    ['attested.policyAdopted.answer', {}, '?unanswered'],
    ['attested.policyAdopted.answer == null', answered({ answer: null, note: 'No police.' }), 'true'],
    ['attested.policyAdopted.person', answered({ answer: true, person: 'B. Chief' }), '"B. Chief"'],
    ['attested.policyAdopted.answer', answered({ answer: true, on: '2025-11-21' }), 'true'],
    ['attested.policyAdopted.answer', answered({ answer: true, on: '2025-11-20' }), '?evidence-expired'],
    ['attested.policyAdopted.answer', answered({ answer: true, on: '2026-12-24' }), '?evidence-expired'],
    ['attested.policyAdopted.answer', answered({ answer: true, version: 2 }), '?unanswered'],
    ['attested.policyAdopted.answer', answered({ answer: 'yes' }), '?unanswered'],
    ['attested.peopleTrained.answer != null && attested.peopleTrained.answer >= 10.0', { attested: { peopleTrained: { answer: 12 } } }, 'true'],
    ['attested.mailHosting.answer == "rented"', { attested: { mailHosting: { answer: 'rented' } } }, 'true'],
    ['attested.mailHosting.answer', { attested: { mailHosting: { answer: 'cloud' } } }, '?unanswered'],
    ['attested.lastReview.answer != null && daysSince(attested.lastReview.answer) <= 30', { attested: { lastReview: { answer: '2026-11-01' } } }, 'true'],
    ['attested.lastReview.answer', { attested: { lastReview: { answer: '2026-13-01' } } }, '?unanswered'],
    ['attested.policyAdopted.evidence', answered({ answer: true }), 'null'],
  ])('%s with %j: %s', (source, stated, value) => {
    expect(said(source, stated)).toBe(value);
    expect(said(source, stated, { scope: 'town', pass: 'true' })).toBe(value);
  });

  test('questions and choices are checked before anything runs', () => {
    expect(refusalOf('attested.policyAdoptd.answer')?.message).toBe('there is no "attested.policyAdoptd"; did you mean "policyAdopted"?');
    expect(refusalOf('attested.mailHosting.answer == "rentd"')?.message).toContain('did you mean "rented"?');
    expect(refusalOf('attested.policyAdopted.answer && true')?.message).toContain('can be null');
  });
});

describe('register', () => {
  test.each<[string, Written, string]>([
    ['register.profile.population', { register: { profile: { population: 4100 } } }, '4100'],
    ['register.profile.population', { register: { profile: {} } }, '?unanswered'],
    ['register.profile.population', { register: {} }, '?unanswered'],
    ['register.profile.population', {}, '?unanswered'],
    ['register.communication == null', { register: { communication: null } }, 'true'],
    ['register.communication == null', { register: {} }, '?unanswered'],
    ['register.services.exists(s, s.owner == null)', { register: { services: [{ name: 'Dispatch' }] } }, '?unanswered'],
    ['size(register.contracts)', { register: { contracts: [] } }, '0'],
    ['register.contracts.all(c, c.ends != null && daysUntil(c.ends) > 30)', { register: { contracts: [{ name: 'Copier', ends: '2027-01-01' }] } }, 'true'],
  ])('%s with %j: %s', (source, stated, value) => {
    expect(said(source, stated)).toBe(value);
    expect(said(source, stated, { scope: 'town', pass: 'true' })).toBe(value);
  });
});

describe('listed', () => {
  const lists = (rows: Written[], more: Written = {}) => ({ lists: [{ kind: 'edr', asOf: '2026-11-15', rows, ...more }] });
  test.each<[string, Written, string]>([
    ['listed.edr.product', lists([{ name: 'PC 1', product: 'X' }]), '"X"'],
    ['listed.edr != null', lists([{ name: 'PC 1' }]), 'true'],
    ['listed.edr != null', lists([{ name: 'PC 2' }]), 'false'],
    ['listed.edr != null', lists([{ name: 'PC 2' }], { complete: false }), '?not-visible-from-here'],
    ['listed.edr != null', {}, '?population-not-known'],
    ['listed.edr != null', lists([{ name: 'PC 1' }], { asOf: '2026-09-01' }), '?evidence-expired'],
    ['listed.edr != null && listed.edr.healthy != null && listed.edr.healthy', lists([{ name: 'PC 1' }]), '?unanswered'],
    ['listed.edr != null && listed.edr.healthy != null && listed.edr.healthy', lists([{ name: 'PC 1', healthy: false }]), 'false'],
    ['listed.edr != null', lists([{ name: 'PC 1' }, { name: 'PC 1' }]), '?ambiguous-identity'],
    ['listed.edr != null && listed.edr.asOf == timestamp("2026-11-15T00:00:00Z")', lists([{ name: 'PC 1' }]), 'true'],
    ['listed.backup == null || listed.edr != null', lists([{ name: 'PC 1' }]), 'true'],
  ])('%s with %j: %s', (source, stated, value) => {
    expect(said(source.replace('listed.edr.product', 'listed.edr != null ? listed.edr.product : null').replace(/^listed.edr != null \? .*$/, 'listed.edr != null && listed.edr.product != null && listed.edr.product == "X"'), stated)).toBe(value === '"X"' ? 'true' : value);
  });
});

describe('services of an asset', () => {
  const services = (...list: Written[]) => ({ register: { services: list } });
  test.each<[string, Written, string]>([
    ['asset.services', services({ name: 'Dispatch', rank: 2, needs: ['PC 1'] }), '["Dispatch"]'],
    ['asset.services', services({ name: 'Dispatch', needs: ['PC 1'] }, { name: 'Water' }), '["Dispatch"]?unanswered'],
    ['asset.services', services({ name: 'Dispatch', needs: ['Radio'] }), '[]'],
    ['asset.services', services(), '[]'],
    ['asset.services', {}, '?unanswered'],
    ['asset.serviceRank != null && asset.serviceRank <= 3', services({ name: 'Dispatch', rank: 2, needs: ['PC 1'] }), 'true'],
    ['asset.serviceRank != null && asset.serviceRank <= 3', services({ name: 'Dispatch', rank: 2, needs: ['PC 1'] }, { name: 'Water' }), 'true'],
    ['asset.serviceRank != null && asset.serviceRank <= 3', services({ name: 'Dispatch', rank: 5, needs: ['PC 1'] }, { name: 'Water' }), '?unanswered'],
    ['asset.serviceRank != null && asset.serviceRank <= 3', services({ name: 'Dispatch', rank: 5, needs: ['PC 1'] }), 'false'],
    ['asset.serviceRank == null', services({ name: 'Dispatch', rank: 5, needs: [] }), 'true'],
    ['asset.serviceRank == null', services({ name: 'Dispatch', needs: ['PC 1'] }), '?unanswered'],
    ['asset.serviceRank == null', {}, '?unanswered'],
  ])('%s with %j: %s', (source, stated, value) => {
    expect(said(source, stated)).toBe(value);
  });
});

describe('waivers about an asset', () => {
  const exist = (waiver: Written) => said('waivers.exists(w, "EOL-001" in w.rules)', { asset: { department: 'Police' }, waivers: [{ rules: ['EOL-001'], ...waiver }] });
  test.each<[Written, string]>([
    [{ subjects: ['asset-1'] }, 'true'],
    [{ department: 'Police' }, 'true'],
    [{ department: 'Clerk' }, 'false'],
    [{ subjects: ['asset-2'] }, 'false'],
    [{}, 'true'],
    [{ expires: '2026-11-20' }, 'false'],
    [{ expires: '2026-11-22' }, 'true'],
    [{ expires: '2026-11-21' }, 'false'],
    [{ from: '2026-11-22' }, 'false'],
    [{ state: 'proposed' }, 'false'],
  ])('%j: %s', (waiver, result) => {
    expect(exist(waiver)).toBe(result);
  });
});

describe('basis and what was read', () => {
  const both = { attested: { policyAdopted: { answer: true } }, lists: [{ kind: 'edr', asOf: '2026-11-15', rows: [{ name: 'PC 1' }] }], register: { profile: { police: true } }, facts: { os: { family: 'linux' } } };
  const basis = (pass: string, test: Written = both) => {
    const [outcome] = outcomesOf({ pass, evidence: { n: 'facts.os.family' } }, test);
    return [outcome?.outcome, outcome?.basis, (outcome?.stated ?? []).map((it) => `${it.kind} ${it.name}`).join()];
  };
  test.each<[string, string[]]>([
    ['facts.os.family == "linux"', ['pass', 'measured', '']],
    ['asset.class == "workstation"', ['pass', 'measured', '']],
    ['listed.edr != null', ['pass', 'list', 'list edr']],
    ['attested.policyAdopted.answer != null', ['pass', 'attested', 'answer policyAdopted']],
    ['register.profile.police', ['pass', 'attested', 'register town']],
    ['listed.edr != null && facts.os.family == "linux"', ['pass', 'mixed', 'list edr']],
    ['listed.edr != null || facts.os.family == "linux"', ['pass', 'list', 'list edr']],
    ['listed.backup != null || facts.os.family == "linux"', ['pass', 'measured', '']],
    ['facts.os.name == "x" || listed.edr != null', ['pass', 'list', 'list edr']],
    ['asset.class == "server" && listed.edr != null', ['fail', 'measured', '']],
  ])('%s: %j', (pass, result) => {
    expect(basis(pass)).toEqual(result);
  });

  test('an outcome holds until the list, the answer or the waiver does not', () => {
    const until = (pass: string, test: Written) => outcomesOf({ pass, evidence: { n: '1' } }, { ...test, facts: {} })[0]?.validUntil;
    expect(until('listed.edr != null', both)).toBe('2027-01-15T00:00:00.000Z');
    expect(until('attested.policyAdopted.answer != null', both)).toBe('2027-11-22T00:00:00.000Z');
    expect(until('waivers.all(w, w.id != "x")', { waivers: [{ rules: ['X'], expires: '2026-12-01' }] })).toBe('2026-12-01T00:00:00.000Z');
    expect(until('waivers.all(w, w.id != "x")', { waivers: [{ rules: ['X'], from: '2026-12-01' }] })).toBe('2026-12-01T00:00:00.000Z');
    expect(until('register.profile.police', both)).toBe(null);
  });
});

test('a ledger tells the age of a machine', () => {
  // Derivation is not what this is about: the record must reach it.
  const seen: unknown[] = [];
  outcomesOf({ pass: 'derived.age == null', evidence: { n: '1' } }, { lists: [{ kind: 'ledger', rows: [{ name: 'PC 1', purchased: '2019-08-01' }] }] }, (_facts, _notes, about) => {
    seen.push(about.records);
    return { data: {}, missing: [] };
  });
  expect(seen).toMatchObject([[{ kind: 'bought', from: '2019-08-01', to: '2019-08-01', source: 'row 2 of the equipment ledger' }]]);
});

describe('domain', () => {
  const about = (test: Written, parts: Written = {}) => outcomesOf({ classes: ['domain'], pass: 'domain != null && domain.ownedByTown', evidence: { n: '1' }, ...parts }, { asset: { class: 'domain', label: 'town.gov' }, ...test }).map((it) => `${it.subject.id} ${it.outcome} ${it.because?.reason ?? ''}`.trim());
  test('is the entry of the register, and those that nobody looks at are unknown', () => {
    expect(about({ register: { domains: [{ name: 'Town.gov', ownedByTown: true }] } })).toEqual(['asset-1 pass']);
    expect(about({ register: { domains: [{ name: 'town.gov' }] } })).toEqual(['asset-1 unknown unanswered']);
    expect(about({ register: { domains: [{ name: 'TownPolice.org' }] } })).toEqual(['asset-1 fail', 'domain:townpolice.org unknown no-target']);
    expect(about({ register: {} })).toEqual(['asset-1 unknown unanswered', 'town unknown population-not-known']);
    expect(about({ asset: {}, register: { domains: [] } })).toEqual(['town not-applicable']);
    expect(about({ asset: {}, register: { domains: [{ name: 'a.gov' }] } })).toEqual(['domain:a.gov unknown no-target']);
    expect(about({ asset: {}, register: {} })).toEqual(['town unknown population-not-known']);
    expect(about({ asset: {} })).toEqual(['town unknown population-not-known']);
  });
  test('only rules about domains have it', () => {
    expect(refusalOf('domain == null')?.message).toContain('there is no "domain" here');
    expect(refusalOf('domain == null', { classes: ['domain'] })).toBeUndefined();
  });
});

describe('person', () => {
  const people = (list: Written[] | undefined, more: Written = {}) => ({ facts: { accounts: { users: [{ name: 'areyes', id: '1000', kind: 'person', description: 'Front desk' }] } }, ...(list ? { register: { people: list } } : {}), ...more });
  const ann = { name: 'Ann Reyes', kind: 'staff', accounts: ['areyes'], left: null };
  const pass = 'person != null && (person.left == null || person.left > asOf)';
  test.each<[Written, string]>([
    [people([ann]), 'pass measured,attested'],
    [people([{ ...ann, left: '2026-10-01' }]), 'fail'],
    [people([{ name: 'Ann Reyes', kind: 'staff', accounts: ['areyes'] }]), 'unknown unanswered'],
    [people([{ name: 'Ann Reyes', kind: 'staff', left: '2026-10-01' }]), 'unknown ambiguous'],
    [people([{ name: 'Bob Lindt', kind: 'staff' }]), 'unknown unanswered'],
    [people([{ name: 'Bob Lindt', kind: 'staff', accounts: [] }]), 'fail'],
    [people([]), 'fail'],
    [people(undefined), 'unknown population-not-known'],
    [people(undefined, { lists: [{ kind: 'people', rows: [{ person: 'Ann Reyes', account: 'areyes', left: null }] }] }), 'pass'],
    [people(undefined, { lists: [{ kind: 'people', complete: false, rows: [{ person: 'Bob Lindt' }] }] }), 'unknown not-visible-from-here'],
    [people(undefined, { lists: [{ kind: 'people', asOf: '2026-01-01', rows: [{ person: 'Bob Lindt' }] }] }), 'unknown evidence-expired'],
    [people([ann], { lists: [{ kind: 'people', rows: [{ person: 'Ann Reyes', left: '2026-10-01' }] }] }), 'unknown ambiguous'],
  ])('%j: %s', (stated, result) => {
    const [outcome] = outcomesOf({ scope: 'account', pass, evidence: { n: '1' } }, stated);
    expect(`${outcome?.outcome} ${outcome?.because?.reason ?? ''}`.trim()).toBe(result.replace(' measured,attested', ''));
  });
});
