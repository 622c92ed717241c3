import type { Power } from '../../../wire/sections/power.ts';
import { cim, cimText, instancesOf } from '../../host/cim.ts';
import { firmwareSerial, firmwareText } from '../../host/firmware-text.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import { hklm, keysOf, registryNumber } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { isUps } from '../../host/windows-battery.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

const sources = {
  /** The driver of HID power devices shows an UPS on a cable as a battery. */
  batteries: cim('root/wmi:BatteryStaticData', ['InstanceName', 'DeviceName', 'ManufactureName', 'SerialNumber', 'Capabilities']),
  services: hklm(String.raw`SYSTEM\CurrentControlSet\Services\*`, ['Start']),
  /** What the power plan in use does when the battery is nearly empty; 0 nothing. */
  plan: hklm(String.raw`SYSTEM\CurrentControlSet\Control\Power\User\PowerSchemes`, ['ActivePowerScheme']),
  criticalAction: hklm(String.raw`SYSTEM\CurrentControlSet\Control\Power\User\PowerSchemes\*\e73a048d-bf27-4f12-9731-8b2076e8891f\637ea02f-bbcb-4015-8e2c-a1c7b9c0b546`, ['DCSettingIndex']),
} as const satisfies Sources;

type At = Look<typeof sources>;
type Ups = NonNullable<Power['ups']>[number];
type Monitor = NonNullable<Power['monitors']>[number];

/** Services of programs that watch a power supply: apcupsd, Network UPS Tools, and those of APC, CyberPower and Eaton. */
const programs: Readonly<Record<string, Monitor['name']>> = {
  apcupsd: 'apcupsd', 'network ups tools': 'nut', 'nut': 'nut', apcpbeagent: 'other', apcpbeserver: 'other', 'apc ups service': 'other', pcns1: 'other', ppbe: 'other', ppuser: 'other', 'ppped': 'other',
  'powerpanel personal service': 'other', 'powerpanel business service': 'other', eatonipp: 'other', mc2: 'other',
};
const [automatic, disabled] = [2, 4];

/** Power supplies that Windows itself sees, and the services that watch one. */
export const windows: PlatformFact<Power> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Power> {
  const at = look(answers, sources);
  const ups = upsOf(at);
  const monitors = monitorsOf(at, ups ?? []);
  const isBlind = ups?.length === 0 && !monitors?.some(({ name }) => name === 'windows');
  const data: Power = {
    // No battery on a cable says nothing of a supply without one, or of one that a program asks.
    ups: isBlind ? at.lack('ups', { reason: 'not-visible-from-here', detail: monitors?.length ? 'only the program that watches it knows' : 'no program watches a power supply' }) : ups,
    monitors,
  };
  return { data, missing: at.missing() };
}

function upsOf(at: At): Ups[] | undefined {
  const { list, why } = instancesOf(at, 'batteries');
  if (why) return at.lack('ups', why);
  const found = (list ?? []).filter(isUps).map((it, index): Ups => {
    const said = (path: string, property: string, parse: (text: string) => string | null) => {
      const value = it(property);
      return value === null ? null : typeof value === 'string' ? parse(value) : at.lack(`ups[].${path}`, { reason: 'unreadable', detail: property });
    };
    const hidden = { reason: 'not-visible-from-here', detail: 'the driver does not tell it' } as const;
    const model = said('model', 'DeviceName', firmwareText);
    return {
      name: model ?? cimText(it('InstanceName'), 128) ?? `ups ${index}`,
      by: 'windows',
      manufacturer: said('manufacturer', 'ManufactureName', firmwareText),
      model,
      serial: said('serial', 'SerialNumber', firmwareSerial),
      firmware: at.lack('ups[].firmware', hidden),
      manufacturedOn: at.lack('ups[].manufacturedOn', hidden),
      batteryChangedOn: at.lack('ups[].batteryChangedOn', hidden),
      local: true,
    };
  });
  return sortedBy(found, ({ name, serial }) => `${name}\0${serial ?? ''}`);
}

function monitorsOf(at: At, ups: readonly Ups[]): Monitor[] | undefined {
  const { keys, why } = keysOf(at, 'services');
  if (why) at.lack('monitors', why);
  if (why && keys.length === 0) return undefined;
  const services = keys.flatMap((key) => {
    const name = Object.hasOwn(programs, key.name.toLowerCase()) ? programs[key.name.toLowerCase()] : undefined;
    return name === undefined ? [] : [{ name, start: registryNumber(key.value('Start')) }];
  });
  const monitors = [...Map.groupBy(services, ({ name }) => name)].map(([name, all]): Monitor => {
    const starts = all.map(({ start }) => start);
    const enabled = starts.includes(automatic) ? true : starts.every((start) => typeof start === 'number' && start <= disabled) ? false : at.lack('monitors[].enabled', { reason: 'unreadable', detail: 'Start' });
    return { name, enabled, shutsDown: at.lack('monitors[].shutsDown', { reason: 'not-visible-from-here', detail: 'its own settings tell it' }) };
  });
  const own: Monitor[] = ups.length === 0 ? [] : [{ name: 'windows', enabled: true, shutsDown: shutsDown(at) }];
  return sortedBy([...monitors, ...own], ({ name }) => name);
}

/** Action for a critical battery: 0 nothing, 1 sleep, 2 hibernate, 3 shut down ("Power policy settings" at learn.microsoft.com). */
function shutsDown(at: At): boolean | null | undefined {
  const [plan, actions] = [keysOf(at, 'plan'), keysOf(at, 'criticalAction')];
  const why = plan.why ?? actions.why;
  if (why) return at.lack('monitors[].shutsDown', why);
  const active = plan.keys[0]?.value('ActivePowerScheme');
  if (typeof active !== 'string') return null;
  const key = actions.keys.find(({ path }) => path.toLowerCase().includes(`\\${active.toLowerCase()}\\`));
  const action = key && registryNumber(key.value('DCSettingIndex'));
  if (action === undefined && key === undefined) return null;
  return typeof action === 'number' && action <= 3 ? action !== 0 && action !== 1 : action === null ? null : at.lack('monitors[].shutsDown', { reason: 'unreadable', detail: 'DCSettingIndex' });
}
