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
  const ours = facts('network').interfaces ?? [];
  const known = theirs.filter(({ iface }) => ours.some(({ name }) => name === iface));
  expect(known.length).toBeGreaterThan(0);
  for (const { iface, ip4, mac } of known) {
    const here = ours.find(({ name }) => name === iface);
    if (ip4 !== '') expect(here?.addresses?.some((address) => address.startsWith(`${ip4}/`))).toBe(true);
    if (mac !== '' && mac !== '00:00:00:00:00:00') expect(here?.mac).toBe(mac.toLowerCase());
  }
});

test.skipIf(!scanned)('file systems have the same sizes', async () => {
  const theirs = await si.fsSize();
  for (const { mountPoint, bytes } of facts('vitals').fileSystems ?? []) {
    const there = theirs.find(({ mount }) => mount === mountPoint);
    if (there && bytes !== undefined) expect(Math.abs(there.size - bytes) / bytes).toBeLessThan(0.001);
  }
});

test.skipIf(!scanned)('disks are the same', async () => {
  const theirs = (await si.diskLayout()).filter(({ size }) => size > 0);
  const ours = new Map((facts('hardware').disks ?? []).map((disk) => [disk.name, disk.bytes]));
  for (const { device, size } of theirs) {
    const name = device.replace(/^\/dev\//, '');
    if (ours.has(name)) expect(Math.abs(size - ours.get(name)!) / size).toBeLessThan(0.01);
  }
});
