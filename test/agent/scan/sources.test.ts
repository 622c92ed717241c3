import { expect, test } from 'vitest';
import type { FactModule } from '../../../agent/facts/fact.ts';
import type { Source } from '../../../agent/host/source.ts';
import { describeSources, printed, sourcesText } from '../../../agent/sources.ts';

const sources: readonly (readonly [Source, string])[] = [
  [{ kind: 'file', path: '/etc/a' }, '/etc/a'],
  [{ kind: 'files', pattern: '/etc/*' }, '/etc/*'],
  [{ kind: 'names', pattern: '/boot/*' }, 'names of /boot/*'],
  [{ kind: 'times', pattern: '/boot/*' }, 'times of /boot/*'],
  [{ kind: 'links', pattern: '/proc/*/exe' }, 'links of /proc/*/exe'],
  [{ kind: 'space' }, 'size of local file systems'],
  [{ kind: 'interfaces' }, 'addresses of network adapters'],
  [{ kind: 'command', program: ['/usr/sbin/nft', '/sbin/nft'], args: ['-j', 'list'] }, '/usr/sbin/nft or /sbin/nft -j list'],
];

test.each(sources)('%j is printed in one line', (source, line) => {
  expect(printed(source)).toBe(line);
});

const module: FactModule<'os'> = {
  name: 'os',
  version: 1,
  linux: {
    sources: ({ repositories }) => ({
      plain: { kind: 'file', path: '/etc/a', maxBytes: 10 },
      kernel: { kind: 'files', pattern: '/proc/*/comm', maxFiles: 3 },
      user: { kind: 'file', path: '/home/a', trust: 'user', maxBytes: 2 * 1024 * 1024 },
      tool: { kind: 'command', program: ['/bin/tool'], args: ['-x'], needsRoot: true, timeoutMs: 1_500 },
      ...Object.fromEntries(repositories.map(({ location }) => [location, { kind: 'names', pattern: location } as const])),
    }),
    more: { follows: 'files that the first names', sources: () => ({}) },
    parse: () => ({ data: {}, missing: [] }),
  },
};

test('everything is listed with its limit and whose word it has to be, for this platform', () => {
  const settings = { repositories: [{ product: 'restic', location: '/backup' }], networks: [] } as const;
  const [host, section] = describeSources([module], { platform: 'linux', settings });
  expect(host).toMatchObject({ section: 'host', sources: [{ reads: '/proc/sys/kernel/random/boot_id' }, { reads: '/proc/self/mounts' }, { reads: '/etc/group' }] });
  expect(section).toEqual({
    section: 'os',
    sources: [
      { name: 'plain', kind: 'file', reads: '/etc/a', limit: 'at most 1 KiB', trust: 'root', needsRoot: false },
      { name: 'kernel', kind: 'files', reads: '/proc/*/comm', limit: 'at most 3 files of 1 MiB', trust: 'kernel', needsRoot: false },
      { name: 'user', kind: 'file', reads: '/home/a', limit: 'at most 2 MiB', trust: 'user', needsRoot: false },
      { name: 'tool', kind: 'command', reads: '/bin/tool -x', limit: 'at most 1.5 s and 1 MiB', needsRoot: true },
      { name: '/backup', kind: 'names', reads: '/backup', limit: 'at most 20000, nothing is opened', needsRoot: false },
    ],
    follows: 'files that the first names',
  });
  expect(describeSources([module], { platform: 'windows', settings })).toHaveLength(1);
});

test('the list for people shows what each stands for now', () => {
  const printed = describeSources([module], { platform: 'linux', settings: { repositories: [], networks: [] }, resolve: (source) => ('pattern' in source ? ['/proc/1/comm'] : []) });
  expect(sourcesText(printed.slice(1))).toBe(
    [
      'os',
      '  text of /etc/a (at most 1 KiB)',
      '  text of /proc/*/comm (at most 3 files of 1 MiB)',
      '      /proc/1/comm',
      '  text of /home/a (at most 2 MiB)',
      '  output of /bin/tool -x (at most 1.5 s and 1 MiB, needs root)',
      '  then: files that the first names',
      '',
    ].join('\n'),
  );
});
