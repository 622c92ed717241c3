import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

type Products = readonly Record<string, unknown>[];

const defender = { name: 'Microsoft Defender Antivirus', vendor: 'Microsoft', kind: 'built-in', state: 'active', realTime: true };
const passive = { ...defender, state: 'passive', realTime: false };
const off = { ...defender, state: 'off', realTime: false };

const on = (family: string, products: Products): Given => ({ facts: { os: { family }, malwareProtection: { products } } });
const pc = (...products: Products): Given => on('windows', products);
/** A Windows server keeps no list of products: only what its services show is known. */
const server = (...products: Products): Given => ({ ...pc(...products), asset: { class: 'server' }, missing: { malwareProtection: [{ path: 'products', reason: 'not-visible-from-here' }] } });

const cases: readonly HardCase[] = [
  { who: 'clerk with the Defender that came with Windows', given: pc(defender), expect: 'pass', agree: 'Defender is a working antivirus program.' },
  {
    who: 'PC of a managed town: Defender stepped back for SentinelOne', given: pc(passive, { name: 'SentinelOne', vendor: 'SentinelOne', kind: 'edr', state: 'active', realTime: true }), expect: 'pass',
    agree: 'Passive is what Defender has to be beside another product, and that one is at work.',
  },
  {
    who: 'PC with passive Defender and a product that nobody here knows', given: pc(passive, { name: 'Zillya Total Guard', vendor: null, kind: 'antivirus', state: 'active', realTime: true }), expect: 'unknown', reason: 'not-visible-from-here', shows: /"not recognized here","value":\["Zillya Total Guard"\]/,
    agree: 'It may well protect, so a fail would be a false alarm, and a pass would be trust in a name.',
  },
  { who: 'PC with passive Defender and nothing beside it', given: pc(passive), expect: 'unknown', reason: 'not-visible-from-here', agree: 'Defender becomes passive only because something else said that it protects; that was not seen.' },
  { who: 'PC whose Defender somebody switched off', given: pc(off), expect: 'fail', agree: 'The list of the Security Center was read, and nothing on it is at work.' },
  { who: 'PC with the trial of another product that ran out', given: pc(off, { name: 'ESET', vendor: 'ESET', kind: 'antivirus', state: 'expired', realTime: false }), expect: 'fail', agree: 'A product without a license looks at nothing.' },
  { who: 'PC with real-time protection of Defender switched off', given: pc({ ...defender, realTime: false }), expect: 'fail', agree: 'The program runs and does not look at files that are opened.' },
  { who: 'PC on which somebody paused protection for an installation', given: pc({ ...defender, state: 'snoozed', realTime: false }), expect: 'unknown', reason: 'not-visible-from-here', agree: 'Windows ends a pause by itself, so tomorrow tells whether it did.' },
  { who: 'server with CrowdStrike, which has no list to be on', given: server({ name: 'CrowdStrike Falcon', vendor: 'CrowdStrike', kind: 'edr', state: 'active' }), expect: 'pass', agree: 'Its service runs, and that product stops what it sees.' },
  { who: 'server on which only Huntress is seen', given: server({ name: 'Huntress', vendor: 'Huntress', kind: 'edr', state: 'active' }), expect: 'unknown', reason: 'not-visible-from-here', agree: 'Huntress says of itself that it watches beside an antivirus program.' },
  { who: 'server with Defender off and no list of others', given: server(off), expect: 'unknown', reason: 'not-visible-from-here', agree: 'Something else may protect it without being listed.' },
  { who: 'PC of which only part of the list could be read', given: { ...pc(off), missing: { malwareProtection: [{ path: 'products', reason: 'timeout' }] } }, expect: 'unknown', reason: 'timeout', agree: 'The part that was not read may hold the product that is at work.' },
  { who: 'Mac as Apple delivers it', given: { ...on('macos', [{ name: 'XProtect', vendor: 'Apple', kind: 'built-in', state: 'active', realTime: true }]), asset: { class: 'laptop' } }, expect: 'pass', agree: 'XProtect looks at what is opened for the first time.' },
  {
    who: 'Linux server with nothing', given: { asset: { class: 'server' }, facts: { os: { family: 'linux' }, malwareProtection: { products: [] }, services: { services: [{ name: 'ssh.service', start: 'automatic' }] } } }, expect: 'fail',
    agree: 'No known product is there, and no service sounds like one.',
  },
  {
    who: 'Linux server with a service that sounds like a product', given: { asset: { class: 'server' }, facts: { os: { family: 'linux' }, malwareProtection: { products: [] }, services: { services: [{ name: 'fortiedr.service', start: 'automatic' }] } } }, expect: 'unknown', reason: 'not-visible-from-here',
    agree: 'The product is not one that is asked for by name, but somebody installed it for this.',
  },
];

test('EDR-001 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('EDR-001: %s', (_, it) => {
  expect(judged('EDR-001', it)).toEqual(wanted(it));
});
