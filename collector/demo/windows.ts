import { hexOf, within } from './chance.ts';
import { dayBefore, patchDayBefore } from './days.ts';
import type { Facts, Machine, Moment } from './machine.ts';

const installed = 'registry' as const;

/** The system and its fixes. */
export function windowsOs({ release, model, traits, chance }: Machine, { asOf, now, night }: Moment): Pick<Facts, 'os' | 'updates'> {
  const fixed = patchedOn({ traits }, { now, night });
  const revision = revisionOf({ release, traits }, { night });
  const paid = traits.has('extended-updates');
  const years = Number(asOf.slice(0, 4));
  const since = model.bought > dayBefore(asOf, 900) ? model.bought : dayBefore(asOf, 700);
  const waits = traits.has('restart-waits');
  const missing = traits.has('unpatched') || (traits.has('patched-late') && night < 6);
  return {
    os: {
      family: 'windows', product: release.product, like: [], name: release.name, version: release.version, codename: null, edition: release.edition, build: `${release.build}.${revision}`, channel: paid ? 'esu' : release.channel, architecture: 'x86_64',
      kernel: `${release.kernel}.${revision}`, supportEndsOn: null, installedOn: since, installs: [{ on: since, version: release.name }], role: release.role, roles: rolesOf({ release, traits, model }),
      extendedUpdates: paid ? { product: 'Windows 10 ESU Year 2', active: true, endsOn: `${years + 1}-10-12` } : null, bootType: model.chip === null && model.chassis !== 'virtual' ? 'bios' : 'uefi', container: null, rebootRequired: waits, rebootReasons: waits ? ['component based servicing'] : [], kernelCommandLineMitigations: null,
    },
    updates: {
      automatic: { product: 'Windows Update', installs: !traits.has('unpatched'), downloads: true, allOrigins: true, scheduled: !traits.has('unpatched'), server: null, managedBy: 'group-policy', pausedUntil: null, deferDays: 3 },
      pending: missing ? [{ name: `${fixed.slice(0, 7)} Cumulative Update for ${release.name}`, installed: null, available: null, security: true, releasedOn: patchDayBefore(now, 35), severity: 'critical' }] : [], pendingSecurityCount: missing ? 1 : 0,
      installed: [{ name: `KB${5_060_000 + Number(hexOf(within(chance, 'kb', fixed), 3).replaceAll(/\D/g, '1'))}`, installedOn: fixed }], failed: traits.has('unpatched') ? [{ name: 'KB5034441', times: 6, lastOn: dayBefore(now, 4) }] : [], held: [],
    },
  };
}

/** Day of the newest fix that is installed. */
export function patchedOn({ traits }: Pick<Machine, 'traits'>, { now, night }: Pick<Moment, 'now' | 'night'>): string {
  if (traits.has('unpatched')) return patchDayBefore(now, 150);
  if (traits.has('patched-late') && night < 6) return patchDayBefore(now, 70);
  return patchDayBefore(now, 5);
}

/** Second part of the build: of March, of June, or newer than any that was known when this was written. */
function revisionOf({ release, traits }: Pick<Machine, 'release' | 'traits'>, { night }: Pick<Moment, 'night'>): number {
  const { march, june, newest } = release.revisions;
  if (traits.has('unpatched')) return march;
  return traits.has('patched-late') && night < 6 ? june : newest;
}

function rolesOf({ release, traits, model }: Pick<Machine, 'release' | 'traits' | 'model'>): string[] {
  if (release.role !== 'server') return [];
  return [...(traits.has('domain-controller') ? ['ActiveDirectory-DomainServices', 'DNS-Server-Full-Role'] : ['File-Services']), ...(model.memoryMiB > 100_000 ? ['Hyper-V'] : [])].sort();
}

