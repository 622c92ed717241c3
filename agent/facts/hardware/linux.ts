import type { Hardware } from '../../../wire/sections/hardware.ts';
import { blockDevices, blockSources } from '../../host/block-devices.ts';
import { containerDoubt, containerSources, inContainer } from '../../host/container.ts';
import { firmwareSerial, firmwareText } from '../../host/firmware-text.ts';
import { mountTable, mountsOf } from '../../host/mount-table.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, part, wholeNumber } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { arraySources, arraysOf } from './arrays.ts';
import type { Firmware } from './batteries.ts';
import { batteriesOf, batterySources } from './batteries.ts';
import { chassisOf } from './chassis.ts';
import { cpuOf, cpuSources, lacksTopology, topologySources } from './cpu.ts';
import { diskSources, disksOf } from './disks.ts';
import { monitorOf } from './edid.ts';
import { bmcOf, chipSources, tpmOf } from './chips.ts';
import { graphicsOf, graphicsSources } from './graphics.ts';
import { secureBootFacts, secureBootSources } from './secure-boot.ts';
import { sasQuestions } from './smart.ts';
import { dayOf } from './firmware-day.ts';
import { memoryModulesOf } from './memory-modules.ts';
import { structuresOf } from './smbios.ts';
import { virtualizationNames, virtualizationOf, virtualizationSources } from './virtualization.ts';

const sources = {
  vendor: dmi('sys_vendor'),
  product: dmi('product_name'),
  sku: dmi('product_sku'),
  /** Mode 0400: the kernel keeps serial numbers from ordinary users. */
  serial: dmi('product_serial'),
  chassis: dmi('chassis_type'),
  boardVendor: dmi('board_vendor'),
  boardName: dmi('board_name'),
  boardVersion: dmi('board_version'),
  boardSerialNumber: dmi('board_serial'),
  firmwareVendor: dmi('bios_vendor'),
  firmwareVersion: dmi('bios_version'),
  firmwareDate: dmi('bios_date'),
  /** The whole SMBIOS table, mode 0400: memory modules and the dates of batteries stand nowhere else. */
  smbios: { kind: 'file', path: '/sys/firmware/dmi/tables/DMI', trust: 'kernel', encoding: 'base64' },
  /** Boards without SMBIOS, such as a Raspberry Pi. */
  boardModel: { kind: 'file', path: '/sys/firmware/devicetree/base/model', trust: 'kernel' },
  boardSerial: { kind: 'file', path: '/sys/firmware/devicetree/base/serial-number', trust: 'kernel' },
  memory: { kind: 'file', path: '/proc/meminfo', trust: 'kernel' },
  edid: { kind: 'files', pattern: '/sys/class/drm/*/edid', trust: 'kernel', encoding: 'base64' },
  ...chipSources,
  ...graphicsSources,
  efi: { kind: 'names', pattern: '/sys/firmware/efi/*' },
  ...secureBootSources,
  mounts: mountTable,
  ...cpuSources,
  ...blockSources,
  ...diskSources,
  ...arraySources,
  ...batterySources,
  ...containerSources,
  ...virtualizationSources,
} as const satisfies Sources;

type At = Look<typeof sources>;

export const linux: PlatformFact<Hardware> = {
  sources: () => sources,
  more: {
    follows: 'how hardware threads are packed into cores, where /proc/cpuinfo does not say it (ARM); the date of manufacture of SAS disks by smartctl, where it is installed',
    sources: (answers) => ({ ...(lacksTopology(answers) ? topologySources : {}), ...sasQuestions(look(answers, sources)) }),
  },
  parse,
};

function parse(answers: Answers, { now }: ParseContext): Parsed<Hardware> {
  const at = look(answers, sources);
  const today = now.slice(0, 10);
  const mountText = at.text('mounts');
  const mounts = mountText === undefined ? undefined : mountsOf(mountText);
  const firmware = firmwareTable(at);
  const maker = makerOf(at);
  const virtualization = virtualizationOf(at, at.text('cpuinfo'), {
    vendor: maker.manufacturer, product: maker.model, board: at.text('boardName'), container: inContainer(at, mounts ?? []), doubt: doubtIn(at),
  });
  const data: Hardware = {
    ...maker,
    modelYear: null,
    sku: at.take('sku', 'sku', firmwareText),
    serial: at.take('serial', at.one('serial').state === 'absent' ? 'boardSerial' : 'serial', firmwareSerial),
    chassis: typeof virtualization === 'string' ? 'virtual' : at.take('chassis', 'chassis', chassisOf),
    board: boardOf(at),
    firmware: firmwareOf(at, today),
    cpu: cpuOf(at, answers),
    memoryMiB: at.need('memoryMiB', 'memory', memoryOf),
    memoryModules: modulesOf(at, firmware),
    disks: disksOf(at, { devices: blockDevices(at), mounts, answers, today }),
    arrays: arraysOf(at),
    monitors: monitorsOf(at, Number(now.slice(0, 4))),
    batteries: batteriesOf(at, firmware, today),
    graphics: graphicsOf(at),
    tpm: tpmOf(at),
    bmc: bmcOf(at, firmware, maker.manufacturer),
    ...secureBootFacts(at, mounts?.some(({ type }) => type === 'efivarfs') ?? false),
    virtualization,
  };
  return { data, missing: at.missing() };
}

