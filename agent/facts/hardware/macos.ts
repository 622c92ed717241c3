import type { Hardware } from '../../../wire/sections/hardware.ts';
import { firmwareSerial, firmwareText } from '../../host/firmware-text.ts';
import type { Known } from '../../host/known.ts';
import { mapped, tell } from '../../host/known.ts';
import { kernelState, kernelValues, platformExpert, plistText, program } from '../../host/mac.ts';
import { apfsList, disksOf, diskTree, mountList } from '../../host/mac-disks.ts';
import type { MacDisk } from '../../host/mac-disks.ts';
import { dictKnown, plistKnown, printed, whyOf } from '../../host/mac-known.ts';
import { profileItems, systemProfile } from '../../host/mac-profile.ts';
import { apfsVolumes, macMounts } from '../../host/mac-volumes.ts';
import type { PlistDict } from '../../host/plist.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, printable, wholeNumber } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { batteryDicts, macBatteries, macDisks, macMemory } from './macos-parts.ts';
import { macGraphics, screensOf } from './macos-screens.ts';

const sources = {
  platform: platformExpert,
  kernel: kernelState,
  profile: systemProfile,
  disks: diskTree,
  apfs: apfsList,
  mounts: mountList,
  battery: program('/usr/sbin/ioreg', ['-a', '-r', '-d', '1', '-c', 'AppleSmartBattery']),
  /** Apple silicon: the name the model is sold under, with its year. */
  product: program('/usr/sbin/ioreg', ['-a', '-r', '-d', '1', '-p', 'IODeviceTree', '-n', 'product']),
} as const satisfies Sources;

type At = Look<typeof sources>;

/** The hardware tree (ioreg), the kernel (sysctl), and system_profiler for memory modules, screens and the version of the firmware. */
export const macos: PlatformFact<Hardware> = { sources: () => sources, parse };

function parse(answers: Answers, { now }: ParseContext): Parsed<Hardware> {
  const at = look(answers, sources);
  const platform = mapped(dictKnown(at, 'platform', sources), (it) => it ?? undefined, 'ioreg');
  const kernel = mapped(printed(at, 'kernel', sources), (text) => {
    const values = kernelValues(text);
    return values.size === 0 ? undefined : values;
  }, 'sysctl');
  const item = (type: string) => profileItems(at, 'profile', { sources, type });
  const [overview, displays, memory] = [mapped(item('SPHardwareDataType'), ([first]) => first), item('SPDisplaysDataType'), item('SPMemoryDataType')];
  const disks = disksOf(at, 'disks', sources);
  const virtual = virtualization(kernel);
  const memoryMiB = mapped(kernel, (values) => {
    const bytes = wholeNumber(values.get('hw.memsize'));
    return bytes === undefined ? undefined : Math.round(bytes / 1_048_576);
  }, 'hw.memsize');
  const apple = isAppleSilicon(kernel);
  const data: Hardware = {
    manufacturer: tell(at, 'manufacturer', mapped(platform, (it) => firmwareText(plistText(it['manufacturer'], 128) ?? ''))),
    model: tell(at, 'model', mapped(platform, (it) => firmwareText(plistText(it['model'], 128) ?? ''))),
    modelYear: modelYear(at, apple),
    sku: tell(at, 'sku', mapped(overview, (it) => firmwareText(plistText(it['model_number'], 128) ?? ''))),
    serial: tell(at, 'serial', mapped(platform, (it) => firmwareSerial(plistText(it['IOPlatformSerialNumber'], 128) ?? ''))),
    chassis: tell(at, 'chassis', chassis(overview, virtual)),
    board: boardOf(at, platform),
    firmware: { vendor: 'Apple', version: tell(at, 'firmware.version', mapped(overview, (it) => firmwareText(plistText(it['boot_rom_version'], 128) ?? ''))), releasedOn: null },
    cpu: cpuOf(at, kernel, apple),
    memoryMiB: tell(at, 'memoryMiB', memoryMiB),
    memoryModules: tell(at, 'memoryModules', mapped(memory, (items) => macMemory(at, items, memoryMiB.value))),
    disks: tell(at, 'disks', mapped(disks, (all) => macDisks(at, all, systemDisks(at, all)))),
    arrays: tell(at, 'arrays', mapped(disks, (all) => (all.some(({ inArray }) => inArray) ? undefined : []), 'a RAID of macOS is not read')),
    monitors: tell(at, 'monitors', mapped(displays, (items) => screensOf(items, Number(now.slice(0, 4))))),
    batteries: tell(at, 'batteries', mapped(plistKnown(at, 'battery', sources), (list) => macBatteries(batteryDicts(list ?? undefined), now))),
    graphics: tell(at, 'graphics', mapped(displays, macGraphics)),
    tpm: null,
    bmc: null,
    secureBoot: apple.why ? at.lack('secureBoot', apple.why) : apple.value ? null : at.lack('secureBoot', { reason: 'not-visible-from-here', detail: 'only the T2 chip knows' }),
    secureBootCertificates: null,
    virtualization: tell(at, 'virtualization', virtual),
  };
  return { data, missing: at.missing() };
}

type Kernel = Known<ReadonlyMap<string, string>>;

