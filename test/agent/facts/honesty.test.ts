import { describe, expect, test } from 'vitest';
import { linux as activity } from '../../../agent/facts/activity/linux.ts';
import { linux as encryption } from '../../../agent/facts/encryption/linux.ts';
import type { PlatformFact } from '../../../agent/facts/fact.ts';
import { linux as hardware } from '../../../agent/facts/hardware/linux.ts';
import { linux as identity } from '../../../agent/facts/identity/linux.ts';
import { linux as network } from '../../../agent/facts/network/linux.ts';
import { linux as vitals } from '../../../agent/facts/vitals/linux.ts';
import { counterexample, dishonesty, noise, untruths } from './honesty.ts';
import { answersOf, context, factsOf } from './machine.ts';
import type { Machine, Thing } from './machine.ts';
import { officeFirmware, officePc } from './office-pc.ts';
import { signInFiles } from './sign-in-files.ts';

const full: Machine = {
  ...officePc,
  ...signInFiles,
  ...officeFirmware,
  '/proc/mdstat': 'Personalities : [raid1]\nmd0 : active raid1 sdb1[1] sda1[0]\n      1953382400 blocks super 1.2 [2/2] [UU]\n\nunused devices: <none>\n',
};

/** What no source tells of any machine, or only of one with more programs. */
const untold: Readonly<Partial<Record<string, readonly string[]>>> = {
  hardware: ['tpm.endorsedOn', 'tpm.manufacturer'],
  encryption: ['volumes[].converting'],
  vitals: ['clockOffsetMs', 'oldestSecurityEventAt', 'ups', ...['healthy', 'powerOnHours', 'wearPercent', 'badSectors'].map((field) => `disks[].${field}`)],
};

describe.each([
  ['identity', identity], ['hardware', hardware], ['network', network], ['vitals', vitals], ['activity', activity], ['encryption', encryption],
] as [Parameters<typeof dishonesty>[0], PlatformFact<unknown>][])('%s', (name, fact) => {
  test('says everything of a machine that answers everything', () => {
    const { data, missing } = factsOf(fact, full);
    expect(dishonesty(name, data, missing)).toEqual([]);
    expect(missing.filter(({ path }) => !untold[name]?.includes(path))).toEqual([]);
  });

  test('says nothing of a machine that answers nothing, and why', () => {
    const refused = Object.fromEntries(Object.keys(full).map((path): [string, Thing] => [path, { refused: 'timeout' }]));
    const { data, missing } = factsOf(fact, refused);
    expect(dishonesty(name, data, missing)).toEqual([]);
    expect(missing.map(({ reason }) => reason)).toContain('timeout');
  });

  test('takes an empty machine and noise without a throw', () => {
    for (const answers of [answersOf(fact.sources(context.settings), {}), noise(fact.sources(context.settings)), {}]) {
      const parsed = fact.parse(answers, context);
      expect('failed' in parsed ? [] : dishonesty(name, parsed.data, parsed.missing)).toEqual([]);
    }
  });

  test('stays honest whatever the sources answer', () => {
    expect(counterexample(name, fact, answersOf(fact.sources(context.settings), full))).toBeUndefined();
  });

  test('turns no fact into another one when a source is refused', () => {
    expect(untruths(fact, answersOf(fact.sources(context.settings), full))).toEqual([]);
  });

  test('reads every declared source from an absolute path, and the kernel’s own as such', () => {
    const declared = Object.values(fact.sources(context.settings));
    const placeOf = (source: (typeof declared)[number]) => ('path' in source ? source.path : 'pattern' in source ? source.pattern : `/${source.kind}`);
    expect(declared.map(placeOf).filter((place) => !/^\/[^\0]*[^/]$/.test(place))).toEqual([]);
    expect(declared.filter((source) => 'trust' in source && source.trust === 'kernel' && !/^\/(?:proc|sys)\//.test(placeOf(source)))).toEqual([]);
    expect(declared.map(({ kind }) => kind)).not.toContain('command');
  });
});

describe('dishonesty', () => {
  const whole = { hostname: 'a', fqdn: null, machineId: null, systemUuid: null, serial: null, assetTag: null, macs: [], domain: null, entra: null, managedBy: [] };
  const { serial: _gone, ...some } = whole;

  test('sees an absent fact that nobody explains', () => {
    expect(dishonesty('identity', whole, [])).toEqual([]);
    expect(dishonesty('identity', some, [])).toEqual(['serial is absent and nobody says why']);
    expect(dishonesty('identity', some, [{ path: 'serial', reason: 'needs-root' }])).toEqual([]);
    expect(dishonesty('vitals', { fileSystems: [{ mountPoint: '/' }] }, [{ path: 'fileSystems[].bytes', reason: 'timeout' }])).toContain(
      'fileSystems[].freeBytes is absent and nobody says why',
    );
  });

  test('sees what the schema does not allow or does not know', () => {
    expect(dishonesty('identity', { ...whole, macs: 'x' }, [])[0]).toMatch(/^macs: /);
    expect(dishonesty('identity', { ...whole, more: 1 }, [])).toEqual(['holds what the schema does not know']);
  });
});
