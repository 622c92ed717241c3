import { expect, test } from 'vitest';
import type { FactModule } from '../../../agent/facts/fact.ts';
import { look } from '../../../agent/host/reading.ts';
import type { Sources } from '../../../agent/host/source.ts';
import { record, recordingOf, replay } from '../../../agent/recording.ts';
import { describeSources, sourcesText } from '../../../agent/sources.ts';
import { windowsMachine } from '../facts/windows-machine.ts';

const sources = {
  setup: { kind: 'registry', key: 'HKLM\\SYSTEM\\Setup\\Source OS*', values: ['InstallDate'], maxKeys: 50 },
  system: { kind: 'cim', namespace: 'root/cimv2', class: 'Win32_OperatingSystem', properties: ['Caption', 'BuildNumber'] },
  tpm: { kind: 'powershell', script: 'Get-Tpm |\n  Select-Object "TpmPresent"', timeoutMs: 30_000 },
  state: { kind: 'file', path: '%ProgramData%\\Product\\state.ini' },
} as const satisfies Sources;

/** A section of Windows that says what it was told; the form of the real one is no matter here. */
const os: FactModule<'os'> = {
  name: 'os',
  version: 1,
  windows: {
    sources: () => sources,
    parse: (answers) => {
      const at = look(answers, sources);
      const data = { setup: at.all('setup').entries.map(({ path }) => path), system: at.text('system'), tpm: at.text('tpm') ?? null, state: at.text('state') };
      return { data: data as never, missing: at.missing() };
    },
  },
};

const world = {
  registry: { 'HKLM\\SYSTEM\\Setup\\Source OS (Updated on 1)': { InstallDate: 1 }, 'HKLM\\SYSTEM\\Setup': { SystemPartition: 'x' } },
  cim: { 'ROOT\\CIMV2:Win32_OperatingSystem': [{ caption: 'Microsoft Windows 11 Pro', BuildNumber: '22631', Other: 1 }] },
  files: { '%ProgramData%\\Product\\state.ini': 'last=1' },
};

test('a scan of Windows replays from its recording on any system, byte for byte', async () => {
  const settings = { repositories: [], networks: [] };
  const recording = await record(windowsMachine(world), [os], { skip: [], settings });
  const again = await replay(recordingOf(JSON.stringify(recording)), [os]);
  expect(JSON.parse(again.sections.os?.content?.toString() ?? '')).toMatchObject({
    data: { setup: ['HKLM\\SYSTEM\\Setup\\Source OS (Updated on 1)'], system: '[{"Caption":"Microsoft Windows 11 Pro","BuildNumber":"22631"}]', tpm: null, state: 'last=1' },
  });
  const older = { ...recording, sections: { os: {} } };
  const { sections } = await replay(older, [os]);
  expect(sections.os?.sources).toContain('values of HKLM\\SYSTEM\\Setup\\Source OS* (InstallDate)');
});

test('sources of Windows are printed for a person', () => {
  const text = sourcesText(describeSources([os], { platform: 'windows', settings: { repositories: [], networks: [] } }));
  expect(text.split('\n').filter((line) => !line.includes('CurrentVersion'))).toEqual([
    'host',
    '  properties of root/cimv2:Win32_LogicalDisk (DeviceID, Size, FreeSpace, Access) where DriveType = 3 (at most 15 s)',
    '  then: Owner and rights of every file that is opened, of every program that is started, and of every folder on the way to it.',
    '',
    'os',
    '  values of HKLM\\SYSTEM\\Setup\\Source OS* (InstallDate) (at most 50 keys)',
    '  properties of root/cimv2:Win32_OperatingSystem (Caption, BuildNumber) (at most 15 s)',
    '  result of Get-Tpm | Select-Object "TpmPresent" (at most 30 s)',
    '  text of %ProgramData%\\Product\\state.ini (at most 1 MiB)',
    '',
  ]);
});
