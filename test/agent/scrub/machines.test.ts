import { beforeAll, describe, expect, test } from 'vitest';
import type { FactModule } from '../../../agent/facts/fact.ts';
import { factModules } from '../../../agent/facts/list.ts';
import type { Recording } from '../../../agent/recording.ts';
import { scrubbed } from '../../../agent/scrub/scrub.ts';
import { machines } from '../../recordings/machines.ts';
import { recordingOfMachine } from '../../recordings/recorded-machine.ts';
import { allText } from './all-text.ts';
import { differences } from './same-facts.ts';

const modules: readonly FactModule[] = Object.values(factModules);

/** Names, numbers and addresses of the described machines, in lower case; each is looked for as a word of its own. */
const known: Readonly<Record<string, readonly string[]>> = {
  'windows-10-german': ['town.example', 'kasse', 'kasse-2', '5cg6420xyz', 'pfkzu00wb8l3ad', '30444335-3734-3051-4e57-544335434736', '9c2a1b33', '9c2a1b34', 'ec8eb5a1b2c3', 's2svnx0hb00345', '4c530001230823117104', '1004336348'],
  'windows-11-entra': ['clerk-pc-7', 'townadmin', 'mariaclerk', '7xk2zv3', 'cnpec0037b00a1', '4c4c4544-0058-4b10-8032-b7c04f5a5633', 'town-0207', '75a1b2c3', '8ce3_8e05_00a1_b2c3', '00e04c68a1b2', '72f988bf-86f1-41af-91ab-2d7cd011db47', 'town.example', '2011111111', '1778064242'],
  'windows-server-2012-r2': ['town.example', 'scan', 'svc-radmin', '0000-0013-8730-0546-9031-4820-21', 'c086d0f8-c4ac-42a5-8fa6-c37c9145daab', '000d3a7eefda', '3011111111', '1004336348'],
  'windows-server-2016': ['town', 'sql16', 'h2k4pq2', 'cnivc0079j0142', '4c4c4544-0032-4b10-8034-c8c04f505132', '92a1b2c3', '92a1b2c4', '00a1b2c3d4e5f60722001d1c8be0386d', 'd094660a1b2c', '0000d094660a1b2c00', 'svc-sql', 'town.example', '1004336348'],
  'windows-server-2019-controller': ['town', '0000-0013-8730-0546-9031-4820-21', 'dc1', '0000-0004-6054-4044-0234-4300-81', '3fe9cfae-0264-4e81-b722-29d5f9026cd8', '00155d0a0b0c', 'town.example'],
  'windows-server-2022-core': ['town', '0000-0013-8730-0546-9031-4820-21', 'core22', '0000-0016-2402-1513-2902-2780-50', 'e160d59e-7890-43a2-af45-c58c5508965e', 'town.example', '1004336348'],
  'macos-15-apple': ['maria', 'helpdesk', 'gone', 'clerk', 'town.example', 'c02abcdefghj', '564d8c3a-2b6f-4e3b-9c0f-1a2b3c4d5e6f', '0ba0123456789a18', '8cdxw13', 'nas01', 'a4cf99001122', '00e04c680102', '6e:12:34:56:78:9a', '192.0.2'],
  'macos-11-intel': ['empfang', 'fvfxk0aahv22', '421ade05-1f2a-498a-9de2-831055094890', 's29cnyag912345', 'a8:20:66:01:02:03', 'a82066010203', '0:1b:78:aa:10:1', '192.0.2'],
};
/** What every described Windows has. */
const everywhere = ['192.0.2', 'da-1b-78-aa-10-03', '00-1b-78-aa-10-01', '751a:4f9f', '5c1d7f0a-9be3'];

/** Numbers and addresses that every machine has. */
const identifier = /[\da-f]{8}-[\da-f]{4}-|[\da-f]{32}|S-1-(?:5-21|12-1)-|192\.0\.2\.|^"fe80::|^"2001:db8::|^"10\.8\.0\.|(?:[\da-f]{2}:){5}/i;
/** What is told of an account beside a password, which the reader leaves out anyway. */
const own = /^accounts\.data\.users\[\]\.description$/;

test('every described machine has its list', () => {
  expect(Object.keys(known).sort()).toEqual(machines.map(({ name }) => name).sort());
});

describe.each(machines.map((machine) => [machine.name, machine] as const))('%s', (name, machine) => {
  const canaries = [...(known[name] ?? []), ...(machine.platform === 'windows' ? everywhere : [])].map((text) => ({ text, pattern: new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(text)}(?![\\p{L}\\p{N}])`, 'iu') }));
  let [whole, clean]: [Recording, Recording] = [{} as Recording, {} as Recording];
  beforeAll(async () => {
    whole = await recordingOfMachine(machine, modules);
    clean = scrubbed(whole);
  });

  test('has none of its names, numbers and addresses in its recording, however it is decoded', () => {
    const [before, after] = [allText(whole), allText(clean)];
    expect.soft(canaries.filter(({ pattern }) => !pattern.test(before)).map(({ text }) => text)).toEqual([]);
    expect.soft(canaries.flatMap(({ text, pattern }) => {
      const at = after.search(pattern);
      return at < 0 ? [] : [`${text}: …${after.slice(Math.max(0, at - 120), at + 60)}`];
    })).toEqual([]);
  });

  test('gives the same facts but for the names', async () => {
    const { renamed, changed } = await differences(whole, clean, modules);
    expect.soft(changed).toEqual([]);
    const isKnown = (text: string) => identifier.test(text) || canaries.some(({ pattern }) => pattern.test(text));
    expect.soft(renamed.filter(({ path }) => !own.test(path)).flatMap(({ path, from }) => from.filter((text) => !isKnown(text)).map((text) => `${path}: ${text}`))).toEqual([]);
    expect.soft(renamed.flatMap(({ path, to }) => to.filter((text) => canaries.some(({ pattern }) => pattern.test(text))).map((text) => `${path}: ${text}`))).toEqual([]);
    for (const path of ['identity.data.serial', 'identity.data.machineId', 'identity.data.macs[]', 'network.data.interfaces[].mac', 'network.data.gateways[]', ...(machine.platform === 'windows' ? ['accounts.data.administrators[].id'] : [])]) expect(renamed.map((each) => each.path)).toContain(path);
  });
});
