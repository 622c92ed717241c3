import { describe, expect, test } from 'vitest';
import { linux as accounts } from '../../../agent/facts/accounts/linux.ts';
import { linux as backups } from '../../../agent/facts/backups/linux.ts';
import type { PlatformFact } from '../../../agent/facts/fact.ts';
import { linux as firewall } from '../../../agent/facts/firewall/linux.ts';
import { linux as mfa } from '../../../agent/facts/mfa/linux.ts';
import { linux as remoteAccess } from '../../../agent/facts/remote-access/linux.ts';
import { linux as updates } from '../../../agent/facts/updates/linux.ts';
import { counterexample, dishonesty, noise } from './honesty.ts';
import { context } from './machine.ts';
import type { Thing } from './machine.ts';
import { bothRounds, factsWith, startedOn } from './started.ts';
import { lies } from './truths.ts';
import { canary, townPrograms, townServer } from './town-server.ts';

const settings = {
  repositories: [
    { product: 'restic', location: '/srv/restic', passwordFile: '/root/pw' },
    { product: 'borg', location: '/srv/borg' },
  ],
  networks: [],
} as const;
const around = { ...context, settings };

describe.each([
  ['accounts', accounts],
  ['backups', backups],
  ['firewall', firewall],
  ['mfa', mfa],
  ['remote-access', remoteAccess],
  ['updates', updates],
] as [Parameters<typeof dishonesty>[0], PlatformFact<unknown>][])('%s', (name, fact) => {
  const likely = bothRounds(fact, townServer, townPrograms, around);

  test('says something of the server of a town, and nothing that is secret', () => {
    const { data, missing } = factsWith(fact, townServer, townPrograms, around);
    expect(dishonesty(name, data, missing)).toEqual([]);
    expect(Object.values(data as object).some((value) => value !== undefined)).toBe(true);
    expect(JSON.stringify([data, missing])).not.toMatch(new RegExp(canary, 'i'));
  });

  test('says nothing of a machine that answers nothing, and why', () => {
    const refused = Object.fromEntries(Object.keys(townServer).map((path): [string, Thing] => [path, { refused: 'timeout' }]));
    const { data, missing } = factsWith(fact, refused, { nft: { state: 'failed', reason: 'timeout', detail: 'nft' } }, around);
    expect(dishonesty(name, data, missing)).toEqual([]);
    expect(missing.map(({ reason }) => reason)).toContain('timeout');
  });

  test('takes an empty machine and noise without a throw', () => {
    for (const answers of [startedOn(fact.sources(settings), {}), noise(fact.sources(settings)), {}]) {
      const parsed = fact.parse(answers, around);
      expect('failed' in parsed ? [] : dishonesty(name, parsed.data, parsed.missing)).toEqual([]);
      expect(Object.values(fact.more?.sources(answers, around) ?? {}).length).toBeLessThan(300);
    }
  });

  test('stays honest whatever the sources answer', () => {
    expect(counterexample(name, fact, likely)).toBeUndefined();
  });

  test('turns no fact into another one when a source is refused', () => {
    expect(lies(fact, likely, around, ['name', 'id', 'entry', 'uri', 'suite', 'product', 'location', 'file', 'line', 'who', 'commands', 'chain', 'family', 'protocol', 'port'])).toEqual([]);
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
