import { describe, expect, test } from 'vitest';
import { mayLieAhead } from '../../../rules/engine/instant.ts';
import { sections } from '../../../wire/sections/list.ts';
import { shapeOf } from '../../../rules/engine/shape.ts';
import type { Shape } from '../../../rules/engine/shape.ts';
import { evaluate } from '../../../rules/evaluate.ts';
import type { EvaluationInput } from '../../../rules/input.ts';
import { deriveNothing, inputOf, outcomesOf, ruleOf, rulebookOf, said } from './setup.ts';
import type { Written } from './setup.ts';

const asOf = '2026-11-21T12:00:00Z';
const installed = (on: string, more: Written = {}): Written => ({ asOf, facts: { os: { installedOn: on } }, ...more });
const since = 'facts.os.installedOn == null ? -1 : daysSince(facts.os.installedOn)';

describe('daysSince counts whole days by the clock of the computer', () => {
  test.each([
    ['2026-11-21T12:00:00Z', '0'],
    ['2026-11-20T12:00:01Z', '0'],
    ['2026-11-20T12:00:00Z', '1'],
    ['2026-11-20', '1'],
    ['2026-11-21', '0'],
    ['2025-11-21T12:00:00Z', '365'],
  ])('%s: %s', (on, days) => {
    expect(said(since, installed(on))).toBe(days);
  });

  test('and by ours since the snapshot came in', () => {
    expect(said(since, installed('2026-11-15T12:00:00Z', { receivedAt: '2026-11-17T00:00:00Z' }))).toBe('6');
  });

  test('so that a clock that is off changes nothing', () => {
    const input = inputOf({ ...installed('2026-11-18T12:00:00Z') });
    expect(daysOf(shifted(input, { clockHours: 0, delayHours: 0 }))).toBe(3);
    // The computer is 20 hours ahead and wrote its own dates by that clock.
    expect(daysOf(shifted(inputOf(installed('2026-11-19T08:00:00Z')), { clockHours: 20, delayHours: 0 }))).toBe(3);
    // The snapshot lay on the computer for two days before it could be sent.
    expect(daysOf(shifted(input, { clockHours: 0, delayHours: 48 }))).toBe(3);
  });

  test('a date that lies after the moment it was read was not read right', () => {
    expect(said(since, installed('2026-11-21T12:00:01Z'))).toBe('?unreadable');
    // It is already tomorrow where the computer stands.
    expect(said(since, installed('2026-11-22'))).toBe('0');
    expect(said(since, installed('2026-11-23'))).toBe('?unreadable');
    expect(said('facts.os.installedOn != null && facts.os.installedOn > asOf', installed('2026-12-21T12:00:01Z'))).toBe('?unreadable');
    expect(said('facts.os.installedOn == null', installed('2026-12-21T12:00:01Z'))).toBe('false');
  });

  test('dates of a clock that is off by more than a day do not count, other facts do', () => {
    const input = shifted(inputOf(installed('2026-11-18T12:00:00Z')), { clockHours: -25, delayHours: 0 });
    expect(daysOf(input)).toBe('clock-wrong');
    expect(daysOf(input, '1')).toBe(1);
  });
});

describe('daysUntil', () => {
  const until = 'facts.accounts.users[0].expiresOn == null ? -1000 : daysUntil(facts.accounts.users[0].expiresOn)';
  test.each([
    ['2026-11-21', '0'],
    ['2026-11-22', '1'],
    ['2026-11-20', '-1'],
    ['2027-11-21', '365'],
  ])('%s: %s', (expiresOn, days) => {
    expect(said(until, { asOf, facts: { accounts: { users: [{ name: 'a', id: '1', expiresOn }] } } })).toBe(days);
  });

  test('counts instants to the second', () => {
    expect(said('daysUntil(timestamp("2026-11-22T12:00:00Z"))', { asOf })).toBe('1');
    expect(said('daysUntil(timestamp("2026-11-22T11:59:59Z"))', { asOf })).toBe('0');
    expect(said('daysUntil(timestamp("2026-11-21T11:59:59Z"))', { asOf })).toBe('-1');
  });
});

describe('dates and durations', () => {
  test.each([
    ['timestamp("2026-11-20T12:00:00Z") < asOf', 'true'],
    ['asOf - timestamp("2026-11-20T12:00:00Z") == duration("24h")', 'true'],
    ['asOf - duration("1h30m") > timestamp("2026-11-21T10:30:00Z")', 'false'],
    ['duration("90m") + duration("30m") == duration("2h")', 'true'],
    ['days(asOf - timestamp("2026-11-18T12:00:01Z"))', '2'],
    ['asOf != timestamp("2026-11-21T12:00:00Z")', 'false'],
  ])('%s is %s', (source, value) => {
    expect(said(source, { asOf })).toBe(value);
  });
});

