import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FactModule } from '../../../agent/facts/fact.ts';
import { factModules } from '../../../agent/facts/list.ts';
import { recorded } from '../../../agent/recording.ts';
import type { Recording } from '../../../agent/recording.ts';
import { plistFrom64 } from '../../../agent/host/plist.ts';
import { scrubbed } from '../../../agent/scrub/scrub.ts';
import { hostOf } from '../../recordings/recorded-machine.ts';
import { allText } from './all-text.ts';
import { canaries, plantedBinaryMac, plantedMac } from './planted-mac.ts';
import { differences } from './same-facts.ts';

const modules: readonly FactModule[] = Object.values(factModules);
const settings = { repositories: [], networks: ['10.77.66.0/24'] };
/** Numbers and addresses of a machine that nobody planted. */
const identifier = /[\da-f]{8}-[\da-f]{4}-|[\da-f]{32}|^"fe80::|^"10\.8\.0\.|^"a4:cf:99:/i;
const forms = [['XML', () => plantedMac], ...(existsSync('/usr/bin/python3') ? ([['binary', plantedBinaryMac]] as const) : [])] as const;

describe.each(forms)('a Mac whose property lists are in %s form', (_form, machine) => {
  let [whole, clean]: [Recording, Recording] = [{} as Recording, {} as Recording];
  beforeAll(async () => {
    whole = await recorded(hostOf(machine()), modules, { skip: [], settings });
    clean = scrubbed(whole);
  });

  test('has none of the canaries in its recording, however it is decoded', () => {
    const [before, after] = [allText(whole), allText(clean)];
    expect.soft(canaries.filter((canary) => !before.includes(canary))).toEqual([]);
    expect.soft(canaries.filter((canary) => after.includes(canary)).map((canary) => after.slice(Math.max(0, after.indexOf(canary) - 80), after.indexOf(canary) + 40))).toEqual([]);
  });

  test('gives the same facts but for the names', async () => {
    const { renamed, changed } = await differences(whole, clean, modules);
    expect(changed).toEqual([]);
    const planted = (text: string) => canaries.some((canary) => text.toLowerCase().includes(canary)) || identifier.test(text);
    expect(renamed.flatMap(({ path, from }) => from.filter((text) => !planted(text)).map((text) => `${path}: ${text}`))).toEqual([]);
    expect(renamed.flatMap(({ to }) => to).filter((text) => canaries.some((canary) => text.toLowerCase().includes(canary)))).toEqual([]);
    for (const path of ['identity.data.hostname', 'identity.data.domain', 'identity.data.serial', 'identity.data.macs[]', 'accounts.data.users[].name', 'network.data.gateways[]', 'network.data.routes[].destination', 'neighbors.data.neighbors[].mac', 'backups.data.repositories[].location'])
      expect(renamed.map((each) => each.path)).toContain(path);
  });

  test('keeps every property list that it had', () => {
    const lists = (recording: Recording) => Object.entries(recording.sections).flatMap(([section, sources]) => Object.entries(sources).flatMap(([name, { encoding, answer }]) => {
      const readings = answer.kind === 'one' ? [answer.reading] : answer.entries.map(({ reading }) => reading);
      return encoding === 'base64' ? readings.map((reading) => `${section} ${name} ${reading.state === 'read' && plistFrom64(reading.text) !== undefined}`) : [];
    }));
    expect(lists(clean)).toEqual(lists(whole));
    expect(lists(clean).filter((line) => line.endsWith('true')).length).toBeGreaterThan(20);
  });
});
