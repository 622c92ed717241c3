import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FactModule, Parsed } from '../../../agent/facts/fact.ts';
import { localHost } from '../../../agent/host/host.ts';
import { look } from '../../../agent/host/reading.ts';
import type { Answers, Sources } from '../../../agent/host/source.ts';
import { scan } from '../../../agent/scan.ts';
import type { Os } from '../../../wire/sections/os.ts';
import type { Network } from '../../../wire/sections/network.ts';
import { me, temporaryFolder } from '../host/temporary.ts';
import { fakeHost } from './fake-host.ts';

const settings = { repositories: [], networks: [] };
const file = (path: string): Sources => ({ it: { kind: 'file', path } });

function osModule(parse: (answers: Answers) => Parsed<Os>, more?: NonNullable<FactModule<'os'>['linux']>['more']): FactModule<'os'> {
  return { name: 'os', version: 1, linux: { sources: () => file('/os'), parse, ...(more ? { more } : {}) } };
}

const network: FactModule<'network'> = {
  name: 'network',
  version: 1,
  linux: { sources: () => file('/network'), parse: () => ({ data: {} satisfies Network, missing: [] }) },
};

function textOf(answers: Answers, name = 'it'): string | undefined {
  const answer = answers[name];
  return answer?.kind === 'one' && answer.reading.state === 'read' ? answer.reading.text : undefined;
}

describe('a section', () => {
  test('becomes the bytes of its sorted content, with their digest', async () => {
    const module = osModule((answers) => ({ data: { product: textOf(answers), family: 'linux' }, missing: [] }));
    const { sections } = await scan(fakeHost({ files: { '/os': 'debian' } }), [module], { skip: [], settings });
    const text = '{"data":{"family":"linux","product":"debian"},"missing":[],"section":"os","version":1}';
    expect(sections.os).toMatchObject({
      status: 'ok',
      version: 1,
      digest: createHash('sha256').update(text).digest('hex'),
      sources: ['/os'],
      startedAt: '2026-11-22T00:00:00.000Z',
      missing: [],
    });
    expect(sections.os?.content?.toString()).toBe(text);
    expect(sections.os?.durationMs).toBeGreaterThan(0);
  });

  test('with gaps is partial, and its gaps have one order', async () => {
    const missing = [
      { path: 'name', reason: 'unreadable' },
      { path: 'kernel', reason: 'denied', detail: 'b' },
      { path: 'kernel', reason: 'denied', detail: 'a' },
      { path: 'name', reason: 'unreadable' },
    ] as const;
    const { sections } = await scan(fakeHost({}), [osModule(() => ({ data: {}, missing }))], { skip: [], settings });
    expect(sections.os).toMatchObject({ status: 'partial', missing: [missing[2], missing[1], missing[0]] });
  });

  test('that refuses, throws, or throws in its second round is failed, and its siblings are not', async () => {
    const log: string[] = [];
    const run = async (module: FactModule<'os'>) => {
      const { sections } = await scan(fakeHost({}), [module, network], { skip: [], settings, log: (line) => log.push(line) });
      expect(sections.network?.status).toBe('ok');
      return sections.os;
    };
    const crash = () => {
      throw new TypeError('no such thing');
    };
    expect(await run(osModule(() => ({ failed: 'denied', detail: '/os' })))).toMatchObject({ status: 'failed', reason: 'denied', detail: '/os' });
    expect(log).toEqual([]);
    const crashed = { status: 'failed', reason: 'unreadable', detail: 'the reader failed: TypeError: no such thing', missing: [] };
    expect(await run(osModule(crash))).toMatchObject(crashed);
    expect(await run(osModule(() => ({ data: {}, missing: [] }), { follows: '', sources: crash }))).toMatchObject(crashed);
    expect(log).toEqual(Array(2).fill('section os: its reader failed, which is our bug: TypeError: no such thing'));
    expect((await run(osModule(crash)))?.content).toBeUndefined();
  });

  test('may follow what its first answers name', async () => {
    const more = { follows: 'the file that the first one names', sources: (answers: Answers): Sources => ({ next: { kind: 'file', path: textOf(answers) ?? '' } }) };
    const module = osModule((answers) => ({ data: { name: textOf(answers, 'next') }, missing: [] }), more);
    const { sections } = await scan(fakeHost({ files: { '/os': '/next', '/next': 'found' } }), [module], { skip: [], settings });
    expect(sections.os?.content?.toString()).toContain('"name":"found"');
    expect(sections.os?.sources).toEqual(['/os', '/next']);
  });

  test('is skipped where it is switched off or not built, and nothing of it is read', async () => {
    const asked: string[] = [];
    const host = fakeHost({ platform: 'macos' });
    const watched = { ...host, read: (wanted: Parameters<typeof host.read>[0]) => (asked.push(...Object.keys(wanted)), host.read(wanted)) };
    const { sections } = await scan(watched, [osModule(() => ({ data: {}, missing: [] })), network], { skip: ['network'], settings });
    expect(sections.os).toMatchObject({ status: 'skipped', reason: 'not-this-platform', sources: [] });
    expect(sections.network).toMatchObject({ status: 'skipped', reason: 'switched-off' });
    expect(asked).toEqual([]);
  });
});

