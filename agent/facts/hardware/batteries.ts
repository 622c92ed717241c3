import type { Hardware } from '../../../wire/sections/hardware.ts';
import { firmwareText } from '../../host/firmware-text.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { inOrder, printable, textOf, wholeNumber } from '../../host/reading.ts';
import type { Reading, Sources } from '../../host/source.ts';
import { dayOf } from './firmware-day.ts';
import type { Structure } from './smbios.ts';
import { numberAt, stringAt } from './smbios.ts';

type Battery = NonNullable<Hardware['batteries']>[number];

/** See Documentation/ABI/testing/sysfs-class-power of the kernel: energy in µWh, charge in µAh, voltage in µV. */
export const batterySources = {
  supplyType: { kind: 'files', pattern: '/sys/class/power_supply/*/type', trust: 'kernel' },
  /** `Device` for the battery of a mouse or a headset. */
  supplyScope: { kind: 'files', pattern: '/sys/class/power_supply/*/scope', trust: 'kernel' },
  supplyMaker: { kind: 'files', pattern: '/sys/class/power_supply/*/manufacturer', trust: 'kernel' },
  supplyModel: { kind: 'files', pattern: '/sys/class/power_supply/*/model_name', trust: 'kernel' },
  supplyEnergy: { kind: 'files', pattern: '/sys/class/power_supply/*/energy_full_design', trust: 'kernel' },
  supplyCharge: { kind: 'files', pattern: '/sys/class/power_supply/*/charge_full_design', trust: 'kernel' },
  supplyVoltage: { kind: 'files', pattern: '/sys/class/power_supply/*/voltage_min_design', trust: 'kernel' },
} as const satisfies Sources;

/** Dates that whole product lines carry, measured over the public reports of linux-hardware.org. */
const sharedDays = new Set([
  '1997-08-11', '2004-01-01', '2006-10-31', '2007-01-01', '2007-10-12', '2009-01-01', '2010-07-07', '2010-08-08', '2012-01-01', '2013-01-01',
]);

/** Why there are no structures to look into, or the structures. */
export type Firmware = { readonly structures: readonly Structure[] } | { readonly failed: Exclude<Reading, { state: 'read' }> };

/** The batteries that power this computer, by name. `today` is a day: what was made later tells no date. */
export function batteriesOf(look: Look<typeof batterySources>, firmware: Firmware, today: string): Battery[] | undefined {
  const why = whyUnread(look, 'supplyType') ?? whyUnread(look, 'supplyScope');
  if (why) return look.lack('batteries', why);
  const [type, scope] = [look.by('supplyType', 4), look.by('supplyScope', 4)];
  const names = [...type.keys()].filter((name) => textOf(type.get(name)) === 'Battery' && textOf(scope.get(name)) !== 'Device');
  const [maker, model] = [look.each('supplyMaker', 4), look.each('supplyModel', 4)];
  const [energy, charge, voltage] = [look.each('supplyEnergy', 4), look.each('supplyCharge', 4), look.each('supplyVoltage', 4)];
  const number = (reading: Reading) => look.fact('batteries[].designWh', reading, (text) => wholeNumber(text) ?? null);
  return names.sort(inOrder).map((name) => {
    const own = look.fact('batteries[].model', model(name), firmwareText);
    return {
      name: printable(name, 64),
      manufacturer: look.fact('batteries[].manufacturer', maker(name), firmwareText),
      model: own,
      designWh: wattHours(number(energy(name)), number(charge(name)), number(voltage(name))),
      manufacturedOn: madeOn(own ?? null, names.length, firmware, today) ?? noDate(look, firmware),
    };
  });
}

type Known = number | null | undefined;

function wattHours(energy: Known, charge: Known, voltage: Known): number | null | undefined {
  if (!energy && [energy, charge, voltage].includes(undefined)) return undefined;
  const watts = energy ? energy / 1e6 : ((charge ?? 0) / 1e6) * ((voltage ?? 0) / 1e6);
  return watts > 0 && watts < 10_000 ? Math.round(watts * 100) / 100 : null;
}

/** Date of manufacture from the portable battery structure (type 22) of the same name, or of the only battery. */
export function madeOn(model: string | null, batteries: number, firmware: Firmware, today: string): string | null {
  const portable = 'structures' in firmware ? firmware.structures.filter(({ type }) => type === 22) : [];
  const named = portable.filter((battery) => model !== null && firmwareText(stringAt(battery, 0x08) ?? '') === model);
  const [own] = named.length === 1 ? named : batteries === 1 && portable.length === 1 ? portable : [];
  if (own === undefined) return null;
  const day = dayOf(stringAt(own, 0x06) ?? '', today) ?? packedDay(numberAt(own, 0x12, 2) ?? 0, today);
  return day === undefined || day < '1996' || sharedDays.has(day) ? null : day;
}

function noDate(look: Look<typeof batterySources>, firmware: Firmware): null | undefined {
  return 'failed' in firmware && firmware.failed.state === 'failed' ? look.lack('batteries[].manufacturedOn', firmware.failed) : null;
}

/** Smart Battery date, DSP0134 7.23: bits 0 to 4 day, 5 to 8 month, 9 to 15 year since 1980. */
function packedDay(packed: number, today: string): string | undefined {
  return packed === 0 ? undefined : dayOf(`${1980 + (packed >> 9)}-${(packed >> 5) & 15}-${packed & 31}`, today);
}
