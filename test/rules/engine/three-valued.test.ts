import { describe, expect, test } from 'vitest';
import { ran, said } from './setup.ts';
import { Unknown } from '../../../rules/engine/value.ts';

// Three facts: one is true, one is false, one was not read.
const facts = { facts: { os: { rebootRequired: true, runningKernelInstalled: false } }, missing: { os: [{ path: 'version', reason: 'denied' }] } };
const T = 'facts.os.rebootRequired';
const F = 'facts.os.runningKernelInstalled';
const U = '(facts.os.version == "12")';

describe('logic over true, false and unknown', () => {
  test.each([
    [`${T} && ${T}`, 'true'],
    [`${T} && ${F}`, 'false'],
    [`${F} && ${T}`, 'false'],
    [`${F} && ${F}`, 'false'],
    [`${U} && ${T}`, '?denied'],
    [`${T} && ${U}`, '?denied'],
    [`${U} && ${F}`, 'false'],
    [`${F} && ${U}`, 'false'],
    [`${U} && ${U}`, '?denied'],
    [`${T} || ${T}`, 'true'],
    [`${T} || ${F}`, 'true'],
    [`${F} || ${T}`, 'true'],
    [`${F} || ${F}`, 'false'],
    [`${U} || ${T}`, 'true'],
    [`${T} || ${U}`, 'true'],
    [`${U} || ${F}`, '?denied'],
    [`${F} || ${U}`, '?denied'],
    [`${U} || ${U}`, '?denied'],
    [`!${T}`, 'false'],
    [`!${F}`, 'true'],
    [`!${U}`, '?denied'],
    [`${T} ? 1 : 2`, '1'],
    [`${F} ? 1 : 2`, '2'],
    [`${U} ? 1 : 2`, '?denied'],
    [`${T} ? facts.os.version == "12" : false`, '?denied'],
    [`${F} ? facts.os.version == "12" : false`, 'false'],
  ])('%s is %s', (source, value) => {
    expect(said(source, facts)).toBe(value);
  });
});

describe('what was not read', () => {
  test('says section, path, reason and detail', () => {
    const { value } = ran('facts.os.version', { facts: { os: {} }, missing: { os: [{ path: 'version', reason: 'denied', detail: '/etc/os-release' }] } });
    expect(value).toBeInstanceOf(Unknown);
    expect((value as Unknown).because).toEqual({ section: 'os', path: 'version', reason: 'denied', detail: '/etc/os-release' });
  });

  test.each([
    ['a key without a note', 'facts.os.version', { facts: { os: {} } }, '?agent-too-old'],
    ['a section that is not there', 'facts.os.version', {}, '?agent-too-old'],
    ['a note on the part around it', 'facts.updates.automatic.installs', { facts: { updates: {} }, missing: { updates: [{ path: 'automatic', reason: 'denied' }] } }, '?denied'],
    ['a note on the whole section', 'facts.os.version', { facts: { os: {} }, missing: { os: [{ path: '', reason: 'timeout' }] } }, '?timeout'],
    ['the nearest note', 'facts.os.version', { facts: { os: {} }, missing: { os: [{ path: '', reason: 'timeout' }, { path: 'version', reason: 'denied' }] } }, '?denied'],
    ['a failed section', 'facts.os.version', { status: { os: { status: 'failed', reason: 'timeout' } } }, '?timeout'],
    ['a skipped section', 'facts.os.version', { status: { os: { status: 'skipped', reason: 'switched-off' } } }, '?switched-off'],
    ['no snapshot at all', 'facts.os.version', { absent: 'never-reported' }, '?never-reported'],
    ['a snapshot that is too old', 'facts.os.version', { facts: { os: { version: '12' } }, receivedAt: '2026-11-13T23:59:59Z' }, '?stale'],
    ['a computer of which there are two', 'facts.os.version', { facts: { os: { version: '12' } }, asset: { cloned: true } }, '?ambiguous-identity'],
    ['something derived without a note', 'derived.support.os.endsOn', { facts: { os: {} } }, '?catalog-gap'],
  ])('%s', (_, source, given, value) => {
    expect(said(source, given)).toBe(value);
  });

  test('a snapshot counts to the last moment of its days', () => {
    expect(said('facts.os.version', { facts: { os: { version: '12' } }, receivedAt: '2026-11-14T00:00:00Z' })).toBe('"12"');
  });

  test.each([
    'facts.os.version == "12"',
    'facts.os.version != "12"',
    'facts.os.version == null',
    'facts.os.version != null && facts.os.version < "13"',
    'facts.os.name + "!"',
    '"a" + facts.os.name',
    'facts.os.name.startsWith("a")',
    'facts.os.name.contains(facts.os.product)',
    'facts.os.name.lowerAscii()',
    'size(facts.os.name) > 1',
    'facts.os.name in ["a"]',
    're2(facts.os.name, "a")',
    'facts.hardware.memoryMiB + 1 > 2',
    '-facts.hardware.memoryMiB < 0',
    'string(facts.hardware.memoryMiB)',
    'facts.os.like[0]',
    'facts.os.like.exists(x, x == "a")',
    'facts.os.like.all(x, x == "a")',
    'facts.os.like.exists_one(x, x == "a")',
    'facts.os.like.filter(x, x == "a")',
    'facts.os.like.map(x, x + "a")',
    'size(facts.os.like)',
    'facts.os.like == ["a"]',
    '["a"] + facts.os.like',
    'facts.os.installedOn != null && daysSince(facts.os.installedOn) > 3',
    'facts.os.installedOn != null && facts.os.installedOn > asOf',
    'installed("openssl")',
    'packageNamed("openssl") == null',
  ])('makes %s unknown', (source) => {
    expect(said(source, { facts: {}, absent: 'needs-root' })).toBe('?needs-root');
  });
});

describe('null is an answer', () => {
  const read = { facts: { os: { version: null, edition: 'Pro' } } };
  test.each([
    ['facts.os.version == null', 'true'],
    ['facts.os.version != null', 'false'],
    ['facts.os.version == "12"', 'false'],
    ['facts.os.version != "12"', 'true'],
    ['facts.os.edition == null', 'false'],
    ['facts.os.version == facts.os.edition', 'false'],
    ['facts.os.version in ["12"]', 'false'],
    ['facts.os.version == null || facts.os.version < "13"', 'true'],
    ['facts.os.version != null && facts.os.version < "13"', 'false'],
    ['facts.os.version', 'null'],
  ])('%s is %s', (source, value) => {
    expect(said(source, read)).toBe(value);
  });
});
