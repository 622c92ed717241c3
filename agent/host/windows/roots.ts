import { jsonOf, textMember } from '../json.ts';
import type { Answers, Sources } from '../source.ts';

/** Where a path of a source may begin: folders that the system itself names, by the names of a closed list. */
export type Roots = Readonly<Record<Root, string>>;

/** The closed list. `ProfilesDirectory` is the folder of the homes; no root is taken from the environment of a user. */
const rootNames = ['SystemDrive', 'SystemRoot', 'ProgramData', 'ProgramFiles', 'ProgramFiles(x86)', 'ProfilesDirectory'] as const;

type Root = (typeof rootNames)[number];

/** What the host itself reads of Windows before it opens any file: where the folders are, and which disks are fixed in the computer. */
export const rootSources = {
  windows: { kind: 'registry', key: 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', values: ['SystemRoot'] },
  programs: { kind: 'registry', key: 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion', values: ['ProgramFilesDir', 'ProgramFilesDir (x86)'] },
  profiles: { kind: 'registry', key: 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList', values: ['ProgramData', 'ProfilesDirectory'] },
  disks: { kind: 'cim', namespace: 'root/cimv2', class: 'Win32_LogicalDisk', properties: ['DeviceID', 'Size', 'FreeSpace', 'Access'], filter: 'DriveType = 3' },
} as const satisfies Sources;

/** Writes out a root such as `%ProgramData%` at the beginning of a path. Any other path, also one with an unknown root, stays as it is. */
export function expandRoots(path: string, roots: Partial<Roots>): string {
  const name = /^%([^%]+)%/.exec(path)?.[1]?.toLowerCase();
  const root = rootNames.find((each) => each.toLowerCase() === name);
  const place = root === undefined ? undefined : roots[root];
  return place === undefined || name === undefined ? path : place + path.slice(name.length + 2);
}

/** The folders as this computer names them for everybody; what it does not tell, or tells as no plain path, is left out. */
export function rootsIn(answers: Answers): Partial<Roots> {
  const told = (source: keyof typeof rootSources, value: string): string | undefined => {
    const answer = answers[source];
    const reading = answer?.kind === 'many' ? answer.entries[0]?.reading : undefined;
    return reading?.state === 'read' ? textMember(jsonOf(reading.text), value) : undefined;
  };
  const windows = told('windows', 'SystemRoot');
  const drive = windows?.slice(0, 2);
  const found: Partial<Record<Root, string | undefined>> = {
    SystemRoot: windows,
    SystemDrive: drive,
    ProgramFiles: told('programs', 'ProgramFilesDir'),
    'ProgramFiles(x86)': told('programs', 'ProgramFilesDir (x86)'),
    ProgramData: told('profiles', 'ProgramData')?.replace(/^%SystemDrive%/i, drive ?? '%SystemDrive%'),
    ProfilesDirectory: told('profiles', 'ProfilesDirectory')?.replace(/^%SystemDrive%/i, drive ?? '%SystemDrive%'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, place]) => place !== undefined && /^[A-Z]:(?:\\[^\\/:*?"<>|%]+)*$/i.test(place)));
}
