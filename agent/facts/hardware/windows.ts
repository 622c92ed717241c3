import type { Hardware } from '../../../wire/sections/hardware.ts';
import { cim, cimInstant, cimNumber, cimText, instancesOf, told } from '../../host/cim.ts';
import type { Instance } from '../../host/cim.ts';
import { firmwareSerial, firmwareText } from '../../host/firmware-text.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import { hklm, keysOf, registryBytes } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import type { Firmware } from './batteries.ts';
import { chassisOf } from './chassis.ts';
import { bmcOf } from './chips.ts';
import { memoryModulesOf } from './memory-modules.ts';
import { structuresOf } from './smbios.ts';
import { hypervisorByName } from './virtualization.ts';
import { batterySources, batteriesOf } from './windows-batteries.ts';
import { chipSources, secureBootFacts, tpmOf } from './windows-chips.ts';
import { cpuOf, cpuSources } from './windows-cpu.ts';
import { arraysOf, diskSources, disksOf } from './windows-disks.ts';
import { modulesOf, moduleSources } from './windows-memory.ts';
import { monitorsOf, monitorSources } from './windows-monitors.ts';

const sources = {
  system: cim('root/cimv2:Win32_ComputerSystem', ['Manufacturer', 'Model', 'SystemSKUNumber', 'TotalPhysicalMemory', 'HypervisorPresent']),
  product: cim('root/cimv2:Win32_ComputerSystemProduct', ['IdentifyingNumber', 'Version']),
  enclosure: cim('root/cimv2:Win32_SystemEnclosure', ['ChassisTypes']),
  board: cim('root/cimv2:Win32_BaseBoard', ['Manufacturer', 'Product', 'Version', 'SerialNumber']),
  bios: cim('root/cimv2:Win32_BIOS', ['Manufacturer', 'SMBIOSBIOSVersion', 'ReleaseDate']),
  video: cim('root/cimv2:Win32_VideoController', ['Name', 'DriverDate']),
  /** The table of the firmware as the driver mssmbios keeps it, behind a header of eight bytes (RawSMBIOSData of GetSystemFirmwareTable). */
  firmwareTable: hklm(String.raw`SYSTEM\CurrentControlSet\Services\mssmbios\Data`, ['SMBiosData']),
  ...cpuSources,
  ...moduleSources,
  ...diskSources,
  ...monitorSources,
  ...batterySources,
  ...chipSources,
} as const satisfies Sources;

type At = Look<typeof sources>;
type TextSource = 'system' | 'product' | 'board' | 'bios';

/** By the CIM classes named above (learn.microsoft.com, "CIM Win32, WMI providers"), whose texts are those of the firmware. */
export const windows: PlatformFact<Hardware> = { sources: () => sources, parse };

function parse(answers: Answers, { now }: ParseContext): Parsed<Hardware> {
  const at = look(answers, sources);
  const today = now.slice(0, 10);
  const [manufacturer, model] = [firmware(at, 'manufacturer', ['system', 'Manufacturer']), modelOf(at)];
  const board = boardOf(at);
  const virtualization = virtualizationOf(at, { manufacturer, model, board });
  const table = tableOf(at);
  const data: Hardware = {
    manufacturer,
    model,
    modelYear: null,
    sku: firmware(at, 'sku', ['system', 'SystemSKUNumber']),
    serial: serial(at, 'serial', ['product', 'IdentifyingNumber']),
    chassis: typeof virtualization === 'string' ? 'virtual' : chassis(at),
    board,
    firmware: biosOf(at, today),
    cpu: cpuOf(at),
    memoryMiB: memoryOf(at),
    memoryModules: 'structures' in table ? memoryModulesOf(table.structures) : modulesOf(at),
    disks: disksOf(at),
    arrays: arraysOf(at),
    monitors: monitorsOf(at, Number(now.slice(0, 4))),
    batteries: batteriesOf(at, table, today),
    graphics: graphicsOf(at, today),
    tpm: tpmOf(at, today),
    bmc: bmcOf(at, table, manufacturer),
    ...secureBootFacts(at),
    virtualization,
  };
  if (data.memoryModules?.some(({ sizeMiB }) => sizeMiB === undefined)) at.lack('memoryModules[].sizeMiB', { reason: 'unreadable', detail: 'SMBIOS' });
  return { data, missing: at.missing() };
}

/** The first instance of a class that every computer has one of. */
function only(at: At, path: string, source: keyof typeof sources): Instance | undefined {
  const { list, why } = instancesOf(at, source);
  const [first] = list ?? [];
  return first ?? at.lack(path, why ?? { reason: 'not-visible-from-here', detail: source });
}

function field(at: At, path: string, [source, property, parseText]: readonly [TextSource, string, (text: string) => string | null]): string | null | undefined {
  const it = only(at, path, source);
  if (it === undefined) return undefined;
  const value = it(property);
  return told(at, path, value === null ? null : typeof value === 'string' ? parseText(value) : undefined);
}

