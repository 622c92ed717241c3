import type { Hardware } from '../../../wire/sections/hardware.ts';
import type { Instance } from '../../host/cim.ts';
import { cim, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { firmwareSerial, firmwareText } from '../../host/firmware-text.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

export const diskSources = {
  disks: cim('root/Microsoft/Windows/Storage:MSFT_PhysicalDisk', ['DeviceId', 'Model', 'Manufacturer', 'SerialNumber', 'FirmwareVersion', 'Size', 'MediaType', 'BusType']),
  /** What Windows makes volumes on: a physical disk, or one put together by Storage Spaces. */
  diskRoles: cim('root/Microsoft/Windows/Storage:MSFT_Disk', ['Number', 'IsBoot', 'BusType']),
  spaces: cim('root/Microsoft/Windows/Storage:MSFT_VirtualDisk', ['FriendlyName', 'ResiliencySettingName', 'HealthStatus', 'OperationalStatus']),
} as const satisfies Sources;

type At = Look<typeof diskSources>;
type Disk = NonNullable<Hardware['disks']>[number];
type Array = NonNullable<Hardware['arrays']>[number];

/** STORAGE_BUS_TYPE of ntddstor.h, which MSFT_PhysicalDisk.BusType repeats; 0 is unknown. */
const buses: Readonly<Record<number, string>> = {
  1: 'scsi', 2: 'atapi', 3: 'ata', 4: 'ieee1394', 6: 'fibre-channel', 7: 'usb', 8: 'raid', 9: 'iscsi', 10: 'sas', 11: 'sata', 12: 'sd', 13: 'mmc', 14: 'virtual', 15: 'virtual', 16: 'spaces', 17: 'nvme', 18: 'scm', 19: 'ufs',
};
const virtualModel = /^(?:QEMU|VBOX|VMware|Msft\s+Virtual|Virtual (?:HD|disk)|Red Hat VirtIO|Xen|Amazon Elastic Block|Google PersistentDisk|Parallels)/i;
const spacesBus = 16;

/** Disks by the number Windows gives them, `PhysicalDrive0`. */
export function disksOf(at: At): Disk[] | undefined {
  const { list, why } = instancesOf(at, 'disks');
  if (list === undefined) return at.lack('disks', why ?? { reason: 'not-visible-from-here', detail: diskSources.disks.class });
  const isSystem = systemDisks(at);
  const disks = list.flatMap((it) => {
    const number = cimText(it('DeviceId'), 64);
    if (typeof number !== 'string') return at.lack('disks', { reason: 'unreadable', detail: 'DeviceId' }) ?? [];
    return [diskOf(at, it, { number, isSystem })];
  });
  return sortedBy(disks, ({ name = '' }) => name.replace(/\d+$/, (digits) => digits.padStart(6, '0')));
}

interface Place {
  readonly number: string;
  readonly isSystem: (number: string) => boolean | undefined;
}

function diskOf(at: At, it: Instance, { number, isSystem }: Place): Disk {
  const said = (name: string, property: string, parse: (text: string) => string | null) => {
    const value = it(property);
    return value === null ? null : typeof value === 'string' ? parse(value) : at.lack(`disks[].${name}`, { reason: 'unreadable', detail: property });
  };
  const [bus, bytes] = [cimNumber(it('BusType')), cimNumber(it('Size'))];
  const model = said('model', 'Model', firmwareText);
  return {
    name: `PhysicalDrive${number}`,
    model,
    vendor: said('vendor', 'Manufacturer', firmwareText),
    serial: said('serial', 'SerialNumber', firmwareSerial),
    firmware: said('firmware', 'FirmwareVersion', (text) => firmwareText(text)?.slice(0, 64) ?? null),
    bytes: typeof bytes === 'number' ? bytes : at.lack('disks[].bytes', { reason: 'unreadable', detail: 'Size' }),
    kind: kindOf(at, { bus, media: cimNumber(it('MediaType')), model }),
    bus: bus === undefined ? at.lack('disks[].bus', { reason: 'unreadable', detail: 'BusType' }) : (buses[bus ?? 0] ?? null),
    manufacturedOn: at.lack('disks[].manufacturedOn', { reason: 'not-visible-from-here', detail: 'only the disk itself tells' }),
    removable: bus === undefined || bus === null ? at.lack('disks[].removable', { reason: 'unreadable', detail: 'BusType' }) : [7, 12].includes(bus),
    system: isSystem(number) ?? at.lack('disks[].system', { reason: 'not-visible-from-here', detail: diskSources.diskRoles.class }),
  };
}

interface Kind {
  readonly bus: number | null | undefined;
  readonly media: number | null | undefined;
  readonly model: string | null | undefined;
}

/** MediaType of MSFT_PhysicalDisk: 3 rotates, 4 does not, 5 is memory that keeps its contents, 0 is not told. */
function kindOf(at: At, { bus, media, model }: Kind): Disk['kind'] {
  if (bus === 14 || bus === 15 || virtualModel.test(model ?? '')) return 'virtual';
  if (bus === 17) return 'nvme';
  if (media === 3) return 'hdd';
  if (media === 4) return 'ssd';
  if (media === 5 || bus === 12 || bus === 13) return 'other';
  return at.lack('disks[].kind', { reason: media === 0 ? 'not-visible-from-here' : 'unreadable', detail: 'MediaType' });
}

/** Whether the running system lies on a disk; of a disk that Storage Spaces put together the real ones are not told. */
function systemDisks(at: At): (number: string) => boolean | undefined {
  const { list } = instancesOf(at, 'diskRoles');
  const told = list?.map((it) => ({ number: cimNumber(it('Number')), boots: it('IsBoot'), bus: cimNumber(it('BusType')) }));
  const boot = told?.filter(({ boots }) => boots === true);
  if (!told?.every(({ number, boots }) => typeof number === 'number' && typeof boots === 'boolean') || boot?.length === 0) return () => undefined;
  const isPooled = boot?.some(({ bus }) => bus === spacesBus);
  return (number) => (boot?.some((it) => String(it.number) === number && it.bus !== spacesBus) ? true : isPooled ? undefined : false);
}

/** HealthStatus of MSFT_VirtualDisk; OperationalStatus 11 says that it is being rebuilt. */
const states: readonly Array['state'][] = ['optimal', 'degraded', 'failed'];
const inService = 11;

/** Virtual disks of Storage Spaces. Mirrors of the old dynamic disks are not among them, nor what a controller hides. */
export function arraysOf(at: At): Array[] | undefined {
  const { list, why } = instancesOf(at, 'spaces');
  if (why) return at.lack('arrays', why);
  const hidden = { reason: 'not-visible-from-here', detail: diskSources.spaces.class } as const;
  const arrays = (list ?? []).map((it): Array => {
    const [name, level, health, operation] = [cimText(it('FriendlyName'), 64), cimText(it('ResiliencySettingName'), 32), cimNumber(it('HealthStatus')), it('OperationalStatus')];
    const rebuilding = globalThis.Array.isArray(operation) && operation.includes(inService);
    return {
      name: name ?? at.lack('arrays[].name', { reason: 'unreadable', detail: 'FriendlyName' }),
      level: level ?? at.lack('arrays[].level', { reason: 'unreadable', detail: 'ResiliencySettingName' }),
      state: rebuilding ? 'rebuilding' : (states[health ?? -1] ?? at.lack('arrays[].state', { reason: 'unreadable', detail: 'HealthStatus' })),
      members: at.lack('arrays[].members', hidden),
      working: at.lack('arrays[].working', hidden),
    };
  });
  return sortedBy(arrays, ({ name = '' }) => name);
}
