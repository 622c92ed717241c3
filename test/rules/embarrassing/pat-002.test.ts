import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

type Programs = readonly Record<string, unknown>[];

const registry = (name: string, version?: string, more: object = {}) => ({ name, source: 'registry', ...(version === undefined ? {} : { version }), ...more });
/** A few days after the list of exploited holes was read. */
const fresh = '2025-09-01T12:00:00Z';
const on = (os: Record<string, unknown>, packages: Programs, asOf: string | undefined = fresh): Given => ({ ...(asOf === undefined ? {} : { asOf }), facts: { os, software: { packages, browsers: [], managers: ['registry'] } } });
const pc = (...packages: Programs): Given => on({ family: 'windows', product: 'windows', build: '26100.4946' }, packages);
const server = (...packages: Programs): Given => ({ ...on({ family: 'windows', product: 'windows-server', build: '20348.4052' }, packages), asset: { class: 'server' } });

const cases: readonly HardCase[] = [
  { who: 'PC with WinRAR of 2023', given: pc(registry('WinRAR 6.21 (64-bit)', '6.21.0')), expect: 'fail', shows: /WinRAR/, agree: 'Its hole is used to break in, and version 6.23 closed it.' },
  { who: 'PC with the newest Chrome', given: pc(registry('Google Chrome', '142.0.7444.176')), expect: 'pass', agree: 'Every hole that is listed was closed before this version.' },
  { who: 'PC with a Chrome of last spring beside a new WinRAR', given: pc(registry('Google Chrome', '133.0.6943.53'), registry('WinRAR 7.13 (64-bit)', '7.13.0')), expect: 'fail', shows: /Google Chrome/, agree: 'One open door is enough, and only that one is named.' },
  { who: 'PC with the long-term Firefox, whose number is smaller than that of the newest', given: pc(registry('Mozilla Firefox ESR (x64 en-US)', '128.14.0')), expect: 'pass', agree: 'The long-term line gets the same fixes under smaller numbers.' },
  { who: 'PC with a Chrome that does not tell its version', given: pc(registry('Google Chrome')), expect: 'unknown', reason: 'version-too-coarse', shows: /"item":"[^"]*Chrome|Google Chrome/, agree: 'Without a number nobody can say which holes it has.' },
  { who: 'mail server whose number shows no security update', given: server(registry('Microsoft Exchange Server 2016 Cumulative Update 23', '15.1.2507.6')), expect: 'unknown', reason: 'version-too-coarse', agree: 'Its security updates leave the number as it is.' },
  { who: 'PC whose program only has a name like one of them', given: pc(registry('WinRAR Theme Pack', '1.0'), registry('Chrome Remote Desktop Host', '120.0.6099.9')), expect: 'not-applicable', agree: 'A theme is not the program, and the other Chrome is another program.' },
  { who: 'PC with a program of a maker that CISA lists for something else', given: pc(registry('Adobe Creative Cloud', '6.4.0.361')), expect: 'not-applicable', agree: 'That Adobe has holes does not make every program of Adobe one.' },
  { who: 'PC with the newest Chrome, on the last day on which the list is believed', given: on({ family: 'windows', product: 'windows', build: '26100.4946' }, [registry('Google Chrome', '142.0.7444.176')], '2025-11-23T12:00:00Z'), expect: 'pass', agree: 'Ninety days is what the town was told, and it is the ninetieth.' },
  { who: 'the same PC a day later', given: on({ family: 'windows', product: 'windows', build: '26100.4946' }, [registry('Google Chrome', '142.0.7444.176')], '2025-11-24T12:00:00Z'), expect: 'unknown', reason: 'catalog-gap', agree: 'What was listed in three months may be open in it, and somebody has to fetch the list.' },
  { who: 'PC with the newest Chrome, by a list that is more than a year old', given: on({ family: 'windows', product: 'windows', build: '26200.9168' }, [registry('Google Chrome', '142.0.7444.176')], '2026-11-21T00:00:00Z'), expect: 'unknown', reason: 'catalog-gap', agree: 'Holes that were listed since may be open in it.' },
  { who: 'PC with an old WinRAR, by a list that is more than a year old', given: on({ family: 'windows', product: 'windows', build: '26200.9168' }, [registry('WinRAR 6.21 (64-bit)', '6.21.0')], '2026-11-21T00:00:00Z'), expect: 'fail', agree: 'A hole that was exploited then is no smaller today.' },
  { who: 'PC whose programs could not be read', given: { asOf: fresh, facts: { os: { family: 'windows', product: 'windows', build: '26100.4946' }, software: { browsers: [] } }, missing: { software: [{ path: 'packages', reason: 'denied' }] } }, expect: 'unknown', reason: 'denied', agree: 'Any of them may be there.' },
  { who: 'Debian server with packages of the distribution', given: on({ family: 'linux', product: 'debian', version: '12' }, [{ name: '7zip', version: '22.01+dfsg-8+deb12u1', source: 'dpkg', publisher: 'yokota <yokota.hgml@gmail.com>' }]), expect: 'not-applicable', agree: 'A distribution mends its packages without changing their number; its own fixes are asked elsewhere.' },
  { who: 'public computer with WinRAR of 2023 in the library', given: { ...pc(registry('WinRAR 6.21 (64-bit)', '6.21.0')), asset: { tags: ['internet-facing'] } }, expect: 'fail', shows: /"severity":"critical"/, agree: 'What the internet can reach comes first.' },
];

test('PAT-002 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('PAT-002: %s', (_, it) => {
  expect(judged('PAT-002', it)).toEqual(wanted(it));
});
