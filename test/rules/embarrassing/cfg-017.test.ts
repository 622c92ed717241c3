import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

const tool = (name: string, unattended = true) => ({ name, version: '1.0', unattended });
const pc = (approved: readonly string[], ...names: readonly string[]): Given => ({ facts: { os: { family: 'windows' }, remoteAccess: { tools: names.map((name) => tool(name)) } }, parameters: { approved } });
/** The town has said nothing of approved programs. */
const untold = (...names: readonly string[]): Given => ({ facts: { remoteAccess: { tools: names.map((name) => tool(name)) } } });

const cases: readonly HardCase[] = [
  { who: 'PC without any such program', given: pc(['screenconnect']), expect: 'pass', agree: 'Where nothing is installed nothing can be wrong with it.' },
  { who: 'PC without any such program in a town that has said nothing', given: untold(), expect: 'pass', agree: 'It does not matter what is approved where nothing is there.' },
  { who: 'first night at a new town, with the tool of the provider on every PC', given: untold('ScreenConnect'), expect: 'unknown', reason: 'unanswered', shows: /ScreenConnect/, agree: 'The very program that the provider installed must not come up as sixty faults.' },
  { who: 'PC with the provider’s tool, which the provider has named for all its towns', given: pc(['ScreenConnect'], 'ScreenConnect'), expect: 'pass', agree: 'It is what was agreed.' },
  { who: 'provider that wrote the full name of its tool', given: pc(['ConnectWise ScreenConnect'], 'ScreenConnect'), expect: 'pass', agree: 'Nobody knows our short names by heart, and both mean one program.' },
  { who: 'provider that wrote the names in capitals', given: pc(['NINJAONE', 'SPLASHTOP'], 'NinjaOne', 'Splashtop'), expect: 'pass', agree: 'Capitals are no other program.' },
  { who: 'PC with the management agent and the support tool of the provider', given: pc(['N-able', 'Splashtop'], 'N-able', 'Splashtop'), expect: 'pass', agree: 'A provider often needs two.' },
  { who: 'PC on which a caller had AnyDesk installed beside the provider’s tool', given: pc(['ScreenConnect'], 'AnyDesk', 'ScreenConnect'), expect: 'fail', shows: /"item":"AnyDesk","outcome":"fail"/, agree: 'This is how people are robbed, and the approved program beside it does not excuse it.' },
  { who: 'town that approves no such program at all', given: pc(['none'], 'TeamViewer'), expect: 'fail', agree: 'The town has said that there shall be none.' },
  { who: 'PC of a former provider, whose program is still there', given: pc(['ScreenConnect'], 'Atera'), expect: 'fail', agree: 'Whoever left can still come in.' },
  { who: 'PC with a program that only runs while somebody starts it', given: { facts: { remoteAccess: { tools: [tool('TeamViewer', false)] } }, parameters: { approved: ['splashtop'] } }, expect: 'fail', agree: 'One click at the request of a caller is all it takes.' },
  { who: 'PC whose list of programs was cut off', given: { ...pc(['screenconnect']), missing: { 'remote-access': [{ path: 'tools', reason: 'too-large' }] } }, expect: 'unknown', reason: 'too-large', agree: 'The part that is not there may name one.' },
  { who: 'PC whose programs could not be read at all', given: { status: { 'remote-access': { status: 'failed', reason: 'timeout' } } }, expect: 'unknown', reason: 'timeout', agree: 'Nothing was seen, good or bad.' },
];

test('CFG-017 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('CFG-017: %s', (_, it) => {
  expect(judged('CFG-017', it)).toEqual(wanted(it));
});
