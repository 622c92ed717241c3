import { describe, expect, test } from 'vitest';
import { throwawayKeys } from '../../../collector/demo/chance.ts';
import { instantBefore } from '../../../collector/demo/days.ts';
import { devices } from '../../../collector/demo/devices.ts';
import { fleet } from '../../../collector/demo/fleet.ts';
import { traits } from '../../../collector/demo/machine.ts';
import { happenings, nightOf } from '../../../collector/demo/nights.ts';
import { sealed } from '../../../collector/demo/scan.ts';
import type { Scan } from '../../../collector/demo/scan.ts';
import { sections } from '../../../wire/sections/list.ts';
import type { SectionName } from '../../../wire/sections/list.ts';
import { sha256, sortedJson } from '../../../wire/snapshot.ts';
import { isSynthetic } from '../../../wire/synthetic.ts';
import { imports, target } from '../../house/source.ts';
import { files, read } from '../../house/tree.ts';

const asOf = '2026-11-22T13:00:00.000Z';
const chance = { seed: 'test/1' };
const machines = fleet(chance);
const nights = Array.from({ length: 14 }, (_, index) => index + 1);
const sent = (night: number, of = machines) => nightOf(of, { asOf, now: instantBefore(asOf, 14 - night + 0.2), night });
const keyOf = (hostname: string, night: number) => sent(night).filter((one) => one.hostname === hostname).map(({ key }) => key);

function bytesOf(scan: Scan, seed: string): string {
  const { privateKey } = throwawayKeys({ seed });
  return sha256(sealed(scan, { agent: 'a', town: 't', privateKey, incarnation: 'first', sequence: 1, previous: null, epoch: null, dropped: 0, known: new Set() }).body);
}

describe('a town', () => {
  test('has about 120 computers and devices, each with a name, number and address of its own', () => {
    const [computers, others] = [machines, devices(chance)];
    expect(computers.length + others.length).toBeGreaterThan(110);
    for (const key of ['name', 'serial', 'mac'] as const) {
      const all = [...computers, ...others].map((one) => one[key]);
      expect(new Set(all).size).toBe(all.length);
    }
    expect(machines.every(({ address }) => /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/.test(address))).toBe(true);
    expect([...machines, ...others].every(({ mac }) => mac.startsWith('00:00:5e:00:53:'))).toBe(true);
  });

  test('every peculiarity is that of some machine, and everything that happens, happens to one', () => {
    const has = new Set(machines.flatMap((machine) => [...machine.traits]));
    expect(traits.filter((trait) => !has.has(trait))).toEqual([]);
    expect(Object.keys(happenings).filter((name) => !machines.some((machine) => machine.name === name))).toEqual([]);
  });

  test('is the same, byte for byte, for the same seed, and another for another', () => {
    const all = (seed: string) => sent(12, fleet({ seed })).map(({ key, scan }) => bytesOf(scan, `${seed}/${key}`));
    expect(all('one')).toEqual(all('one'));
    expect(all('one')).not.toEqual(all('two'));
  });
});

describe('every content of fourteen nights', () => {
  const contents = new Map<string, { name: string; section: SectionName; data: unknown; bytes: number }>();
  for (const night of nights)
    for (const { hostname, scan } of sent(night))
      for (const [section, { data, missing }] of Object.entries(scan.sections)) {
        if (data === undefined) continue;
        const text = sortedJson({ section, version: 1, data, missing });
        contents.set(sha256(text), { name: hostname, section: section as SectionName, data, bytes: text.length });
      }

  test('is what its section may say, within its bounds', () => {
    const wrong = [...contents.values()].flatMap(({ name, section, data, bytes }) => {
      const read = sections[section].schema.safeParse(data);
      const unknown = Object.keys(data as object).filter((key) => !(key in sections[section].schema.shape));
      if (!read.success) return [`${name} ${section}: ${read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`];
      return unknown.length > 0 || bytes > sections[section].maxBytes ? [`${name} ${section}: ${unknown.join()} ${bytes}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  test('is marked as an example, and a section without content has a reason', () => {
    for (const { scan } of sent(14)) {
      expect(isSynthetic(scan)).toBe(true);
      expect(Object.values(scan.sections).filter(({ data, reason }) => (data === undefined) !== (reason !== undefined))).toEqual([]);
    }
  });

  test('changes little from night to night: what moves by itself, and what happened', () => {
    const digests = (night: number) => new Map(sent(night).flatMap(({ key, scan }) => Object.entries(scan.sections).map(([section, { data }]) => [`${key} ${scan.target.id} ${section}`, sha256(sortedJson(data ?? null))] as const)));
    const [before, after] = [digests(12), digests(13)];
    const changed = [...after].filter(([place, digest]) => before.get(place) !== digest).map(([place]) => place);
    expect(changed.filter((place) => !sections[place.split(' ')[2] as SectionName].moving && !/ (?:backups|updates)$/.test(place))).toEqual([]);
  });
});

test('what makes up the town knows the wire only, not the judgment that it is made for', () => {
  const receiving = new Set(['clock', 'door', 'hand-out', 'risks', 'run', 'said'].map((name) => `collector/demo/${name}.ts`));
  const generating = files(/\.ts$/, 'collector/demo').filter((file) => !receiving.has(file));
  const strange = generating.flatMap((file) => imports(read(file)).flatMap(({ specifier }) => {
    const to = target(file, specifier);
    return to === undefined || to.startsWith('wire/') || (to.startsWith('collector/demo/') && !receiving.has(to)) ? [] : [`${file} ${to}`];
  }));
  expect([generating.length > 10, strange]).toEqual([true, []]);
});

describe('what happens', () => {
  test('a machine falls silent, another is replaced, a third was never unpacked', () => {
    expect([4, 5, 14].map((night) => keyOf('FD-LT-02', night).length)).toEqual([1, 0, 0]);
    expect([9, 10].map((night) => [keyOf('PW-PC-03', night).length, keyOf('PRK-PC-01', night).length])).toEqual([[1, 0], [0, 1]]);
    expect(nights.flatMap((night) => keyOf('PD-MDT-08', night))).toEqual([]);
  });

  test('a machine that was installed anew speaks with a new key; one that was copied, with the key of another', () => {
    expect([keyOf('LIB-PC-05', 5), keyOf('LIB-PC-05', 6)]).toEqual([['LIB-PC-05'], ['LIB-PC-05/2']]);
    expect(sent(12).find(({ copyOf }) => copyOf !== undefined)).toMatchObject({ copyOf: 'LIB-PC-10', hostname: 'LIB-PC-11' });
  });

  test('a disk begins to fail on night 9, a backup stops after night 11, an account gets administrator rights on night 7', () => {
    const data = (name: string, night: number, section: string) => sent(night).find(({ hostname }) => hostname === name)?.scan.sections[section]?.data as Record<string, { healthy?: boolean; newestCopyAt?: string; name?: string }[]>;
    expect([8, 9].map((night) => data('FIN-PC-04', night, 'vitals')['disks']?.[0]?.healthy)).toEqual([true, false]);
    const copies = [10, 11, 12, 14].map((night) => data('SRV-PORTAL', night, 'backups')['repositories']?.[0]?.newestCopyAt ?? '');
    expect(copies[1]).toBe(copies[3]);
    expect([6, 7].map((night) => data('PD-PC-04', night, 'accounts')['users']?.some(({ name }) => name === 'svc-helpdesk2'))).toEqual([false, true]);
  });
});
