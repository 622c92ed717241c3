import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

type Rows = readonly Record<string, unknown>[];

const restic = { name: 'restic', version: '0.16', scheduled: true, schedule: '/etc/systemd/system/restic.timer' };
const copies = { product: 'restic', location: '/srv/backup', grade: 'seen', where: 'other-disk', newestCopyAt: '2026-11-20T01:00:09Z', intact: true };
const seen = (products: Rows, repositories: Rows): Given => ({ asset: { class: 'server', label: 'SRV-1', identity: { serials: ['czj1'], macs: ['00:11:22:33:44:55'], names: ['srv-1'] } }, facts: { backups: { products, repositories } } });
const nothing = seen([], []);
/** The job list of the backup system, as somebody exported it. */
const jobs = (given: Given, rows: Rows, complete = true, asOf = '2026-11-20'): Given => ({ ...given, lists: [{ kind: 'backup', asOf, complete, rows: rows.map((row, index) => ({ row: index + 2, ...row })) }] });
const job = (name: string, more: object = {}) => ({ name, job: 'Nightly', lastSuccess: '2026-11-20', ...more });

const cases: readonly HardCase[] = [
  { who: 'server that Veeam backs up through the hypervisor, with no list imported yet', given: nothing, expect: 'unknown', reason: 'population-not-known', shows: /job list of the backup system/, agree: 'Nothing of such a backup is on the server itself, so only the job list can tell.' },
  { who: 'the same server once the job list is imported', given: jobs(nothing, [job('SRV-1')]), expect: 'pass', shows: /"basis":"(?:list|mixed)"/, agree: 'The list names it, and the answer says that it comes from a list.' },
  { who: 'server that the complete job list lacks', given: jobs(nothing, [job('SRV-2', { serial: 'CZJ2' })]), expect: 'fail', agree: 'Somebody vouched that the list names everything, and neither it nor the server shows a backup.' },
  { who: 'server that a list of one of two backup systems lacks', given: jobs(nothing, [job('SRV-2')], false), expect: 'unknown', reason: 'not-visible-from-here', agree: 'The other system may have it.' },
  { who: 'server that stands in the list by its full name', given: jobs(nothing, [job('srv-1.town.local')]), expect: 'pass', agree: 'A name with its domain is the same server.' },
  { who: 'server whose list gives a serial number of another one under its name', given: jobs(nothing, [job('SRV-1', { serial: 'OTHER9' })]), expect: 'unknown', reason: 'ambiguous-identity', agree: 'The name was taken over by a new machine, or somebody mistyped: a person has to look.' },
  { who: 'server that a list names twice', given: jobs(nothing, [job('SRV-1'), job('srv-1')]), expect: 'unknown', reason: 'ambiguous-identity', agree: 'Two rows for one server may be two servers.' },
  { who: 'server that a row without name or number may be', given: jobs(nothing, [{ job: 'Nightly', macs: ['aa:bb:cc:dd:ee:ff'], lastSuccess: '2026-11-20' }, job('SRV-2')].map((row) => ({ ...row }))), expect: 'fail', agree: 'The row has another network address, and the server’s own is known.' },
  { who: 'server missing in a list of last summer', given: jobs(nothing, [job('SRV-2')], true, '2026-07-01'), expect: 'unknown', reason: 'evidence-expired', agree: 'It may have been added since.' },
  { who: 'Linux server with its own nightly copies, missing in the list', given: jobs(seen([restic], [copies]), [job('SRV-2')]), expect: 'pass', agree: 'It makes its own copies, and they were seen.' },
  { who: 'Linux server whose timer was never switched on', given: seen([{ ...restic, scheduled: false, schedule: null }], [copies]), expect: 'unknown', reason: 'population-not-known', agree: 'By itself it does nothing, but another system may back it up.' },
  { who: 'server whose agent had no right to look', given: { asset: { class: 'server' }, status: { backups: { status: 'failed', reason: 'needs-root' } } }, expect: 'unknown', reason: 'needs-root', agree: 'What was not looked at is not known.' },
  { who: 'server without an agent that the complete list lacks', given: { ...jobs(nothing, [job('SRV-2', { serial: 'CZJ2' })]), facts: {}, absent: 'never-reported' }, expect: 'unknown', reason: 'never-reported', agree: 'It may make copies by itself, which nobody has looked at.' },
  { who: 'server without an agent that stands in the list', given: { ...jobs(nothing, [job('SRV-1')]), facts: {}, absent: 'never-reported' }, expect: 'pass', agree: 'The list answers on the first day, before any agent is installed.' },
  { who: 'ordinary PC of a clerk', given: { facts: { backups: { products: [], repositories: [] } } }, expect: 'not-applicable', agree: 'Its files lie on the server, and nobody has called it a key computer.' },
  { who: 'PC of the assessor with the only copy of the maps', given: { asset: { tags: ['key'] }, facts: { backups: { products: [], repositories: [] } } }, expect: 'unknown', reason: 'population-not-known', agree: 'The town called it a key computer, and nobody has shown how it is backed up.' },
];

test('BKP-001 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('BKP-001: %s', (_, it) => {
  expect(judged('BKP-001', it)).toEqual(wanted(it));
});
