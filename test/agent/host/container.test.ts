import { expect, test } from 'vitest';
import { containerDoubt, containerSources, inContainer } from '../../../agent/host/container.ts';
import { mountsOf } from '../../../agent/host/mount-table.ts';
import { look } from '../../../agent/host/reading.ts';
import { answersOf } from '../facts/machine.ts';
import type { Machine } from '../facts/machine.ts';

const overlay = mountsOf('1 0 0:50 / / rw - overlay overlay rw\n');
const disk = mountsOf('1 0 254:0 / / rw - ext4 /dev/vda rw\n');
const of = (machine: Machine) => look(answersOf(containerSources, machine), containerSources);

test.each<[Machine, typeof disk, boolean]>([
  [{}, disk, false], [{}, overlay, false], [{ '/.dockerenv': '' }, overlay, true], [{ '/.dockerenv': '' }, disk, false],
  [{ '/run/.containerenv': '' }, disk, true], [{ '/run/systemd/container': 'systemd-nspawn\n' }, disk, true], [{ '/run/systemd/container': '' }, disk, false],
])('%j', (machine, mounts, expected) => {
  expect([inContainer(of(machine), mounts), containerDoubt(of(machine))]).toEqual([expected, undefined]);
});

test('a mark that may not be looked at leaves a doubt', () => {
  expect(containerDoubt(of({ '/run/systemd/container': { refused: 'denied' } }))?.reason).toBe('denied');
});
