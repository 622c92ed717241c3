import type { Hardware } from '../../../wire/sections/hardware.ts';
import { firmwareText } from '../../host/firmware-text.ts';
import type { Look } from '../../host/reading.ts';
import { part } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import type { Firmware } from './batteries.ts';

/** See Documentation/ABI/stable/sysfs-class-tpm of the kernel. World-readable, but for `caps`. */
export const chipSources = {
  tpm: { kind: 'names', pattern: '/sys/class/tpm/tpm*' },
  tpmVersion: { kind: 'files', pattern: '/sys/class/tpm/tpm*/tpm_version_major', trust: 'kernel' },
  /** Chips of version 1.2 only. */
  tpmCaps: { kind: 'files', pattern: '/sys/class/tpm/tpm*/device/caps', trust: 'kernel' },
  tpmEnabled: { kind: 'files', pattern: '/sys/class/tpm/tpm*/device/enabled', trust: 'kernel' },
} as const satisfies Sources;

/**
 * The security chip. The kernel only makes a device of a chip that answers, so that one of version 2.0 is switched on; one of
 * version 1.2 says it. Who made a 2.0 chip and its endorsement certificate only the chip itself tells, to programs that
 * are not started here.
 */
export function tpmOf(at: Look<typeof chipSources>): Hardware['tpm'] {
  const { entries, incomplete } = at.all('tpm');
  if (entries.length === 0) return incomplete ? at.lack('tpm', incomplete) : null;
  const [first = ''] = entries.map(({ path }) => part(path, 4));
  const version = at.fact('tpm.version', at.each('tpmVersion', 4)(first), (major) => (major === '2' ? '2.0' : major === '1' ? '1.2' : undefined), first);
  const asked = { reason: 'not-visible-from-here', detail: 'only the chip itself tells' } as const;
  const caps = at.each('tpmCaps', 4)(first);
  const maker = caps.state === 'absent' ? at.lack('tpm.manufacturer', asked) : at.fact('tpm.manufacturer', caps, makerIn);
  const switched = at.fact('tpm.enabled', at.each('tpmEnabled', 4)(first), (text) => (text === '1' ? true : text === '0' ? false : undefined));
  return { version, manufacturer: maker, enabled: switched === null ? true : switched, endorsedOn: at.lack('tpm.endorsedOn', asked) };
}

/** `Manufacturer: 0x49465800`: four letters, padded with zeroes. */
function makerIn(text: string): string | null {
  const hex = /^Manufacturer:\s*0x([0-9a-f]{8})$/im.exec(text)?.[1];
  return hex === undefined ? null : firmwareText(Buffer.from(hex, 'hex').toString('latin1'))?.slice(0, 64) ?? null;
}

/** Names that makers give their controllers. */
const controllers: readonly (readonly [RegExp, string])[] = [
  [/^dell/i, 'iDRAC'], [/^(?:hp|hpe|hewlett)/i, 'iLO'], [/^(?:lenovo|ibm)/i, 'XCC or IMM'], [/^fujitsu/i, 'iRMC'], [/^cisco/i, 'CIMC'], [/^(?:huawei|xfusion)/i, 'iBMC'],
];

/** A server whose firmware describes an interface to a management controller: SMBIOS type 38 (DSP0134 7.39). Its own version only the controller tells. */
export function bmcOf(at: Pick<Look<Sources>, 'lack'>, firmware: Firmware, manufacturer: string | null | undefined): Hardware['bmc'] {
  if ('failed' in firmware)
    return at.lack('bmc', firmware.failed.state === 'failed' ? firmware.failed : { reason: 'not-visible-from-here', detail: 'no table of SMBIOS' });
  if (!firmware.structures.some(({ type }) => type === 38)) return null;
  const product = manufacturer === undefined ? at.lack('bmc.product', { reason: 'not-visible-from-here', detail: 'the maker is not known' }) : (controllers.find(([name]) => name.test(manufacturer ?? ''))?.[1] ?? null);
  return { product, version: at.lack('bmc.version', { reason: 'not-visible-from-here', detail: 'only the controller tells' }) };
}