describe('validUntil is the first moment at which time alone may change the outcome', () => {
  const valid = (pass: string, test: Written = {}) => outcomesOf({ pass }, { asOf, facts: { os: { family: 'linux', installedOn: '2026-11-18T18:00:00Z' } }, ...test })[0]?.validUntil;

  test.each([
    ['a snapshot grows stale', 'facts.os.family == "linux"', '2026-11-28T12:00:00.001Z'],
    ['a day more since', 'facts.os.installedOn == null || daysSince(facts.os.installedOn) < 30', '2026-11-21T18:00:00.000Z'],
    ['a day less until', 'daysUntil(timestamp("2026-11-30T13:00:00Z")) > 3', '2026-11-21T13:00:00.001Z'],
    ['a comparison turns', 'asOf < timestamp("2026-11-23T00:00:00Z")', '2026-11-23T00:00:00.000Z'],
    ['a comparison has turned for good', 'asOf > timestamp("2026-11-20T00:00:00Z")', null],
    ['a duration grows', 'asOf - timestamp("2026-11-21T00:00:00Z") < duration("20h")', '2026-11-21T20:00:00.000Z'],
    ['a part that was not needed does not count', 'true || asOf < timestamp("2026-11-23T00:00:00Z")', null],
  ])('%s', (_, pass, until) => {
    const facts = pass.includes('facts') ? {} : { scope: 'asset' };
    expect(outcomesOf({ pass, evidence: pass.includes('facts') ? { a: 'facts.os.family' } : { a: '1' }, ...facts }, { asOf, facts: { os: { family: 'linux', installedOn: '2026-11-18T18:00:00Z' } } })[0]?.validUntil).toBe(until);
  });

  test('and the outcome does change there, no earlier', () => {
    const pass = 'facts.os.installedOn != null && daysSince(facts.os.installedOn) < 4';
    const at = (now: string) => outcomesOf({ pass }, { asOf: now, receivedAt: asOf, facts: { os: { family: 'linux', installedOn: '2026-11-18T18:00:00Z' } } })[0];
    expect(at('2026-11-22T17:59:59Z')).toMatchObject({ outcome: 'pass', validUntil: '2026-11-22T18:00:00.000Z' });
    expect(at('2026-11-22T18:00:00Z')).toMatchObject({ outcome: 'fail' });
    expect(at('2026-11-28T12:00:00Z')).toMatchObject({ outcome: 'fail' });
    expect(at('2026-11-28T12:00:01Z')).toMatchObject({ outcome: 'unknown', because: { reason: 'stale' }, validUntil: null });
    expect(valid(pass)).toBe('2026-11-21T18:00:00.000Z');
  });
});

test('every date of the wire tells of the past or of the future, by its name', () => {
  const dates = Object.values(sections).flatMap((it) => datesIn(shapeOf(it.schema, it.name), it.name));
  expect(dates.filter(mayLieAhead)).toEqual([
    'os.supportEndsOn', 'os.extendedUpdates.endsOn', 'updates.automatic.pausedUntil', 'accounts.users[].expiresOn', 'certificates.certificates[].validUntil', 'certificates.addedRoots[].validUntil',
    'website.sites[].certificate.validUntil', 'website.securityTxt.expiresAt',
  ]);
  const past = /(?:(?:installed|released|manufactured|changed|copy|booted|checked|signIn|began|driver|endorsed|last|updated|scanned|event|restored|newest|made)(?:On|At)|drills\[\].at|validFrom|installs\[\].on)$/i;
  expect(dates.filter((path) => !mayLieAhead(path) && !past.test(path))).toEqual([]);
});

function datesIn(shape: Shape, path: string): string[] {
  if (shape.kind === 'timestamp') return [path];
  if (shape.kind === 'list') return datesIn(shape.item, `${path}[]`);
  return shape.kind === 'object' ? Object.entries(shape.fields).flatMap(([key, field]) => datesIn(field, `${path}.${key}`)) : [];
}

/** The same snapshot from a computer whose clock is off, or that could not send it at once. */
function shifted(input: EvaluationInput, { clockHours, delayHours }: { clockHours: number; delayHours: number }): EvaluationInput {
  const hour = 3_600_000;
  return {
    ...input,
    statements: input.statements.map((it) => ({
      ...it,
      clockOffsetSeconds: clockHours * 3600,
      predicate: { ...it.predicate, wallTime: new Date(Date.parse(it.receivedAt) + (clockHours - delayHours) * hour).toISOString() },
    })),
  };
}

function daysOf(input: EvaluationInput, source = since): unknown {
  const rule = ruleOf({ pass: 'true', evidence: { x: source } });
  const [evidence] = evaluate(input, rulebookOf([rule], deriveNothing), ['all']).outcomes[0]?.evidence ?? [];
  return evidence?.unknown?.reason ?? evidence?.value;
}

