import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

interface Seen {
  readonly build?: string;
  readonly edition?: string;
  readonly channel?: string;
  readonly pending?: readonly Record<string, unknown>[];
  readonly installedOn?: string;
  readonly asOf?: string;
  readonly automatic?: object;
}

/** A Windows PC that looked for updates yesterday. */
function windows({ build = '26200.9168', edition = 'Professional', channel = 'general', pending = [], installedOn, asOf = '2026-08-30T00:00:00Z', automatic = { installs: true } }: Seen): Given {
  const checked = new Date(Date.parse(asOf) - 86_400_000).toISOString();
  return {
    asOf,
    facts: {
      os: { family: 'windows', product: 'windows', build, edition, channel },
      updates: { pendingSecurityCount: null, pending, installed: installedOn === undefined ? [] : [{ name: 'KB5121003', installedOn }], automatic },
      vitals: { updatesCheckedAt: checked, ...(installedOn === undefined ? {} : { updatesInstalledAt: `${installedOn}T03:00:00Z` }) },
    },
  };
}

const linux = (updates: object, vitals: object = {}): Given => ({ facts: { os: { family: 'linux' }, updates: { automatic: { installs: false }, ...updates }, vitals: { updatesCheckedAt: '2026-11-20T05:00:00Z', ...vitals } } });
const security = (releasedOn: string | null) => ({ name: 'KB5200001', security: true, releasedOn });

const cases: readonly HardCase[] = [
  { who: 'fully patched PC two weeks after the monthly fix', given: windows({ installedOn: '2026-08-13' }), expect: 'pass', agree: 'It has the newest fix there is.' },
  { who: 'fully patched PC on the last of 35 days between two monthly fixes', given: windows({ build: '26200.8037', asOf: '2026-04-13T00:00:00Z', installedOn: '2026-03-12' }), expect: 'pass', agree: 'The next fix comes out tomorrow; nothing is missing today.' },
  { who: 'fully patched PC in a long gap, when the table is of the day before its fix', given: windows({ build: '26200.9400', asOf: '2026-10-12T00:00:00Z', installedOn: '2026-09-09' }), expect: 'unknown', reason: 'catalog-gap', agree: 'It is newer than what we know, and old enough that something may have come after: our gap, not its fault.' },
  { who: 'PC that is newer than the table and got its fix this month', given: windows({ build: '26200.9999', asOf: '2026-11-21T00:00:00Z', installedOn: '2026-11-11' }), expect: 'pass', agree: 'What was installed eleven days ago cannot miss a fix that is a month old.' },
  { who: 'PC with the feature update of this fall, of which the table knows nothing', given: windows({ build: '26300.9457', asOf: '2026-11-21T00:00:00Z', installedOn: '2026-11-12' }), expect: 'pass', agree: 'A release that is newer than the table was updated this month.' },
  { who: 'PC whose update server approves nothing', given: windows({ build: '26200.8037', installedOn: '2026-03-12', automatic: { installs: true, server: 'http://wsus:8530' } }), expect: 'fail', shows: /2026-04-14/, agree: 'Its own list is empty because the server offers nothing, and its build is of March.' },
  { who: 'PC whose fixes are delayed for a month by policy', given: windows({ build: '26200.8875', asOf: '2026-08-30T00:00:00Z', installedOn: '2026-07-16', automatic: { installs: true, deferDays: 30 } }), expect: 'pass', agree: 'The fix of August is nineteen days old, within the month that is allowed.' },
  { who: 'PC that takes fixes without a restart', given: windows({ build: '26200.9106', edition: 'Enterprise', installedOn: '2026-08-12' }), expect: 'pass', agree: 'A hotpatch has the same fixes under a smaller number.' },
  { who: 'PC with a build that Microsoft never gave to everybody', given: windows({ build: '26200.9001', installedOn: '2026-08-05' }), expect: 'unknown', reason: 'catalog-gap', agree: 'A number that is on no list may hold the fixes or not.' },
  { who: 'PC of last year that shows one waiting fix of last week', given: windows({ build: '26200.9999', asOf: '2026-11-21T00:00:00Z', pending: [security('2026-11-10')], installedOn: '2026-08-20' }), expect: 'fail', agree: 'The waiting fix holds those of September and October, which it replaced in the list.' },
  { who: 'PC on which the fix of last week waits for tonight', given: windows({ build: '26200.8875', asOf: '2026-08-18T00:00:00Z', pending: [security('2026-08-11')], installedOn: '2026-07-16' }), expect: 'pass', agree: 'A fix that came out a week ago is not late.' },
  { who: 'PC with Windows 10 Pro that ended, and has the last free fix', given: windows({ build: '19045.6456', installedOn: '2025-10-16' }), expect: 'pass', agree: 'No fix was owed to it since; that it is past its end is another question (EOL-001).' },
  { who: 'the same PC with paid fixes that stopped arriving', given: windows({ build: '19045.6575', channel: 'esu', installedOn: '2025-11-13' }), expect: 'fail', agree: 'Paid fixes came out every month and are missing.' },
  { who: 'Linux server on which a fix of September waits', given: linux({ pendingSecurityCount: null, pending: [security('2026-09-08')] }), expect: 'fail', agree: 'Its list says that it is security, since when it is out, and that it is missing.' },
  { who: 'Ubuntu PC with twelve waiting fixes that may be of today', given: linux({ pendingSecurityCount: 12, pending: [security(null)] }, { updatesInstalledAt: '2026-11-15T05:00:00Z' }), expect: 'unknown', reason: 'ambiguous', agree: 'Nobody knows how old they are, and it was updated last week.' },
  { who: 'Ubuntu PC with twelve waiting fixes that nobody touched since July', given: linux({ pendingSecurityCount: 12, pending: [security(null)] }, { updatesInstalledAt: '2026-07-01T05:00:00Z' }), expect: 'fail', agree: 'In four months far more than one of them has grown older than a month.' },
  { who: 'PC that has not looked for updates since October', given: { ...linux({ pendingSecurityCount: null, pending: [] }), facts: { os: { family: 'linux' }, updates: { automatic: { installs: true }, pendingSecurityCount: null, pending: [] }, vitals: { updatesCheckedAt: '2026-10-01T05:00:00Z' } } }, expect: 'unknown', reason: 'ambiguous', agree: 'A list of October says nothing of November.' },
];

test('PAT-001 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('PAT-001: %s', (_, it) => {
  expect(judged('PAT-001', it)).toEqual(wanted(it));
});