describe('bounds', () => {
  test('cut a list at its end, and tell the true number', async () => {
    const rebootReasons = Array.from({ length: 501 }, (_, index) => `package-${index}`);
    const { sections } = await scan(fakeHost({}), [osModule(() => ({ data: { rebootReasons }, missing: [] }))], { skip: [], settings });
    expect(sections.os).toMatchObject({ status: 'partial', missing: [{ path: 'rebootReasons', reason: 'too-large', detail: '501 items, 500 kept' }] });
    const content = JSON.parse(String(sections.os?.content)) as { data: Os };
    expect(content.data.rebootReasons).toEqual(rebootReasons.slice(0, 500));
  });

  test('of bytes cut the heaviest list until the rest fits', async () => {
    const data = { rebootReasons: Array.from({ length: 500 }, () => 'x'.repeat(255)), like: ['debian'] };
    const { sections } = await scan(fakeHost({}), [osModule(() => ({ data, missing: [] }))], { skip: [], settings });
    const content = JSON.parse(String(sections.os?.content)) as { data: Os };
    expect(content.data.like).toEqual(['debian']);
    expect(content.data.rebootReasons?.length).toBeGreaterThan(180);
    expect(sections.os?.content?.length).toBeLessThanOrEqual(65_536);
    expect(sections.os?.missing).toEqual([{ path: 'rebootReasons', reason: 'too-large', detail: `500 items, ${content.data.rebootReasons?.length} kept` }]);
  });

  test('that nothing can meet fail the section', async () => {
    const { sections } = await scan(fakeHost({}), [osModule(() => ({ data: { name: 'x'.repeat(70_000) }, missing: [] }))], { skip: [], settings });
    expect(sections.os).toMatchObject({ status: 'failed', reason: 'too-large', detail: 'more than 65536 bytes' });
  });
});

describe('hostile files on the machine itself', () => {
  const folder = temporaryFolder();
  const hostile = {
    pipe: (name: string) => execFileSync('/usr/bin/mkfifo', [name]),
    link: (name: string) => {
      fs.mkdirSync(path.dirname(name));
      fs.chmodSync(path.dirname(name), 0o777);
      fs.symlinkSync('/etc/shadow', name);
    },
    sparse: (name: string) => {
      fs.writeFileSync(name, '');
      fs.truncateSync(name, 2 ** 40);
    },
    noise: (name: string) => fs.writeFileSync(name, Buffer.from('name \xff\xfe', 'latin1')),
  };

  test.each([
    ['pipe', 'pipe', 'denied'],
    ['link', 'drop/link', 'denied'],
    ['sparse', 'sparse', 'too-large'],
    ['noise', 'noise', 'unreadable'],
  ] as const)('a %s leaves its section in part, and its sibling whole', async (kind, file, reason) => {
    const name = path.join(folder, file);
    hostile[kind](name);
    const sources = { it: { kind: 'file', path: name } } as const satisfies Sources;
    const module: FactModule<'os'> = {
      name: 'os',
      version: 1,
      linux: {
        sources: () => sources,
        parse: (answers) => {
          const at = look(answers, sources);
          return { data: { name: at.need('name', 'it', (text) => text) }, missing: at.missing() };
        },
      },
    };
    const begun = performance.now();
    const { sections } = await scan(localHost({ owner: me }), [module, network], { skip: [], settings });
    expect(sections.os).toMatchObject({ status: 'partial', missing: [{ path: 'name', reason }] });
    expect(String(sections.os?.content)).not.toContain('root:');
    expect(sections.network?.status).toBe('ok');
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

test('a fact that holds a byte that was not UTF-8 is named', async () => {
  const data = { name: 'jos\u{FFFD}', like: ['a', '\u{FFFD}'], product: 'debian' };
  const { sections } = await scan(fakeHost({}), [osModule(() => ({ data, missing: [] }))], { skip: [], settings });
  const detail = 'holds bytes that are not UTF-8';
  expect(sections.os).toMatchObject({
    status: 'partial',
    missing: [
      { path: 'like', reason: 'unreadable', detail },
      { path: 'name', reason: 'unreadable', detail },
    ],
  });
});