/** What is installed. */
export function windowsSoftware({ traits, release, model }: Machine, { now }: Moment): NonNullable<Facts['software']> {
  const server = release.role === 'server';
  const on = patchDayBefore(now, 5);
  const browser = browserOn(now);
  const version = traits.has('old-browser') ? '109.0.5414.120' : browser.version;
  const names: (readonly [name: string, version: string, publisher: string])[] = [
    ...(traits.has('no-protection') || traits.has('unmanaged-protection') ? [] : ([['Sentinel Agent', '24.1.4.257', 'SentinelOne']] as const)),
    ...(server ? [] : ([['Google Chrome', version, 'Google LLC'], ['Microsoft Edge', browser.version, 'Microsoft Corporation'], ['Mozilla Firefox ESR (x64 en-US)', '140.5.0', 'Mozilla'], ['7-Zip 25.01 (x64)', '25.01', 'Igor Pavlov']] as const)),
    ...(server || traits.has('kiosk') ? [] : traits.has('old-office') ? ([['Microsoft Office Professional Plus 2016', '16.0.4266.1001', 'Microsoft Corporation']] as const) : ([['Microsoft 365 Apps for business - en-us', traits.has('odd-office') ? '16.0' : '16.0.19328.20244', 'Microsoft Corporation']] as const)),
    ...(traits.has('old-java') ? ([['Java 8 Update 202 (64-bit)', '8.0.2020.8', 'Oracle Corporation']] as const) : []),
    ...(traits.has('remote-tool') ? ([['AnyDesk', 'ad 8.0.14', 'AnyDesk Software GmbH']] as const) : []),
    ...(traits.has('database') ? ([['Microsoft SQL Server 2014 (64-bit)', '12.3.6024.0', 'Microsoft Corporation']] as const) : []),
    ...(traits.has('historian') ? ([['Cascade Historian 7', '7.2.1', 'Cascade Controls (example)']] as const) : []),
    ...(traits.has('backup-server') ? ([['Veeam Backup & Replication Server', '12.3.2.3617', 'Veeam Software Group GmbH']] as const) : []),
  ];
  return {
    packages: names.map(([name, version, publisher]) => ({ name, version, source: installed, architecture: 'x64', publisher, installedOn: / (?:Chrome|Edge)$/.test(name) && !(name === 'Google Chrome' && traits.has('old-browser')) ? browser.on : on })),
    browsers: server ? [] : [{ name: 'chrome', version, channel: 'stable' }, { name: 'edge', version: browser.version, channel: 'stable' }],
    runtimes: traits.has('old-java') ? [{ name: 'java', version: '1.8.0_202', vendor: 'Oracle Corporation', place: 'C:\\Program Files\\Java\\jre1.8.0_202' }] : model.chassis === 'tablet' ? [{ name: 'dotnet', version: '8.0.21', vendor: 'Microsoft', place: 'C:\\Program Files\\dotnet' }] : [],
    managers: ['appx', 'msi', 'registry'],
  };
}

/** The Chrome of a day, and Edge with it, and the day it came in: 151 came on July 28, 2026, and a next one every four weeks. */
function browserOn(now: string): { readonly version: string; readonly on: string } {
  const first = '2026-07-28';
  const later = Math.max(0, Math.floor((Date.parse(now) - Date.parse(first) - 2 * 86_400_000) / (28 * 86_400_000)));
  return { version: `${151 + later}.0.${8_000 + later * 60}.90`, on: dayBefore(first, -28 * later - 2) };
}

/** Who may do what. */
export function windowsAccounts({ name, traits, user, chance, release }: Machine, { asOf, now, night }: Moment): Pick<Facts, 'accounts' | 'activity'> {
  const base = `S-1-5-21-${[0, 1, 2].map((part) => 1_000_000_000 + Number.parseInt(hexOf(within(chance, 'sid', part), 6), 16)).join('-')}`;
  const plain = { hidden: false, authorizedKeys: 0, expiresOn: null, description: null, passwordRequired: true } as const;
  const administrator = { administrator: true, administratorBy: ['Administrators (S-1-5-32-544)'] };
  const nobody = { administrator: false, administratorBy: [] };
  const people = [
    ...(user === null ? [] : [{ name: user, who: traits.has('local-administrator') ? administrator : nobody, signedIn: dayBefore(now, 1) }]),
    ...(traits.has('leaver') ? [{ name: 'dpruitt', who: nobody, signedIn: dayBefore(asOf, 20) }] : []),
    ...(traits.has('added-administrator') && night >= 7 ? [{ name: 'svc-helpdesk2', who: administrator, signedIn: dayBefore(asOf, 6) }] : []),
    ...(traits.has('kiosk') ? [{ name: 'frontdesk', who: nobody, signedIn: dayBefore(now, 1) }] : []),
  ];
  const users = people.map((person, index) => ({ name: person.name, id: String(1001 + index), kind: 'person' as const, enabled: true, passwordChangedOn: dayBefore(asOf, 80 + index), passwordMaxDays: null, ...person.who, ...plain }));
  const controller = traits.has('domain-controller');
  const groups = [{ id: 'S-1-5-21-1111111111-2222222222-333333333-512', name: 'MAPLEHOLLOW\\Domain Admins', kind: 'domain-group' as const }, { id: 'S-1-5-21-1111111111-2222222222-333333333-1108', name: 'MAPLEHOLLOW\\PC Admins', kind: 'domain-group' as const }];
  return {
    accounts: {
      users: controller ? [] : [
        { name: 'Administrator', id: '500', kind: 'root', enabled: traits.has('historian'), passwordChangedOn: dayBefore(asOf, 25), passwordMaxDays: null, ...administrator, ...plain },
        { name: 'Guest', id: '501', kind: 'guest', enabled: false, passwordChangedOn: null, passwordMaxDays: null, ...nobody, ...plain, passwordRequired: false }, ...users,
      ],
      administrators: [...groups, ...(traits.has('local-administrator') && user !== null ? [{ id: `${base}-1001`, name: `${name}\\${user}`, kind: 'local-user' as const }] : [])],
      laps: traits.has('historian') || release.build === '9600' ? null : { product: 'windows-laps', enabled: true, backupTo: 'active-directory', passwordAgeDays: 30 },
      automaticSignIn: traits.has('kiosk') ? 'frontdesk' : null, sudoRules: [], directoryUsers: ['active-directory'],
    },
    activity: { signIns: people.map(({ signedIn }, index) => ({ id: String(1001 + index), lastSignInAt: signedIn })), logBeganOn: dayBefore(asOf, 400), lastSignInAt: people[0]?.signedIn ?? dayBefore(now, 2) },
  };
}