/** `hw.optional.arm64: 1`; the kernel of Intel does not know the name. */
function isAppleSilicon(kernel: Kernel): Known<boolean> {
  return mapped(kernel, (values) => values.get('hw.optional.arm64') === '1');
}

/** `MacBook Pro (14-inch, 2021)`. Intel Macs do not carry their name. */
function modelYear(at: At, apple: Known<boolean>): number | null | undefined {
  const product = dictKnown(at, 'product', sources);
  if (product.why) return at.lack('modelYear', product.why);
  const year = /\b(20[0-4]\d)\b/.exec(plistText(product.value?.['product-name'], 128) ?? '')?.[1];
  if (year !== undefined) return Number(year);
  return apple.value === false || product.value === null ? at.lack('modelYear', { reason: 'not-visible-from-here', detail: 'Intel Macs do not carry the name they are sold under' }) : null;
}

const laptop = /^MacBook/;
const desktop = /^(?:iMac|Mac ?mini|Mac ?Pro|Mac Studio)/;

/** By the name of the line, which is the same in every language; the identifiers of new models (Mac14,2) do not tell. */
function chassis(overview: Known<PlistDict>, virtual: Known<string | null>): Known<string | null> {
  if (typeof virtual.value === 'string') return { value: 'virtual' };
  return mapped(overview, (it) => {
    const names = [plistText(it['machine_name'], 64) ?? '', plistText(it['machine_model'], 64) ?? ''];
    return names.some((name) => laptop.test(name)) ? 'laptop' : names.some((name) => desktop.test(name)) ? 'desktop' : names.some((name) => name.startsWith('Xserve')) ? 'server' : null;
  });
}

/** Intel boards have an id; Apple silicon has none. */
function boardOf(at: At, platform: Known<PlistDict>): Hardware['board'] {
  if (platform.why) return at.lack('board', platform.why);
  const id = firmwareText(plistText(platform.value['board-id'], 128) ?? '');
  return id === null ? null : { manufacturer: 'Apple', model: id, version: null, serial: null };
}

function cpuOf(at: At, kernel: Kernel, apple: Known<boolean>): Hardware['cpu'] {
  const text = (path: string, name: string, max: number) => tell(at, `cpu.${path}`, mapped(kernel, (values) => printable(values.get(name) ?? '', max) || undefined, name));
  const number = (path: string, name: string) => tell(at, `cpu.${path}`, mapped(kernel, (values) => wholeNumber(values.get(name)), name));
  const none = (path: string) => at.lack(`cpu.${path}`, { reason: 'not-this-platform', detail: 'a number of Intel processors' });
  const ofIntel = (path: string, name: string) => (apple.value ? none(path) : number(path, name));
  return {
    vendor: apple.value ? 'Apple' : text('vendor', 'machdep.cpu.vendor', 64),
    model: text('model', 'machdep.cpu.brand_string', 255),
    family: ofIntel('family', 'machdep.cpu.family'),
    modelNumber: ofIntel('modelNumber', 'machdep.cpu.model'),
    stepping: ofIntel('stepping', 'machdep.cpu.stepping'),
    sockets: number('sockets', 'hw.packages'),
    cores: number('cores', 'hw.physicalcpu'),
    threads: number('threads', 'hw.logicalcpu'),
    microcode: apple.value ? none('microcode') : hexadecimal(number('microcode', 'machdep.cpu.microcode_version')),
    vulnerabilities: at.lack('cpu.vulnerabilities', { reason: 'not-visible-from-here', detail: 'macOS does not tell them' }),
  };
}

function hexadecimal(version: number | undefined): string | undefined {
  return version === undefined ? undefined : `0x${version.toString(16)}`;
}

/** kern.hv_vmm_present since macOS 11, the VMM bit of the processor before. */
function virtualization(kernel: Kernel): Known<string | null> {
  return mapped(kernel, (values) => {
    const [present, features, model = ''] = [values.get('kern.hv_vmm_present'), values.get('machdep.cpu.features'), values.get('hw.model')];
    if (present !== '0' && present !== '1' && features === undefined) return undefined;
    if (present !== '1' && !/\bVMM\b/.test(features ?? '')) return null;
    return /^VMware/i.test(model) ? 'vmware' : /^VirtualBox/i.test(model) ? 'virtualbox' : 'other';
  }, 'kern.hv_vmm_present');
}

/** The disks below the container whose volume is mounted at the root. */
function systemDisks(at: At, disks: readonly MacDisk[]): { names: ReadonlySet<string> | undefined; why: Why | undefined } {
  const [mounts, volumes] = [macMounts(at, 'mounts', sources), apfsVolumes(at, 'apfs', sources)];
  if (mounts.why) return { names: undefined, why: whyOf(mounts) };
  const device = mounts.value.findLast(({ mountPoint }) => mountPoint === '/')?.device.replace('/dev/', '') ?? '';
  const volume = volumes.value?.find(({ name }) => device === name || device.startsWith(`${name}s`));
  const names = disks.filter(({ parts }) => parts.has(device) || (volume && (parts.has(volume.name) || volume.stores.some((store) => parts.has(store))))).map(({ name }) => name);
  return names.length > 0 ? { names: new Set(names), why: undefined } : { names: undefined, why: volumes.why ?? { reason: 'not-visible-from-here', detail: device } };
}
