import { describe, expect, test } from 'vitest';
import { linux as certificates } from '../../../agent/facts/certificates/linux.ts';
import type { PlatformFact } from '../../../agent/facts/fact.ts';
import { linux as hardening } from '../../../agent/facts/hardening/linux.ts';
import { linux as logging } from '../../../agent/facts/logging/linux.ts';
import { linux as malwareProtection } from '../../../agent/facts/malware-protection/linux.ts';
import { linux as neighbors } from '../../../agent/facts/neighbors/linux.ts';
import { linux as passwordPolicy } from '../../../agent/facts/password-policy/linux.ts';
import { linux as power } from '../../../agent/facts/power/linux.ts';
import { linux as printers } from '../../../agent/facts/printers/linux.ts';
import { linux as protocols } from '../../../agent/facts/protocols/linux.ts';
import { linux as services } from '../../../agent/facts/services/linux.ts';
import { linux as time } from '../../../agent/facts/time/linux.ts';
import { linux as vitals } from '../../../agent/facts/vitals/linux.ts';
import { counterexample, dishonesty, noise } from './honesty.ts';
import { context } from './machine.ts';
import type { Thing } from './machine.ts';
import { bothRounds, factsWith, startedOn } from './started.ts';
import { canary } from './town-server.ts';
import { busyPrograms, busyServer } from './town-services.ts';
import { lies } from './truths.ts';

const settings = { repositories: [], networks: ['192.0.2.0/24', '2001:db8::/32'] } as const;
const around = { ...context, settings };
const keys = ['name', 'id', 'protocol', 'product', 'instance', 'address', 'by', 'mac', 'fingerprint', 'place', 'mountPoint'];

describe.each([
  ['certificates', certificates], ['hardening', hardening], ['logging', logging], ['malware-protection', malwareProtection], ['neighbors', neighbors], ['password-policy', passwordPolicy],
  ['power', power], ['printers', printers], ['protocols', protocols], ['services', services], ['time', time], ['vitals', vitals],
] as [Parameters<typeof dishonesty>[0], PlatformFact<unknown>][])('%s', (name, fact) => {
  const likely = bothRounds(fact, busyServer, busyPrograms, around);

  test('says something of the server of a town, and nothing that is secret', () => {
    const { data, missing } = factsWith(fact, busyServer, busyPrograms, around);
    expect(dishonesty(name, data, missing)).toEqual([]);
    expect(Object.values(data as object).some((value) => value !== undefined)).toBe(true);
    expect(JSON.stringify([data, missing])).not.toMatch(new RegExp(canary, 'i'));
  });

  test('says nothing of a machine that answers nothing, and why', () => {
    const refused = Object.fromEntries(Object.keys(busyServer).map((path): [string, Thing] => [path, { refused: 'timeout' }]));
    const answers = bothRounds(fact, refused, {}, around);
    const parsed = fact.parse(answers, around);
    const reasons = 'failed' in parsed ? [parsed.failed] : parsed.missing.map(({ reason }) => reason);
    expect('failed' in parsed ? [] : dishonesty(name, parsed.data, parsed.missing)).toEqual([]);
    expect(reasons).toContain('timeout');
  });

  test('takes an empty machine and noise without a throw', () => {
    for (const answers of [startedOn(fact.sources(settings), {}), noise(fact.sources(settings)), {}]) {
      const parsed = fact.parse(answers, around);
      expect('failed' in parsed ? [] : dishonesty(name, parsed.data, parsed.missing)).toEqual([]);
      expect(Object.values(fact.more?.sources(answers, around) ?? {}).length).toBeLessThan(300);
    }
  });

  test('stays honest whatever the sources answer', () => {
    expect(counterexample(name, fact, likely, around)).toBeUndefined();
  });

  test('turns no fact into another one when a source is refused', () => {
    expect(lies(fact, likely, around, keys)).toEqual([]);
  });

  test('gives the same facts whatever the order of the answers', () => {
    const turned = Object.fromEntries(
      Object.entries(likely)
        .toReversed()
        .map(([source, answer]) => [source, answer.kind === 'many' ? { ...answer, entries: answer.entries.toReversed() } : answer]),
    );
    const both = [likely, turned].map((answers) => fact.parse(answers, around));
    expect(both[1]).toEqual(both[0]);
  });
});
