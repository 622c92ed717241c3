import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factModules } from '../../../agent/facts/list.ts';
import type { Host } from '../../../agent/host/host.ts';
import type { Answer, Reading, Source } from '../../../agent/host/source.ts';
import { scan } from '../../../agent/scan.ts';
import { sections } from '../../../wire/sections/list.ts';
import { fakeHost } from '../scan/fake-host.ts';

const modules = Object.values(factModules);
const options = { skip: [], settings: { repositories: [], networks: [] } };

test.each(Object.entries(factModules))('%s is listed under its name and announces the version of the wire', (name, module) => {
  expect(module).toMatchObject({ name, version: sections[module.name].version });
});

/** A host where every source gets the same kind of answer. */
function uniform(readings: (source: Source) => Reading): Host {
  const answer = (source: Source): Answer => {
    const reading = readings(source);
    if (!('pattern' in source)) return { kind: 'one', reading };
    if (reading.state === 'failed') return { kind: 'many', entries: [], incomplete: reading };
    return { kind: 'many', entries: reading.state === 'absent' ? [] : [{ path: source.pattern.replaceAll('*', 'x'), reading }] };
  };
  return {
    ...fakeHost({}),
    read: (wanted) =>
      Promise.resolve(
        Object.fromEntries(
          Object.entries(wanted).map(([section, sources]) => {
            const answers = Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, answer(source)]));
            return [section, { answers, startedAt: '2026-11-22T00:00:00.000Z', durationMs: 0 }];
          }),
        ),
      ),
  };
}

async function checked(host: Host): Promise<Awaited<ReturnType<typeof scan>>['sections']> {
  const crashes: string[] = [];
  const { sections: scanned } = await scan(host, modules, { ...options, log: (line) => crashes.push(line) });
  expect(crashes).toEqual([]);
  for (const { name } of modules) {
    const content = scanned[name]?.content;
    if (content) sections[name].schema.parse((JSON.parse(content.toString()) as { data: unknown }).data);
  }
  return scanned;
}

describe('every section', () => {
  test('of a machine that has nothing is within its schema, and nothing crashes', async () => {
    const scanned = await checked(uniform(() => ({ state: 'absent' })));
    expect(Object.keys(scanned)).toEqual(modules.map(({ name }) => name));
  });

  test('of a machine that refuses everything names what it refuses', async () => {
    const scanned = await checked(uniform((source) => ({ state: 'failed', reason: 'needs-root', detail: JSON.stringify(source) })));
    for (const section of Object.values(scanned)) expect(section.status).not.toBe('ok');
  });

  test('of a machine that says anything is within its schema', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('', '0', '-1', '1\n', 'a:b:c:d:e:f:g\n', '{}', '[]', '[null]', '{"nftables":[{}]}', 'key=value\n', '2026-01-01T00:00:00.000Z 1 0644', 'AAAA', '99999999999999999999'),
    );
    const readings = fc.array(fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: fc.constant(undefined) }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(readings, async (texts) => {
        let at = 0;
        const next = (): Reading => {
          const said = texts[at++ % texts.length];
          return said === undefined ? { state: 'absent' } : { state: 'read', text: said, exitCode: 0, stderr: '' };
        };
        const scanned = await checked(uniform(next));
        // Neighbors alone may look away: the machine is on no declared network.
        expect(Object.entries(scanned).filter(([name, { status }]) => status === 'skipped' && name !== 'neighbors')).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
