import { release } from 'node:os';
import { expect, test } from 'vitest';
import si from 'systeminformation';
import { factModules } from '../../agent/facts/list.ts';
import { localHost } from '../../agent/host/host.ts';
import { scan } from '../../agent/scan.ts';
import type { SectionData, SectionName } from '../../wire/sections/list.ts';

/** Facts of this machine as systeminformation, an inventory library that many products use, sees them beside ours. */
const scanned = process.platform === 'linux' ? await scan(localHost(), Object.values(factModules), { skip: [], settings: { repositories: [], networks: [] } }) : undefined;

function facts<Name extends SectionName>(name: Name): SectionData<Name> {
  const content = scanned?.sections[name]?.content;
  if (!content) throw new Error(`section ${name} has no content here`);
  return (JSON.parse(content.toString()) as { data: SectionData<Name> }).data;
}

test.skipIf(!scanned)('operating system, processor and memory are the same', async () => {
  const [theirs, cpu, memory] = [await si.osInfo(), await si.cpu(), await si.mem()];
  const [os, { cpu: ours, memoryMiB }] = [facts('os'), facts('hardware')];
  expect(os.kernel).toBe(release());
  expect([os.kernel, os.architecture?.replace('x86_64', 'x64')]).toEqual([theirs.kernel, theirs.arch]);
  expect(theirs.release.startsWith(os.version ?? '')).toBe(true);
  expect(ours?.threads).toBe(cpu.cores);
  expect(ours?.cores).toBe(cpu.physicalCores);
  expect(`${ours?.family}/${ours?.modelNumber}/${ours?.stepping}`).toBe(`${cpu.family}/${cpu.model}/${cpu.stepping}`);
  expect(memoryMiB).toBe(Math.floor(memory.total / 2 ** 20));
});

test.skipIf(!scanned)('network adapters have the same addresses', async () => {
  const theirs = [await si.networkInterfaces('*')].flat();
  const ours = new Map((facts('network').interfaces ?? []).map((adapter) => [adapter.name, adapter]));
  const known = theirs.filter(({ iface }) => ours.has(iface));
  const without = known.filter(({ iface, ip4 }) => ip4 !== '' && ours.get(iface)?.addresses?.some((address) => address.startsWith(`${ip4}/`)) !== true);
  const others = known.filter(({ iface, mac }) => mac !== '' && mac !== '00:00:00:00:00:00' && ours.get(iface)?.mac !== mac.toLowerCase());
  expect(known.length).toBeGreaterThan(0);
  expect([without, others]).toEqual([[], []]);
});

test.skipIf(!scanned)('file systems and disks have the same sizes', async () => {
  const sizes = new Map((await si.fsSize()).map(({ mount, size }) => [mount, size]));
  const disks = new Map((facts('hardware').disks ?? []).map(({ name, bytes }) => [name, bytes]));
  const systems = (facts('vitals').fileSystems ?? []).map(({ mountPoint, bytes }) => ({ what: mountPoint, ours: bytes, theirs: sizes.get(mountPoint) }));
  const layout = (await si.diskLayout()).map(({ device, size }) => ({ what: device, ours: disks.get(device.replace(/^\/dev\//, '')), theirs: size > 0 ? size : undefined }));
  const far = [...systems, ...layout].filter(({ ours, theirs }) => ours !== undefined && theirs !== undefined && Math.abs(ours - theirs) / theirs > 0.01);
  expect(far).toEqual([]);
});
