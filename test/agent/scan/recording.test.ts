import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FactModule } from '../../../agent/facts/fact.ts';
import { os } from '../../../agent/facts/os/index.ts';
import { software } from '../../../agent/facts/software/index.ts';
import type { Answers, Sources } from '../../../agent/host/source.ts';
import { record, recorded, recordedHost, recordingOf, replay } from '../../../agent/recording.ts';
import { scan } from '../../../agent/scan.ts';
import type { Scan } from '../../../agent/scan.ts';
import { fakeHost } from './fake-host.ts';
import type { Machine } from './fake-host.ts';

const options = { skip: [], settings: { repositories: [], networks: [] } };
const machine: Machine = {
  files: {
    '/etc/os-release': 'ID=debian\nNAME=Debian\nVERSION_ID=12\n',
    '/proc/sys/kernel/osrelease': '6.1.0-26-amd64',
    '/var/lib/dpkg/status': 'Package: a\nStatus: install ok installed\nVersion: 1.2.3.4\nArchitecture: all\nMaintainer: A <a@lists.debian.org>\n',
    '/proc/1/comm': { state: 'failed', reason: 'needs-root', detail: '/proc/1/comm' },
  },
  times: { '/var/lib/dpkg/info/a.list': '2024-01-01T00:00:00.000Z 1 0644' },
};

function contents({ sections }: Scan): unknown {
  return Object.entries(sections).map(([name, { status, reason, detail, content }]) => [name, status, reason, detail, content?.toString()]);
}

test('a replay gives the contents of the scan, byte for byte, after a way through a file', async () => {
  const there = await scan(fakeHost(machine), [os, software], options);
  const recording = await record(fakeHost(machine), [os, software], options);
  const elsewhere = await replay(recordingOf(JSON.stringify(recording)), [os, software]);
  expect(contents(elsewhere)).toEqual(contents(there));
  expect(contents(elsewhere)).toEqual(contents(await scan(recordedHost(recording), [os, software], options)));
});

test('so it is for any machine', async () => {
  const path = fc.constantFrom('/etc/os-release', '/var/lib/dpkg/status', '/lib/apk/db/installed', '/proc/cmdline', '/proc/1/comm');
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.constantFrom('ID=x\nNAME=Y', 'P:a\nV:1\n', 'mitigations=off'));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(path, text), async (files) => {
      const recording = await record(fakeHost({ files }), [os, software], options);
      const here = await scan(recordedHost(recording), [os, software], options);
      const there = await replay(recordingOf(JSON.stringify(recording)), [os, software]);
      expect(contents(there)).toEqual(contents(here));
      const again = await record(fakeHost({ files }), [os, software], options);
      expect(JSON.stringify(again)).toBe(JSON.stringify(recording));
    }),
    { numRuns: 100 },
  );
});

describe('the second round', () => {
  const follows: FactModule<'os'> = {
    name: 'os',
    version: 1,
    linux: {
      sources: () => ({ first: { kind: 'file', path: '/etc/first' }, passwd: { kind: 'file', path: '/etc/passwd' } }),
      more: {
        follows: 'the file that the first one names',
        sources: (answers: Answers): Sources => {
          const next = textOf(answers, 'first');
          return next === undefined ? {} : { [`then ${next}`]: { kind: 'file', path: next } };
        },
      },
      parse: (answers) => ({ data: { name: textOf(answers, `then ${textOf(answers, 'first')}`) }, missing: [] }),
    },
  };

  test('is found again under the names that scrubbing gave it', async () => {
    const files = { '/etc/first': '/home/alice/settings', '/home/alice/settings': 'of alice', '/etc/passwd': 'alice:x:1000:1000:Alice Miller:/home/alice:/bin/sh\n' };
    const recording = await record(fakeHost({ files }), [follows], options);
    expect(JSON.stringify(recording)).not.toMatch(/alice|miller/i);
    const { sections } = await replay(recording, [follows]);
    expect(String(sections.os?.content)).toContain('"name":"of u0001"');
  });

  function textOf(answers: Answers, name: string): string | undefined {
    const answer = answers[name];
    return answer?.kind === 'one' && answer.reading.state === 'read' ? answer.reading.text : undefined;
  }
});

test('a source that an older recording lacks is a gap, not an absence', async () => {
  const recording = await record(fakeHost(machine), [os], options);
  const { release: _release, linkers: _linkers, ...rest } = recording.sections['os']!;
  const { sections } = await replay({ ...recording, sections: { os: rest } }, [os]);
  expect(sections.os).toMatchObject({ status: 'partial', missing: expect.arrayContaining([expect.objectContaining({ path: 'product', reason: 'agent-too-old' })]) });
});

test('sections that the town switched off are neither recorded nor replayed', async () => {
  const recording = await recorded(fakeHost(machine), [os, software], { ...options, skip: ['software'] });
  expect(Object.keys(recording.sections)).toEqual(['os']);
  expect((await replay(recording, [os, software])).sections.software).toMatchObject({ status: 'skipped', reason: 'switched-off' });
});

test.each([
  ['no json', 'the file is no recording: it is not JSON; make one with "townwatch-agent record"'],
  ['[]', 'the file is no recording of version 1, but of "none"; make one with "townwatch-agent record"'],
  ['{"recording":2}', 'the file is no recording of version 1, but of 2; make one with "townwatch-agent record"'],
  ['{"recording":1}', 'the recording is torn: a part of it is missing or of another kind; make a new one with "townwatch-agent record"'],
  [
    '{"recording":1,"platform":"linux","privileged":true,"now":"2026-01-01T00:00:00Z","skip":[],"settings":{"repositories":[]},"sections":{"os":{"release":{"answer":{"kind":"one"}}}}}',
    'the recording is torn: a part of it is missing or of another kind; make a new one with "townwatch-agent record"',
  ],
])('%s is refused in one line', (text, message) => {
  expect(() => recordingOf(text)).toThrow(message);
});
