import type { Known } from './known.ts';
import { mapped, numberSet, textSet } from './known.ts';
import type { Look } from './reading.ts';
import { wholeNumber } from './reading.ts';
import { hklm } from './registry.ts';
import type { Sources } from './source.ts';

/** Which Windows it is, where a default depends on it. */
export const releaseSources = {
  release: hklm(String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion`, ['CurrentBuild', 'InstallationType', 'EditionID']),
  /** 1 where Windows counts itself as domain controller: it has the database of a directory. */
  ntds: hklm(String.raw`SYSTEM\CurrentControlSet\Services\NTDS\Parameters`, ['LDAPServerIntegrity', 'LdapEnforceChannelBinding']),
  productType: hklm(String.raw`SYSTEM\CurrentControlSet\Control\ProductOptions`, ['ProductType']),
} as const satisfies Sources;

type At = Look<typeof releaseSources>;

/** Builds at which defaults changed, by the release they began with (learn.microsoft.com, "Windows release information"). */
export const builds = { windows8: 9200, windows81: 9600, windows10: 10_240, v1607: 14_393, v1703: 15_063, v1709: 16_299, server2022: 20_348, windows11: 22_000, v22h2: 22_621, v24h2: 26_100 } as const;

/** The build, such as 19045. */
export function buildOf(at: At): Known<number> {
  return mapped(textSet(at, 'release', 'CurrentBuild'), (text) => wholeNumber(text ?? undefined), 'CurrentBuild');
}

/** Client, server with or without a desktop (InstallationType of setup). */
export function installationOf(at: At): Known<'client' | 'server' | 'server-core'> {
  const kinds = { client: 'client', server: 'server', 'server core': 'server-core', 'nano server': 'server-core' } as const;
  return mapped(textSet(at, 'release', 'InstallationType'), (text) => kinds[(text ?? '').toLowerCase() as keyof typeof kinds], 'InstallationType');
}

/** Whether it is a domain controller: ProductType is WinNT, ServerNT or LanmanNT (a controller). */
export function isController(at: At): Known<boolean> {
  return mapped(textSet(at, 'productType', 'ProductType'), (text) => (['winnt', 'servernt', 'lanmannt'].includes((text ?? '').toLowerCase()) ? text?.toLowerCase() === 'lanmannt' : undefined), 'ProductType');
}

/** A number of the settings of the directory service. */
export function directorySetting(at: At, name: 'LDAPServerIntegrity' | 'LdapEnforceChannelBinding'): Known<number | null> {
  return numberSet(at, 'ntds', name);
}