function firmware(at: At, path: string, [source, property]: readonly [TextSource, string]): string | null | undefined {
  return field(at, path, [source, property, firmwareText]);
}

function serial(at: At, path: string, [source, property]: readonly [TextSource, string]): string | null | undefined {
  return field(at, path, [source, property, firmwareSerial]);
}

/** Lenovo gives its number as model and the name people know as version ("ThinkPad T490"), see Win32_ComputerSystemProduct. */
function modelOf(at: At): string | null | undefined {
  return firmware(at, 'model', ['system', 'Model']);
}

function boardOf(at: At): Hardware['board'] {
  const { list, why } = instancesOf(at, 'board');
  if (why) return at.lack('board', why);
  if (list === undefined || list.length === 0) return null;
  const board = {
    manufacturer: firmware(at, 'board.manufacturer', ['board', 'Manufacturer']),
    model: firmware(at, 'board.model', ['board', 'Product']),
    version: firmware(at, 'board.version', ['board', 'Version']),
    serial: serial(at, 'board.serial', ['board', 'SerialNumber']),
  };
  return Object.values(board).every((value) => value === null) ? null : board;
}

function biosOf(at: At, today: string): Hardware['firmware'] {
  const { list, why } = instancesOf(at, 'bios');
  if (why) return at.lack('firmware', why);
  const [bios] = list ?? [];
  if (bios === undefined) return null;
  return {
    vendor: firmware(at, 'firmware.vendor', ['bios', 'Manufacturer']),
    version: firmware(at, 'firmware.version', ['bios', 'SMBIOSBIOSVersion']),
    releasedOn: told(at, 'firmware.releasedOn', pastDay(bios('ReleaseDate'), today)),
  };
}

/** The day of a moment that Windows made from a date without time; null for one that was not yet or before 1980. */
function pastDay(value: unknown, today: string): string | null | undefined {
  const day = cimInstant(value)?.slice(0, 10);
  if (day === undefined) return value === null ? null : undefined;
  return day >= '1980' && day <= today ? day : null;
}

function chassis(at: At): string | null | undefined {
  const it = only(at, 'chassis', 'enclosure');
  if (it === undefined) return undefined;
  const types = it('ChassisTypes');
  if (types === null) return null;
  return told(at, 'chassis', Array.isArray(types) && types.length > 0 ? chassisOf(String(types[0])) : undefined);
}

function memoryOf(at: At): number | undefined {
  const bytes = cimNumber(only(at, 'memoryMiB', 'system')?.('TotalPhysicalMemory'));
  return typeof bytes === 'number' ? Math.floor(bytes / 1_048_576) : at.lack('memoryMiB', { reason: 'unreadable', detail: 'TotalPhysicalMemory' });
}

function tableOf(at: At): Firmware {
  const { keys, why } = keysOf(at, 'firmwareTable');
  if (keys.length === 0) return { failed: why ? { state: 'failed', detail: '', ...why } : { state: 'absent' } };
  const bytes = registryBytes(keys[0]?.value('SMBiosData'));
  const structures = bytes && bytes.length > 8 ? structuresOf(bytes.subarray(8)) : undefined;
  return structures ? { structures } : { failed: { state: 'failed', reason: 'unreadable', detail: 'SMBiosData' } };
}

function graphicsOf(at: At, today: string): Hardware['graphics'] {
  const { list, why } = instancesOf(at, 'video');
  if (list === undefined) return at.lack('graphics', why ?? { reason: 'not-visible-from-here', detail: sources.video.class });
  const adapters = list.flatMap((it) => {
    const name = cimText(it('Name'), 128);
    if (typeof name !== 'string') return at.lack('graphics', { reason: 'unreadable', detail: sources.video.class }) ?? [];
    return [{ name, driverOn: told(at, 'graphics[].driverOn', pastDay(it('DriverDate'), today)) }];
  });
  return sortedBy(adapters, ({ name, driverOn }) => `${name}\0${driverOn ?? ''}`);
}

interface Self {
  readonly manufacturer: string | null | undefined;
  readonly model: string | null | undefined;
  readonly board: Hardware['board'];
}

/**
 * By the names that virtual machines go by. That a hypervisor is present says little: Windows itself runs on one wherever
 * virtualization-based security is on. Amazon sells whole machines under the name of its virtual ones, without a hypervisor.
 */
function virtualizationOf(at: At, { manufacturer, model, board }: Self): string | null | undefined {
  const named = hypervisorByName(`${manufacturer ?? ''}|${model ?? ''}|${board?.model ?? ''}`);
  if (named !== undefined) return named;
  const it = only(at, 'virtualization', 'system');
  if (it === undefined) return undefined;
  if (manufacturer === 'Amazon EC2') return it('HypervisorPresent') === true ? 'kvm' : null;
  if (/^bochs/i.test(manufacturer ?? '')) return 'other';
  return manufacturer === undefined || model === undefined || board === undefined ? at.lack('virtualization', { reason: 'unreadable', detail: 'the names of the computer' }) : null;
}
