import type { Hardware } from '../../../wire/sections/hardware.ts';
import type { Instance } from '../../host/cim.ts';
import { cim, cimFlag, cimInstant, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { firmwareText } from '../../host/firmware-text.ts';
import { sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { hklm, keysOf, registryNumber, registryText } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';

const secure = String.raw`SYSTEM\CurrentControlSet\Control\SecureBoot`;

export const chipSources = {
  /** For administrators only. */
  tpm: cim('root/cimv2/Security/MicrosoftTpm:Win32_Tpm', ['IsEnabled_InitialValue', 'IsActivated_InitialValue', 'ManufacturerId', 'SpecVersion']),
  /** Of each endorsement certificate only the first day leaves the script. */
  endorsement: {
    kind: 'powershell',
    script: '$info = Get-TpmEndorsementKeyInfo\n@($info.ManufacturerCertificates) + @($info.AdditionalCertificates) | Where-Object { $_ } | Select-Object -Property "NotBefore"',
    timeoutMs: 20_000,
  },
  /** There only where Windows was started by UEFI. */
  secureBootState: hklm(String.raw`${secure}\State`, ['UEFISecureBootEnabled']),
  secureBootServicing: hklm(String.raw`${secure}\Servicing`, ['UEFICA2023Status', 'WindowsUEFICA2023Capable']),
  firmwareKind: hklm(String.raw`SYSTEM\CurrentControlSet\Control`, ['PEFirmwareType']),
} as const satisfies Sources;

type At = Look<typeof chipSources>;

/** The security chip by Win32_Tpm, which has no instance where there is none. */
export function tpmOf(at: At, today: string): Hardware['tpm'] {
  const { list, why } = instancesOf(at, 'tpm');
  if (why) return at.lack('tpm', why);
  const [it] = list ?? [];
  if (it === undefined) return null;
  const version = cimText(it('SpecVersion'))?.split(',')[0]?.trim();
  const [enabled, activated] = [cimFlag(it('IsEnabled_InitialValue')), cimFlag(it('IsActivated_InitialValue'))];
  return {
    version: version !== undefined && /^\d\.\d{1,2}$/.test(version) ? version : it('SpecVersion') === null ? null : at.lack('tpm.version', { reason: 'unreadable', detail: 'SpecVersion' }),
    manufacturer: makerOf(at, it),
    enabled: typeof enabled === 'boolean' && typeof activated === 'boolean' ? enabled && activated : at.lack('tpm.enabled', { reason: 'unreadable', detail: 'IsEnabled_InitialValue' }),
    endorsedOn: endorsedOn(at, today),
  };
}

/** Four letters in one number, 1229346816 is IFX. */
function makerOf(at: At, it: Instance): string | null | undefined {
  const id = cimNumber(it('ManufacturerId'));
  if (typeof id !== 'number') return id === null ? null : at.lack('tpm.manufacturer', { reason: 'unreadable', detail: 'ManufacturerId' });
  const letters = [24, 16, 8, 0].map((shift) => String.fromCharCode((id >>> shift) & 0xff)).join('');
  return firmwareText(letters)?.slice(0, 64) ?? null;
}

/** The first of the days from which its certificates are valid; null where the chip holds none. */
function endorsedOn(at: At, today: string): string | null | undefined {
  const { list, why } = instancesOf(at, 'endorsement');
  if (why) return at.lack('tpm.endorsedOn', why);
  const days = (list ?? []).flatMap((it) => cimInstant(it('NotBefore'))?.slice(0, 10) ?? []);
  if (days.length < (list?.length ?? 0)) return at.lack('tpm.endorsedOn', { reason: 'unreadable', detail: 'NotBefore' });
  return sortedSet(days.filter((day) => day >= '2000' && day <= today))[0] ?? null;
}

/**
 * Secure Boot, and which certificates of Microsoft it goes by: UEFICA2023Status and WindowsUEFICA2023Capable of KB5068202.
 * A computer that came with the new certificates may keep the status "NotStarted", so the second value counts beside it.
 */
export function secureBootFacts(at: At): Pick<Hardware, 'secureBoot' | 'secureBootCertificates'> {
  const secureBoot = secureBootOf(at);
  if (secureBoot === undefined) {
    const why = at.missing().find(({ path }) => path === 'secureBoot') ?? { reason: 'unreadable' as const };
    return { secureBoot, secureBootCertificates: at.lack('secureBootCertificates', why) };
  }
  return { secureBoot, secureBootCertificates: secureBoot === true ? certificatesOf(at) : null };
}

function secureBootOf(at: At): boolean | null | undefined {
  const [state, kind] = [keysOf(at, 'secureBootState'), keysOf(at, 'firmwareKind')];
  const enabled = registryNumber(state.keys[0]?.value('UEFISecureBootEnabled') ?? null);
  if (enabled === 0 || enabled === 1) return enabled === 1;
  if (state.why || typeof enabled === 'number' || enabled === undefined) return at.lack('secureBoot', state.why ?? { reason: 'unreadable', detail: 'UEFISecureBootEnabled' });
  const type = registryNumber(kind.keys[0]?.value('PEFirmwareType') ?? null);
  if (type === 1) return null;
  return type === 2 ? false : at.lack('secureBoot', kind.why ?? { reason: 'not-visible-from-here', detail: 'PEFirmwareType' });
}

function certificatesOf(at: At): Hardware['secureBootCertificates'] {
  const { keys, why } = keysOf(at, 'secureBootServicing');
  const [key] = keys;
  if (key === undefined) return at.lack('secureBootCertificates', why ?? { reason: 'not-visible-from-here', detail: 'this Windows does not tell it yet' });
  const [status, capable] = [registryText(key.value('UEFICA2023Status')), registryNumber(key.value('WindowsUEFICA2023Capable'))];
  if (status === 'Updated' || capable === 2) return '2023';
  if (status === 'InProgress' || capable === 1) return 'in-progress';
  if (status === 'NotStarted' && (capable === 0 || capable === null)) return '2011';
  return at.lack('secureBootCertificates', { reason: status === null ? 'not-visible-from-here' : 'unreadable', detail: 'UEFICA2023Status' });
}
