import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

type Rows = readonly Record<string, unknown>[];

const copy = (newestCopyAt: string | null, more: object = {}) => ({ product: 'restic', location: '/srv/backup', grade: 'seen', where: 'other-disk', newestCopyAt, intact: true, ...more });
const seen = (...repositories: Rows): Given => ({ asset: { class: 'server', label: 'SRV-1', identity: { serials: ['czj1'], macs: [], names: ['srv-1'] } }, facts: { backups: { products: repositories.length === 0 ? [] : [{ name: 'restic', version: '0.16.4', scheduled: true }], repositories } } });
const nothing = seen();
/** What the agent of a Windows server tells that is backed up by its hypervisor. */
const fromOutside = (...products: readonly string[]): Given => ({ ...nothing, facts: { backups: { products: products.map((name) => ({ name })) } }, missing: { backups: [{ path: 'repositories', reason: 'not-visible-from-here' }] } });
/** The job list of the backup system, as somebody exported it. */
const jobs = (given: Given, lastSuccess: string | null, { asOf = '2026-11-20', complete = true, name = 'SRV-1', serial = 'CZJ1' } = {}): Given => ({ ...given, lists: [{ kind: 'backup', asOf, complete, rows: [{ row: 2, name, serial, job: 'Nightly', lastSuccess }] }] });
const other = { name: 'SRV-2', serial: 'CZJ2' };

const cases: readonly HardCase[] = [
  { who: 'server with a copy of last night', given: seen(copy('2026-11-20T01:00:09Z')), expect: 'pass', agree: 'Less than a day of work would be lost.' },
  { who: 'server with an abandoned disk copy of September and no list', given: seen(copy('2026-09-20T01:00:00Z')), expect: 'unknown', reason: 'population-not-known', agree: 'It is most likely what was left when the backup server took over.' },
  { who: 'the same server once the job list shows last night', given: jobs(seen(copy('2026-09-20T01:00:00Z')), '2026-11-20'), expect: 'pass', agree: 'The system that counts made a copy.' },
  { who: 'the same server, missing in the complete list', given: jobs(seen(copy('2026-09-20T01:00:00Z')), '2026-11-20', other), expect: 'fail', agree: 'The only copies are two months old, and nothing else has it.' },
  { who: 'server whose job failed for a week before the list was written', given: jobs(nothing, '2026-11-13'), expect: 'fail', agree: 'On the day of the list a week of work was without a copy.' },
  { who: 'server in a list of last week that was good on that day', given: jobs(nothing, '2026-11-13', { asOf: '2026-11-13' }), expect: 'unknown', reason: 'evidence-expired', agree: 'That the list is a week old is no fault of the backup.' },
  { who: 'server whose last good copy was the evening before the list', given: jobs(nothing, '2026-11-19'), expect: 'pass', agree: 'A day of work is what may be lost, and the list is of yesterday.' },
  { who: 'server in a list of four days ago that was good on that day', given: jobs(nothing, '2026-11-17', { asOf: '2026-11-17' }), expect: 'pass', agree: 'Nobody exports the list every morning; a week of it is believed.' },
  { who: 'server in a list whose day of the last copy lies after the list', given: jobs(nothing, '2026-12-24', { asOf: '2026-11-20' }), expect: 'unknown', reason: 'evidence-expired', agree: 'A copy that was not made yet when the list was written is a mistake in the list.' },
  { who: 'server that its hypervisor copies, 19 days before the list was written', given: jobs(fromOutside(), '2026-11-01'), expect: 'fail', shows: /2026-11-01/, agree: 'There is no backup program on it, and the job that copies it has not worked for 19 days.' },
  { who: 'the same server with a copy of the night before the list', given: jobs(fromOutside(), '2026-11-20'), expect: 'pass', agree: 'The hypervisor made a copy, which cannot be seen from inside.' },
  { who: 'the same server before anybody imported the list', given: fromOutside(), expect: 'unknown', reason: 'population-not-known', agree: 'From inside nobody can see what the hypervisor does.' },
  { who: 'server with Veeam of its own, 19 days old by the list', given: jobs(fromOutside('Veeam Agent'), '2026-11-01'), expect: 'unknown', reason: 'not-visible-from-here', agree: 'Its own program may have made a copy since that is not on this list.' },
  { who: 'server in a list with an empty cell', given: jobs(nothing, null), expect: 'unknown', reason: 'evidence-expired', agree: 'An empty cell may be a new job or a column that was not exported.' },
  { who: 'server in a list without that column', given: { ...nothing, lists: [{ kind: 'backup', asOf: '2026-11-20', complete: true, rows: [{ row: 2, name: 'SRV-1', serial: 'CZJ1', job: 'Nightly' }] }] }, expect: 'unknown', reason: 'unanswered', agree: 'The list does not say when a copy last worked.' },
  { who: 'server with a damaged copy of last night', given: seen(copy('2026-11-20T01:00:09Z', { intact: false })), expect: 'unknown', reason: 'population-not-known', agree: 'That copy does not count; another system may have a good one.' },
  { who: 'server with one stale place and one fresh', given: seen(copy('2026-08-01T01:00:00Z'), copy('2026-11-20T01:00:09Z', { location: '/mnt/nas', where: 'network' })), expect: 'pass', agree: 'One good copy is what brings the work back.' },
  { who: 'server missing in a list that is not complete', given: jobs(nothing, '2026-11-20', { ...other, complete: false }), expect: 'unknown', reason: 'not-visible-from-here', agree: 'Another system may have it.' },
  { who: 'server with a copy dated after its own snapshot', given: { ...seen(copy('2026-12-24T01:00:00Z')) }, expect: 'unknown', reason: 'unreadable', agree: 'A copy from the future is a wrong clock somewhere, and no copy.' },
  { who: 'laptop of a clerk without a backup program', given: { asset: { class: 'laptop' }, facts: { backups: { products: [], repositories: [] } } }, expect: 'not-applicable', agree: 'Nobody has called it a key computer.' },
];

test('BKP-002 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('BKP-002: %s', (_, it) => {
  expect(judged('BKP-002', it)).toEqual(wanted(it));
});
