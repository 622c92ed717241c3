import { expect, test } from 'vitest';
import type { Host } from '../../../agent/host/host.ts';
import { factModules } from '../../../agent/facts/list.ts';
import { scan } from '../../../agent/scan.ts';
import { sections } from '../../../wire/sections/list.ts';
import { fakeHost } from '../scan/fake-host.ts';
import { dishonesty } from './honesty.ts';
import type { Machine } from './machine.ts';
import { officePc } from './office-pc.ts';
import { signInFiles } from './sign-in-files.ts';
import { startedOn } from './started.ts';
import { canary, townPrograms } from './town-server.ts';
import { busyPrograms, busyServer } from './town-services.ts';

const machine: Machine = { ...officePc, ...signInFiles, ...busyServer, '/var/lib/dpkg/status': busyServer['/var/lib/dpkg/status'] };
const programs = { ...townPrograms, ...busyPrograms };

const host: Host = {
  ...fakeHost({}),
  read: (wanted) =>
    Promise.resolve(
      Object.fromEntries(Object.entries(wanted).map(([section, sources]) => [section, { answers: startedOn(sources, machine, programs), startedAt: '2026-11-22T00:00:00.000Z', durationMs: 1 }])),
    ),
};

test('a whole computer with Linux gives a whole snapshot: every section, within its schema, each gap explained, nothing secret', async () => {
  const crashes: string[] = [];
  const settings = { repositories: [], networks: ['192.0.2.0/24'] };
  const linux = Object.values(factModules).filter((module) => module.linux !== undefined);
  const { sections: scanned } = await scan(host, linux, { skip: [], settings, log: (line) => crashes.push(line) });
  expect(crashes).toEqual([]);
  expect(linux.length).toBeGreaterThanOrEqual(26);
  const found = linux.map(({ name }) => {
    const content = scanned[name]?.content?.toString() ?? '{}';
    const { data, missing } = JSON.parse(content) as { data: unknown; missing: [] };
    return { name, status: scanned[name]?.status, secrets: content.toLowerCase().includes(canary.toLowerCase()), wrong: dishonesty(name, data, missing), size: content.length <= sections[name].maxBytes };
  });
  expect(found.filter(({ status }) => status !== 'ok' && status !== 'partial').map(({ name }) => name)).toEqual([]);
  // The list of packages is the software section's own measure: there `user` and a few others are optional by meaning.
  expect(found.filter(({ name, wrong }) => wrong.length > 0 && name !== 'software').map(({ name, wrong }) => [name, wrong])).toEqual([]);
  expect(found.filter(({ secrets, size }) => secrets || !size).map(({ name }) => name)).toEqual([]);
});
