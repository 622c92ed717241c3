import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

type Seen = readonly { mac: string; addresses: string[]; router: boolean }[];

const seen = (...macs: readonly string[]): Seen => macs.map((mac, index) => ({ mac, addresses: [`10.1.0.${index + 50}`], router: false }));
const table = (devices: Seen) => ({ networks: ['10.1.0.0/24'], neighbors: devices });
const asset = (label: string, mac: string | null, more: object = {}) => ({ id: label, label, identity: { serials: [], macs: mac === null ? [] : [mac], names: [label] }, ...more });

const [pc1, pc2, stranger, phone] = ['00:11:22:00:00:01', '00:11:22:00:00:02', 'dc:a6:32:00:00:09', '80:5e:c0:00:00:07'];
const watching = (...macs: readonly string[]) => asset('pc-1', pc1, { neighbors: table(seen(...macs)) });
const town = (...assets: readonly Record<string, unknown>[]): Given => ({ assets: [...assets] });
const ledger = (given: Given, rows: readonly Record<string, unknown>[], { asOf = '2026-11-15', complete = true } = {}): Given => ({ ...given, lists: [{ kind: 'ledger', asOf, complete, rows: rows.map((row, index) => ({ row: index + 2, ...row })) }] });

/** A complete ledger that names what the roster has, without addresses. */
const owned = (given: Given): Given => ledger(given, (given.assets ?? []).map(({ label }) => ({ name: label })));

const cases: readonly HardCase[] = [
  { who: 'town with a small computer that nobody knows on the office network', given: owned(town(watching(stranger))), expect: 'fail', shows: /dc:a6:32:00:00:09/, agree: 'The ledger is complete, every record has its address, and this one is nobody’s.' },
  { who: 'the same town before it imported its ledger', given: town(watching(stranger)), expect: 'unknown', reason: 'population-not-known', agree: 'Without the ledger every printer and phone would be a stranger.' },
  { who: 'the same town with a ledger of one department', given: ledger(town(watching(stranger)), [{ name: 'pc-1' }], { complete: false }), expect: 'unknown', reason: 'not-visible-from-here', agree: 'Another department may own it.' },
  { who: 'the same town with a ledger of last winter', given: ledger(town(watching(stranger)), [{ name: 'pc-1' }], { asOf: '2026-01-15' }), expect: 'unknown', reason: 'evidence-expired', agree: 'It may have been bought since.' },
  { who: 'town whose computers see only each other', given: owned(town(watching(pc2), asset('pc-2', pc2, { neighbors: table(seen(pc1)) }))), expect: 'unknown', reason: 'too-few-sources', agree: 'A quiet device talks to no PC, so the tables of PCs never show that there is none.' },
  { who: 'town with a printer that the ledger has without its address', given: owned(town(watching(stranger), asset('printer-1', null, { class: 'printer', state: 'expected', lastSeen: null }))), expect: 'unknown', reason: 'too-few-sources', agree: 'The stranger may well be that printer.' },
  { who: 'the same town with two strangers', given: owned(town(watching(stranger, phone), asset('printer-1', null, { class: 'printer', state: 'expected', lastSeen: null }))), expect: 'fail', agree: 'One of the two may be the printer, the other is nobody’s.' },
  { who: 'town whose ledger has a camera that nobody enrolled', given: ledger(town(watching(stranger)), [{ name: 'pc-1' }, { name: 'camera-4' }]), expect: 'unknown', reason: 'too-few-sources', agree: 'The camera of the ledger has no address either, so it may be this one.' },
  { who: 'town whose ledger has the address of the phone', given: ledger(town(watching(phone)), [{ name: 'pc-1' }, { name: 'phone-12', macs: ['80:5E:C0:00:00:07'] }]), expect: 'unknown', reason: 'too-few-sources', agree: 'The ledger claims it, in whatever letters; whether there are others only the switch knows.' },
  { who: 'town that has claimed its phones by address', given: { ...owned(town(watching(phone))), parameters: { known: [phone] } }, expect: 'unknown', reason: 'too-few-sources', agree: 'Somebody vouched for it.' },
  { who: 'town with two routers that share an address', given: owned(town(watching('00:00:5e:00:01:01', '00:00:0c:07:ac:05'))), expect: 'unknown', reason: 'too-few-sources', agree: 'Such addresses are made up by routers and belong to no device.' },
  { who: 'town with a laptop that was retired and is still plugged in', given: owned(town(watching(pc2), asset('old-laptop', pc2, { state: 'retired', lastSeen: null }))), expect: 'unknown', reason: 'too-few-sources', agree: 'It is on record; that it is still here is a question about disposal.' },
  { who: 'town whose switch was asked and knows every address', given: town(asset('switch-1', '00:11:22:00:00:0f', { class: 'network-device', seenBy: ['snmp'], neighbors: table(seen(pc1)) }), asset('pc-1', pc1, { neighbors: table([]) })), expect: 'pass', agree: 'The switch sees whatever is plugged in.' },
  { who: 'the same town, with a PC that did not tell what it sees', given: town(asset('switch-1', '00:11:22:00:00:0f', { class: 'network-device', seenBy: ['snmp'], neighbors: table(seen(pc1)) }), asset('pc-1', pc1)), expect: 'unknown', reason: 'agent-too-old', agree: 'It may stand behind another switch and see a stranger there.' },
  { who: 'town with a domain, a printer and a second switch that have no tables', given: town(asset('switch-1', '00:11:22:00:00:0f', { class: 'network-device', seenBy: ['snmp'], neighbors: table(seen(pc1)) }), asset('pc-1', pc1, { neighbors: table([]) }), asset('town.example', null, { class: 'domain', seenBy: ['domain'] }), asset('printer-1', null, { class: 'printer', seenBy: ['snmp'] }), asset('switch-2', null, { class: 'network-device', seenBy: ['snmp'] })), expect: 'pass', agree: 'None of the three could have told whom it sees, so nothing is missing.' },
  { who: 'town whose switch sees a stranger', given: owned(town(asset('switch-1', '00:11:22:00:00:0f', { class: 'network-device', seenBy: ['snmp'], neighbors: table(seen(pc1, stranger)) }), asset('pc-1', pc1))), expect: 'fail', agree: 'It hangs on a port of the switch, and nobody claims it.' },
  { who: 'town that has declared no network of its own', given: owned(town(asset('pc-1', pc1))), expect: 'unknown', reason: 'too-few-sources', agree: 'Nobody looked around, so nobody knows.' },
  { who: 'town whose only watcher has been silent for weeks', given: owned(town(asset('pc-1', pc1, { lastSeen: '2026-10-01T00:00:00Z', neighbors: table(seen(stranger)) }))), expect: 'unknown', reason: 'too-few-sources', agree: 'What it saw in October may have been a visitor.' },
  { who: 'town in which two machines speak as the watcher', given: owned(town(asset('pc-1', pc1, { cloned: true, neighbors: table(seen(stranger)) }))), expect: 'unknown', reason: 'too-few-sources', agree: 'One of the two may stand in another building.' },
];

test('INV-003 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('INV-003: %s', (_, it) => {
  expect(judged('INV-003', it)).toEqual(wanted(it));
});
