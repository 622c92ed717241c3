/** An operating system as a machine names its own. */
export interface Release {
  readonly family: 'windows' | 'linux' | 'macos';
  readonly product: string;
  readonly name: string;
  readonly version: string | null;
  readonly edition: string | null;
  /** First number of the build; the rest is the state of its fixes. */
  readonly build: string | null;
  readonly channel: string | null;
  readonly role: 'workstation' | 'server' | 'domain-controller';
  readonly codename: string | null;
  readonly kernel: string;
  /** Second part of the build after the fixes of March and June 2026, and after some later than those of August (support.microsoft.com, update history). */
  readonly revisions: { readonly march: number; readonly june: number; readonly newest: number };
}

const none = { march: 1, june: 1, newest: 1 } as const;

function windows(name: string, version: string, { edition, build, revisions }: Pick<Release, 'edition' | 'revisions'> & { build: string }): Release {
  return { revisions, family: 'windows', product: 'windows', name, version, edition, build, channel: 'general', role: 'workstation', codename: null, kernel: `10.0.${build}` };
}

function windowsServer(name: string, version: string, { build, revisions, kernel = `10.0.${build}` }: Pick<Release, 'revisions'> & { build: string; kernel?: string }): Release {
  return { revisions, family: 'windows', product: 'windows-server', name, version, edition: 'ServerStandard', build, channel: 'ltsc', role: 'server', codename: null, kernel };
}

function linux(product: string, name: string, release: { version: string; codename: string; kernel: string }): Release {
  return { family: 'linux', product, name, ...release, edition: null, build: null, channel: null, role: 'server', revisions: none };
}

export const releases = {
  windows11: windows('Windows 11 Pro', '25H2', { edition: 'Professional', build: '26200', revisions: { march: 8037, june: 8655, newest: 9610 } }),
  windows11Enterprise: windows('Windows 11 Enterprise', '24H2', { edition: 'Enterprise', build: '26100', revisions: { march: 8037, june: 8655, newest: 9610 } }),
  windows11Old: windows('Windows 11 Pro', '23H2', { edition: 'Professional', build: '22631', revisions: { march: 6783, june: 7219, newest: 7702 } }),
  windows10: windows('Windows 10 Pro', '22H2', { edition: 'Professional', build: '19045', revisions: { march: 7058, june: 7417, newest: 7840 } }),
  windows10Ltsc: { ...windows('Windows 10 Enterprise LTSC', '21H2', { edition: 'EnterpriseS', build: '19044', revisions: { march: 7058, june: 7417, newest: 7840 } }), channel: 'ltsc' },
  server2012: { ...windowsServer('Windows Server 2012 R2 Standard', '6.3', { build: '9600', revisions: { march: 22_620, june: 22_720, newest: 22_890 }, kernel: '6.3.9600' }), channel: null },
  server2016: windowsServer('Windows Server 2016 Standard', '1607', { build: '14393', revisions: { march: 8957, june: 9234, newest: 9566 } }),
  server2019: windowsServer('Windows Server 2019 Standard', '1809', { build: '17763', revisions: { march: 8511, june: 8880, newest: 9288 } }),
  server2022: windowsServer('Windows Server 2022 Standard', '21H2', { build: '20348', revisions: { march: 4893, june: 5256, newest: 5731 } }),
  server2025: windowsServer('Windows Server 2025 Standard', '24H2', { build: '26100', revisions: { march: 32522, june: 32995, newest: 33512 } }),
  ubuntu1804: linux('ubuntu', 'Ubuntu 18.04.6 LTS', { version: '18.04', codename: 'bionic', kernel: '4.15.0-213-generic' }),
  ubuntu2204: linux('ubuntu', 'Ubuntu 22.04.5 LTS', { version: '22.04', codename: 'jammy', kernel: '5.15.0-160-generic' }),
  debian12: linux('debian', 'Debian GNU/Linux 12 (bookworm)', { version: '12', codename: 'bookworm', kernel: '6.1.0-40-amd64' }),
  appliance: linux('cascade-os', 'Cascade OS 4.2', { version: '4.2', codename: 'larch', kernel: '5.10.0-9-amd64' }),
  macos26: { family: 'macos', product: 'macos', name: 'macOS 26.1', version: '26.1', edition: null, build: '25B78', channel: null, role: 'workstation', codename: 'Tahoe', kernel: '25.1.0', revisions: none },
  macos13: { family: 'macos', product: 'macos', name: 'macOS 13.7.8', version: '13.7.8', edition: null, build: '22H730', channel: null, role: 'workstation', codename: 'Ventura', kernel: '22.6.0', revisions: none },
} as const satisfies Readonly<Record<string, Release>>;
export type ReleaseName = keyof typeof releases;
