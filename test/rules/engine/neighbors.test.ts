import { expect, test } from 'vitest';
import type { Written } from './setup.ts';
import { said } from './setup.ts';

const town: Written = { scope: 'town', pass: 'town.name != ""' };
const watcher = (label: string, mac: string, neighbors: readonly object[] | undefined, more: object = {}) => ({
  label, identity: { serials: [], macs: [mac], names: [] }, ...(neighbors ? { neighbors: { networks: ['10.1.0.0/24'], neighbors } } : {}), ...more,
});
const device = (mac: string, address: string) => ({ mac, addresses: [address], router: false });

const [own, other, strange] = ['00:11:22:00:00:01', '00:11:22:00:00:02', 'dc:a6:32:00:00:09'];
const two = { assets: [watcher('pc-2', other, [device(own, '10.1.0.1'), device(strange, '10.1.0.9')]), watcher('pc-1', own, [device(strange, '10.1.0.8')])] };

test('a device that several computers see stands there once, with all that they saw', () => {
  const counted = { ...two, lists: [{ kind: 'ledger', asOf: '2026-11-01', rows: [{ name: 'pc-1' }, { name: 'pc-2' }] }] };
  expect(JSON.parse(said('neighbors.devices', counted, town))).toEqual([
    { mac: own, addresses: ['10.1.0.1'], seenBy: ['pc-2'], recorded: 'pc-1' },
    { mac: strange, addresses: ['10.1.0.8', '10.1.0.9'], seenBy: ['pc-1', 'pc-2'], recorded: null },
  ]);
  expect(said('neighbors.watchers.map(w, w.label)', two, town)).toBe('["pc-2","pc-1"]');
});

test('a row of the ledger is a record; that there is none is only said beside a ledger that counts and is complete', () => {
  const list = (asOf: string, complete = true, kind = 'ledger') => ({ ...two, lists: [{ kind, asOf, complete, rows: [{ name: 'phone', macs: [strange.toUpperCase()] }] }] });
  const recorded = 'neighbors.devices.filter(d, d.recorded == null).map(d, d.mac)';
  expect(said('neighbors.devices.map(d, d.recorded)', list('2026-11-01'), town)).toBe('["pc-1","phone"]');
  expect(said(recorded, list('2026-01-01'), town)).toBe('[]?evidence-expired');
  expect(said(recorded, list('2026-11-01', true, 'rmm'), town)).toBe('[]?population-not-known');
  const other = { ...two, lists: [{ kind: 'ledger', asOf: '2026-11-01', complete: false, rows: [{ name: 'pc-1' }] }] };
  expect(said(recorded, other, town)).toBe('[]?not-visible-from-here');
});

test('records that have no address may be any of the devices', () => {
  const lists = [{ kind: 'ledger', asOf: '2026-11-01', rows: [{ name: 'camera' }, { name: 'printer', macs: ['00:11:22:00:00:0a'] }, { name: 'sold', retired: '2026-01-01' }] }];
  const assets = [...two.assets, { label: 'printer', identity: { serials: [], macs: [], names: [] }, lastSeen: null }, { label: 'phone', identity: { serials: [], macs: [], names: [] }, lastSeen: null }];
  expect(said('neighbors.withoutAddress', { assets, lists }, town)).toBe('["camera","phone"]');
});

test('a computer that reports and tells of none leaves the devices known in part', () => {
  expect(said('neighbors.devices.all(d, d.mac != "")', { assets: [...two.assets, watcher('pc-3', '00:11:22:00:00:03', undefined)] }, town)).toBe('?agent-too-old');
});

test('what has no agent is not missed, and a switch that was asked in vain is', () => {
  const device = (of: string, more: object = {}) => ({ label: of, class: of, seenBy: [of === 'domain' ? 'domain' : 'snmp'], identity: { serials: [], macs: [], names: [] }, ...more });
  const others = [device('domain'), device('printer'), device('network-device'), device('network-device', { lastSeen: '2026-09-01T00:00:00Z' })];
  expect(said('neighbors.devices.all(d, d.mac != "")', { assets: [...two.assets, ...others] }, town)).toBe('true');
  expect(said('neighbors.devices.all(d, d.mac != "")', { assets: [...two.assets, device('network-device', { neighbors: { networks: ['10.1.0.0/24'] } })] }, town)).toBe('?agent-too-old');
});

test('where nobody looked nothing is known, neither of one who is silent nor of one whose key was copied', () => {
  for (const assets of [[watcher('pc-1', own, undefined)], [watcher('pc-1', own, [], { lastSeen: '2026-09-01T00:00:00Z' })], [watcher('pc-1', own, [], { cloned: true })]])
    expect(said('size(neighbors.devices)', { assets }, town)).toBe('?too-few-sources');
  expect(said('size(neighbors.devices)', { assets: [watcher('pc-1', own, [])] }, town)).toBe('0');
});

test('a scan says how it went, and is not known of a computer that never reported', () => {
  expect(said('scan.clockOffsetSeconds', { scan: { clockOffsetSeconds: -42 } })).toBe('-42');
  expect(said('scan.failed', { status: { software: { status: 'failed', reason: 'timeout' } } })).toBe('["software"]');
  expect(said('daysSince(scan.observedAt)', { receivedAt: '2026-11-19T00:00:00Z' })).toBe('2');
  expect(said('scan.agentVersion', { absent: 'never-reported' })).toBe('?never-reported');
  expect(said('scan.agentVersion', { asset: { cloned: true } })).toBe('?ambiguous-identity');
  expect(said('scan.agentVersion', { receivedAt: '2026-10-01T00:00:00Z' })).toBe('?stale');
});