function dmi<const Name extends string>(name: Name) {
  return { kind: 'file', path: `/sys/class/dmi/id/${name}`, trust: 'kernel' } as const;
}

/** Maker and model from SMBIOS, else from the device tree, whose `compatible` begins with `maker,board`. */
function makerOf(at: At): Pick<Hardware, 'manufacturer' | 'model'> {
  if (at.one('vendor').state !== 'absent' || at.one('boardModel').state === 'absent')
    return { manufacturer: at.take('manufacturer', 'vendor', firmwareText), model: at.take('model', 'product', firmwareText) };
  const manufacturer = at.take('manufacturer', 'boardCompatible', (text) => firmwareText(text.split(',')[0] ?? ''));
  return { manufacturer, model: at.take('model', 'boardModel', firmwareText) };
}

/** Why a hypervisor may have gone unnoticed. */
function doubtIn(at: At): Why | undefined {
  const asked = (['vendor', 'product', 'boardName', 'cpuinfo', ...virtualizationNames] as const).map((source) => at.one(source));
  const failed = asked.find(({ state }) => state === 'failed');
  return failed?.state === 'failed' ? failed : containerDoubt(at);
}

function boardOf(at: At): Hardware['board'] {
  const board = {
    manufacturer: at.take('board.manufacturer', 'boardVendor', firmwareText),
    model: at.take('board.model', 'boardName', firmwareText),
    version: at.take('board.version', 'boardVersion', firmwareText),
    serial: at.take('board.serial', 'boardSerialNumber', firmwareSerial),
  };
  return Object.values(board).every((value) => value === null) ? null : board;
}

function firmwareOf(at: At, today: string): Hardware['firmware'] {
  const firmware = {
    vendor: at.take('firmware.vendor', 'firmwareVendor', firmwareText),
    version: at.take('firmware.version', 'firmwareVersion', firmwareText),
    releasedOn: at.take('firmware.releasedOn', 'firmwareDate', (text) => (firmwareText(text) === null ? null : dayOf(text, today))),
  };
  return Object.values(firmware).every((value) => value === null) ? null : firmware;
}

function memoryOf(text: string): number | undefined {
  const kib = wholeNumber(/^MemTotal:\s+(\d+) kB$/m.exec(text)?.[1]);
  return kib === undefined ? undefined : Math.floor(kib / 1024);
}

function firmwareTable(at: At): Firmware {
  const reading = at.one('smbios');
  if (reading.state !== 'read') return { failed: reading };
  const structures = structuresOf(Buffer.from(reading.text, 'base64'));
  return structures ? { structures } : { failed: { state: 'failed', reason: 'unreadable', detail: sources.smbios.path } };
}

function modulesOf(at: At, firmware: Firmware): Hardware['memoryModules'] {
  if ('failed' in firmware)
    return at.lack('memoryModules', firmware.failed.state === 'failed' ? firmware.failed : { reason: 'not-visible-from-here', detail: sources.smbios.path });
  const modules = memoryModulesOf(firmware.structures);
  if (modules.some(({ sizeMiB }) => sizeMiB === undefined)) at.lack('memoryModules[].sizeMiB', { reason: 'unreadable', detail: sources.smbios.path });
  return modules;
}

/** Screens by the connector they hang on. A connector without a screen answers nothing. */
function monitorsOf(at: At, year: number): Hardware['monitors'] {
  const { entries, incomplete } = at.all('edid');
  if (incomplete) at.lack('monitors', incomplete);
  return entries.flatMap(({ path, reading }) => {
    if (reading.state === 'failed') at.lack('monitors', reading);
    if (reading.state !== 'read' || reading.text === '') return [];
    const monitor = monitorOf(Buffer.from(reading.text, 'base64'), year);
    return (monitor && { ...monitor, internal: /-(?:eDP|LVDS|DSI)-\d+$/.test(part(path, 4)) }) ?? at.lack('monitors', { reason: 'unreadable', detail: path }) ?? [];
  });
}
