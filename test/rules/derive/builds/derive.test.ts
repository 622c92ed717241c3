import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveBuild } from '../../../../rules/derive/builds/derive.ts';
import { noBuilds, parseBuilds } from '../../../../rules/derive/builds/document.ts';

const table = parseBuilds(
  [
    'checkedOn: 2026-08-12',
    'source: a table for tests',
    'newFrom: 26201',
    'branches:',
    '  - builds: ["26100"]',
    '    product: windows',
    '    security: [2026-06-09 8655, 2026-07-14 8875, 2026-08-11 9168]',
    '    hotpatch: [2026-08-11 9106]',
    '    hotpatchOthers: [2026-08-13 9108]',
    '    others: [2026-07-28 8973]',
    '  - builds: ["26100"]',
    '    product: windows-server',
    '    security: [2026-07-14 33158, 2026-08-11 33296]',
    '',
  ].join('\n'),
  'windows.yaml',
);

const build = (revision: string, product = 'windows') => deriveBuild({ os: { family: 'windows', product, build: revision } }, {}, table);

describe('a build among those of its release', () => {
  test.each([
    ['26100.8655', '2026-06-09', '2026-07-14'],
    ['26100.8875', '2026-07-14', '2026-08-11'],
    // A preview has the fixes of the month before.
    ['26100.8973', '2026-07-14', '2026-08-11'],
    ['26100.100', null, '2026-06-09'],
  ])('%s has the fixes of %s, and lacks those of %s', (revision, reached, missingSince) => {
    expect(build(revision).data.windowsBuild).toEqual({ build: revision, reached, missingSince, newest: false, newer: false, tableUntil: '2026-08-12' });
  });

  test.each(['26100.9168', '26100.9106', '26100.9108'])('%s lacks nothing that is known', (revision) => {
    const { data, missing } = build(revision);
    expect(data.windowsBuild).toEqual({ build: revision, reached: '2026-08-11', newest: true, newer: false, tableUntil: '2026-08-12' });
    expect(missing).toEqual([{ path: 'windowsBuild.missingSince', because: expect.objectContaining({ reason: 'catalog-gap' }) }]);
  });

  test('a server has numbers of its own', () => {
    expect(build('26100.33158', 'windows-server').data.windowsBuild).toMatchObject({ reached: '2026-07-14', missingSince: '2026-08-11' });
  });
});

test('a build that lies among them and is none of them is not decided', () => {
  expect(build('26100.9000')).toEqual({ data: {}, missing: [{ path: 'windowsBuild', because: expect.objectContaining({ reason: 'catalog-gap' }) }] });
});

test.each(['26100.9999', '26300.1'])('%s is newer than the table', (revision) => {
  expect(build(revision).data.windowsBuild).toMatchObject({ newer: true, newest: true });
});

test.each(['19041.1', '26100', '', 'x'])('a build without a branch, or without its second part (%j), is not decided', (revision) => {
  expect(build(revision).missing.map(({ path, because }) => [path, because.reason])).toEqual([['windowsBuild', 'catalog-gap']]);
});

test('other systems have none, and what was not read says why', () => {
  expect(deriveBuild({ os: { family: 'linux' } }, {}, table)).toEqual({ data: { windowsBuild: null }, missing: [] });
  expect(deriveBuild({}, { os: { reason: 'timeout', section: 'os' } }, table).missing).toEqual([{ path: 'windowsBuild', because: { reason: 'timeout', section: 'os' } }]);
  expect(deriveBuild({ os: { family: 'windows', product: 'windows' } }, { 'os.build': { reason: 'denied', section: 'os', path: 'build' } }, table).missing[0]?.because.reason).toBe('denied');
  expect(deriveBuild({ os: { family: 'windows', product: 'windows', build: '26100.9168' } }, {}, noBuilds).missing[0]?.because.reason).toBe('catalog-gap');
});

test('a higher build of everybody never has fewer fixes', () => {
  const revisions = [100, 8655, 8875, 8973, 9168, 9999];
  fc.assert(
    fc.property(fc.constantFrom(...revisions), fc.constantFrom(...revisions), (one, other) => {
      const [low, high] = [one, other].sort((a, b) => a - b).map((revision) => build(`26100.${revision}`).data.windowsBuild);
      const since = (it: typeof low) => (it?.newest ? '9999-12-31' : (it?.missingSince ?? ''));
      expect(since(low) <= since(high)).toBe(true);
    }),
  );
});

test.each([
  ['a date without a number', 'checkedOn: 2026-08-12\nsource: x\nnewFrom: 1\nbranches: [{ builds: ["26100"], security: ["2026-08-11"] }]', 'must be a day and the second part of a build'],
  ['a misspelt key', 'checkedOn: 2026-08-12\nsource: x\nnewFrom: 1\nbranches: [{ builds: ["26100"], securty: ["2026-08-11 1"] }]', 'unknown key "securty"'],
  ['no YAML', 'checkedOn: [', 'windows.yaml: '],
])('refuses %s', (_, text, message) => {
  expect(() => parseBuilds(text, 'windows.yaml')).toThrow(message);
});
