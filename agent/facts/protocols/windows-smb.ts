import type { Protocols } from '../../../wire/sections/protocols.ts';
import { cimFlag, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { allOf, anyOf, byRelease, decidedBy, firstKnown, firstSet, known, mapped, numberSet, orElse, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look } from '../../host/reading.ts';
import { hklm, keysOf, registryNumber } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';
import { featureOn, featureSources } from '../../host/windows-features.ts';
import { builds, buildOf, isController } from '../../host/windows-release.ts';
import type { releaseSources } from '../../host/windows-release.ts';
import type { serviceSources, WindowsServices } from '../../host/windows-services.ts';
import { serviceNamed, startsItself } from '../../host/windows-services.ts';

/**
 * File sharing: what the SMB service and client say of themselves, defaults counted in ("Get-SmbServerConfiguration"),
 * and the values behind it ("Detect, enable, and disable SMBv1, SMBv2, and SMBv3 in Windows").
 */
export const smbSources = {
  ...featureSources,
  smbServer: { kind: 'powershell', script: "Get-SmbServerConfiguration | Select-Object -Property 'EnableSMB1Protocol', 'RequireSecuritySignature', 'EncryptData', 'RejectUnencryptedAccess'", timeoutMs: 30_000 },
  smbClient: { kind: 'powershell', script: 'Get-SmbClientConfiguration | Select-Object -Property RequireSecuritySignature', timeoutMs: 30_000 },
  server: hklm(String.raw`SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters`, ['SMB1', 'RequireSecuritySignature', 'EncryptData', 'RejectUnencryptedAccess', 'MinSmb2Dialect', 'RestrictNullSessAccess']),
  serverPolicy: hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows\LanmanServer`, ['MinSmb2Dialect']),
  workstation: hklm(String.raw`SYSTEM\CurrentControlSet\Services\LanmanWorkstation\Parameters`, ['RequireSecuritySignature']),
  smb1Driver: hklm(String.raw`SYSTEM\CurrentControlSet\Services\mrxsmb10`, ['Start']),
  lsa: hklm(String.raw`SYSTEM\CurrentControlSet\Control\Lsa`, ['LmCompatibilityLevel', 'RestrictAnonymousSAM']),
  guest: { kind: 'cim', namespace: 'root/cimv2', class: 'Win32_UserAccount', properties: ['SID', 'Disabled'], filter: "LocalAccount = TRUE AND SID LIKE '%-501'" },
  shares: { kind: 'cim', namespace: 'root/cimv2', class: 'Win32_Share', properties: ['Name', 'Type'] },
} as const satisfies Sources;

type At = Look<typeof smbSources & typeof serviceSources & typeof releaseSources>;
type Smb = NonNullable<Protocols['smb']>;

/** The SMB server and client; null where neither is installed. */
export function smb(at: At, services: WindowsServices): Smb | null | undefined {
  const parts = [serviceNamed(services, 'LanmanServer'), serviceNamed(services, 'LanmanWorkstation')];
  if (parts.every(({ value }) => value === null)) return null;
  const why = parts.find((part) => part.why)?.why;
  if (why) return at.lack('smb', why);
  const encrypted = allOf(serverFlag(at, 'EncryptData', known(0)), serverFlag(at, 'RejectUnencryptedAccess', known(1)));
  const told = <T>(field: string, it: Known<T>) => tell(at, `smb.${field}`, it);
  return {
    server: told('server', startsItself(services, 'LanmanServer')),
    smb1Server: told('smb1Server', smb1Server(at)),
    smb1Client: told('smb1Client', mapped(numberSet(at, 'smb1Driver', 'Start'), (start) => (start === null ? false : start <= 4 ? start !== 4 : undefined))),
    minDialect: told('minDialect', minDialect(at)),
    signingRequiredServer: told('signingRequiredServer', signing(at, 'server')),
    signingRequiredClient: told('signingRequiredClient', signing(at, 'workstation')),
    encryptionRequired: told('encryptionRequired', encrypted),
    guestAllowed: told('guestAllowed', guestAllowed(at)),
    nullSessions: told('nullSessions', nullSessions(at)),
  };
}

/** What the cmdlet says; where it cannot be asked, the value behind it. */
function serverFlag(at: At, name: 'EncryptData' | 'RejectUnencryptedAccess', usual: Known<number>): Known<boolean> {
  return firstKnown(said(at, 'smbServer', name), mapped(orElse(numberSet(at, 'server', name), usual), (number) => number !== 0));
}

function said(at: At, source: 'smbServer' | 'smbClient', name: string): Known<boolean> {
  const { list, why } = instancesOf(at, source);
  const instance = list?.[0];
  if (!instance) return { why: why ?? { reason: 'not-visible-from-here', detail: source } };
  return mapped(known(instance(name) ?? null), (value) => cimFlag(value) ?? undefined, name);
}

/** The service speaks it where the feature is there and no value forbids it; before Windows 8.1 it could not be taken out. */
function smb1Server(at: At): Known<boolean> {
  const features = allOf(...(['SMB1Protocol', 'SMB1Protocol-Server'] as const).map((name) => mapped(featureOn(at, name), (on) => on ?? true)));
  const allowed = firstKnown(said(at, 'smbServer', 'EnableSMB1Protocol'), mapped(orElse(numberSet(at, 'server', 'SMB1'), known(1)), (number) => number !== 0));
  return allOf(features, allowed);
}

const dialects: Readonly<Record<number, string>> = { 0x202: '2.0.2', 0x210: '2.1', 0x300: '3.0', 0x302: '3.0.2', 0x311: '3.1.1' };

function minDialect(at: At): Known<string | null> {
  const set = firstSet(numberSet(at, 'serverPolicy', 'MinSmb2Dialect'), numberSet(at, 'server', 'MinSmb2Dialect'));
  return mapped(set, (number) => (number === null ? null : dialects[number]), 'MinSmb2Dialect');
}

/**
 * Required where the value says so; without a value not, up to Windows 11 23H2 and Server 2022. Later editions differ
 * ("Control SMB signing behavior"), so that only the cmdlet can tell.
 */
function signing(at: At, side: 'server' | 'workstation'): Known<boolean> {
  const usual = byRelease(buildOf(at), (build) => (build < builds.v24h2 ? 0 : undefined), 'the default of signing differs by edition');
  return firstKnown(said(at, side === 'server' ? 'smbServer' : 'smbClient', 'RequireSecuritySignature'), mapped(orElse(numberSet(at, side, 'RequireSecuritySignature'), usual), (number) => number === 1));
}

/** Nobody is let in as a guest while the account is disabled; when it is not, rights decide that are not read. */
function guestAllowed(at: At): Known<boolean> {
  const { list, why } = instancesOf(at, 'guest');
  if (!list) return { why: why ?? { reason: 'not-visible-from-here', detail: 'Win32_UserAccount' } };
  const states = list.filter((instance) => cimText(instance('SID'))?.endsWith('-501')).map((instance) => cimFlag(instance('Disabled')));
  if (states.length > 0 && states.every((disabled) => disabled === true)) return known(false);
  return { why: { reason: 'not-visible-from-here', detail: 'the guest account is enabled, and which rights it has is not read' } };
}

/** RestrictAnonymousSAM and RestrictNullSessAccess are on unless somebody switched them off; a domain controller answers more. */
function nullSessions(at: At): Known<boolean> {
  const open = anyOf(...([['lsa', 'RestrictAnonymousSAM'], ['server', 'RestrictNullSessAccess']] as const).map(([source, name]) => mapped(orElse(numberSet(at, source, name), known(1)), (number) => number === 0)));
  if (open.why || open.value) return open;
  return decidedBy(isController(at), (is) => (is ? undefined : false), { reason: 'not-visible-from-here', detail: 'what a domain controller answers depends on its groups' });
}

/** Shared folders; printers are shared by another list. Bit 31 of Type says that the system made it ("Win32_Share class"). */
export function sharesOf(at: At): Protocols['shares'] {
  const { list, why } = instancesOf(at, 'shares');
  if (!list) return why ? at.lack('shares', why) : [];
  const guest = guestAllowed(at);
  const found = list.flatMap((instance): NonNullable<Protocols['shares']> => {
    const [name, type] = [cimText(instance('Name'), 255), cimNumber(instance('Type'))];
    if (typeof name !== 'string' || typeof type !== 'number') {
      at.lack('shares', { reason: 'unreadable', detail: 'Win32_Share' });
      return [];
    }
    return type % 4 === 1 ? [] : [{ name, guest: tell(at, 'shares[].guest', guest), administrative: type >= 0x8000_0000 }];
  });
  return [...new Map(found.map((share) => [share.name, share])).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** LmCompatibilityLevel; null where it is not set and the default (3: NTLMv2 is sent, NTLM still taken) holds. */
export function lmLevel(at: At): Known<number | null> {
  const { keys, why } = keysOf(at, 'lsa');
  if (keys[0] === undefined) return why ? { why } : known(null);
  return mapped(known(keys[0].value('LmCompatibilityLevel')), (value) => (value === null ? null : inRange(registryNumber(value))), 'LmCompatibilityLevel');
}

/** Windows 11 24H2 and Server 2025 have no NTLM version 1 any more ("Features and functionality removed in Windows client"). */
export function ntlmV2Only(at: At): Known<boolean> {
  const level = lmLevel(at);
  if (level.why || level.value === 5) return mapped(level, (number) => number === 5);
  return mapped(buildOf(at), (build) => build >= builds.v24h2);
}

function inRange(number: number | null | undefined): number | undefined {
  return typeof number === 'number' && number <= 5 ? number : undefined;
}

