import type { Vitals } from '../../../wire/sections/vitals.ts';
import type { Instance } from '../../host/cim.ts';
import { cim, cimInstant, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { itemsOf, jsonOf, member } from '../../host/json.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { batteryFacts, batterySources } from './windows-batteries.ts';

const sources = {
  system: cim('root/cimv2:Win32_OperatingSystem', ['LastBootUpTime', 'FreePhysicalMemory']),
  space: { kind: 'space' },
  disks: cim('root/Microsoft/Windows/Storage:MSFT_PhysicalDisk', ['DeviceId', 'HealthStatus']),
  /** For administrators only. */
  wear: { kind: 'powershell', script: 'Get-PhysicalDisk | Get-StorageReliabilityCounter | Select-Object -Property "DeviceId", "PowerOnHours", "Wear"', timeoutMs: 30_000 },
  defender: cim('root/Microsoft/Windows/Defender:MSFT_MpComputerStatus', ['AntivirusSignatureVersion', 'AntivirusSignatureLastUpdated', 'FullScanEndTime']),
  /** Other products tell the Security Center no version and no date. */
  products: cim('root/SecurityCenter2:AntiVirusProduct', ['displayName', 'instanceGuid']),
  /** For administrators only. */
  securityLog: { kind: 'powershell', script: "Get-WinEvent -LogName 'Security' -Oldest -MaxEvents 1 | Select-Object -Property 'TimeCreated'", timeoutMs: 20_000 },
  /** In UTC without saying so, therefore taken apart by number. */
  updates: {
    kind: 'powershell',
    script: [
      "$automatic = New-Object -ComObject 'Microsoft.Update.AutoUpdate'",
      '$stamp = "{0:D4}-{1:D2}-{2:D2}T{3:D2}:{4:D2}:{5:D2}Z"',
      '$results = $automatic.Results',
      '$checked = $null',
      '$installed = $null',
      '$at = $results.LastSearchSuccessDate',
      'if ($null -ne $at) { $checked = $stamp -f $at.Year, $at.Month, $at.Day, $at.Hour, $at.Minute, $at.Second }',
      '$at = $results.LastInstallationSuccessDate',
      'if ($null -ne $at) { $installed = $stamp -f $at.Year, $at.Month, $at.Day, $at.Hour, $at.Minute, $at.Second }',
      '@{ checked = $checked; installed = $installed }',
    ].join('\n'),
    timeoutMs: 20_000,
  },
  ...batterySources,
} as const satisfies Sources;

type At = Look<typeof sources>;

/** What moves by itself: by the CIM classes and cmdlets named above. */
export const windows: PlatformFact<Vitals> = { sources: () => sources, parse };

function parse(answers: Answers, { now }: ParseContext): Parsed<Vitals> {
  const at = look(answers, sources);
  const clock: Why = { reason: 'not-visible-from-here', detail: 'the time service tells it in the language of the computer only' };
  const data: Vitals = {
    ...systemFacts(at, now),
    fileSystems: at.need('fileSystems', 'space', fileSystemsIn),
    ...batteryFacts(at),
    disks: disksOf(at),
    definitions: definitionsOf(at, now),
    clockOffsetMs: at.lack('clockOffsetMs', clock),
    oldestSecurityEventAt: moment(at, 'oldestSecurityEventAt', { source: 'securityLog', property: 'TimeCreated', now }),
    updatesCheckedAt: moment(at, 'updatesCheckedAt', { source: 'updates', property: 'checked', now }),
    updatesInstalledAt: moment(at, 'updatesInstalledAt', { source: 'updates', property: 'installed', now }),
    clockSynchronized: at.lack('clockSynchronized', clock),
  };
  return { data, missing: at.missing() };
}

function systemFacts(at: At, now: string): Pick<Vitals, 'bootedAt' | 'memoryAvailableMiB'> {
  const { list, why } = instancesOf(at, 'system');
  const [it] = list ?? [];
  const none = why ?? ({ reason: 'not-visible-from-here', detail: sources.system.class } as const);
  const [booted, free] = [cimInstant(it?.('LastBootUpTime')), cimNumber(it?.('FreePhysicalMemory'))];
  return {
    bootedAt: typeof booted === 'string' && booted <= now ? booted : at.lack('bootedAt', it ? { reason: 'unreadable', detail: 'LastBootUpTime' } : none),
    memoryAvailableMiB: typeof free === 'number' ? Math.floor(free / 1024) : at.lack('memoryAvailableMiB', it ? { reason: 'unreadable', detail: 'FreePhysicalMemory' } : none),
  };
}

/** The answer to `space`. */
function fileSystemsIn(text: string): Vitals['fileSystems'] {
  const parsed = jsonOf(text);
  if (!Array.isArray(parsed)) return undefined;
  const list = itemsOf(parsed).flatMap((it) => {
    const [mountPoint, bytes, freeBytes, readOnly] = [cimText(member(it, 'mountPoint')), cimNumber(member(it, 'bytes')), cimNumber(member(it, 'freeBytes')), member(it, 'readOnly')];
    return typeof mountPoint === 'string' && typeof bytes === 'number' && typeof freeBytes === 'number' && typeof readOnly === 'boolean' ? [{ mountPoint, bytes, freeBytes, readOnly }] : [];
  });
  return sortedBy(list, ({ mountPoint }) => mountPoint);
}

/** HealthStatus of MSFT_PhysicalDisk: 0 healthy, 1 a warning, 2 unhealthy, 5 unknown. */
const health: Readonly<Record<number, boolean | null>> = { 0: true, 1: false, 2: false, 5: null };

/** Health as Windows sums it up, and the counters of the disks that keep some. */
function disksOf(at: At): Vitals['disks'] {
  const { list, why } = instancesOf(at, 'disks');
  if (list === undefined) return at.lack('disks', why ?? { reason: 'not-visible-from-here', detail: sources.disks.class });
  const wear = instancesOf(at, 'wear');
  const counters = new Map((wear.list ?? []).map((it) => [String(it('DeviceId')), it]));
  const disks = list.flatMap((it) => {
    const number = cimText(it('DeviceId'), 64);
    if (typeof number !== 'string') return at.lack('disks', { reason: 'unreadable', detail: 'DeviceId' }) ?? [];
    const healthy = health[cimNumber(it('HealthStatus')) ?? -1];
    return [{
      name: `PhysicalDrive${number}`,
      healthy: healthy === undefined ? at.lack('disks[].healthy', { reason: 'unreadable', detail: 'HealthStatus' }) : healthy,
      ...countersOf(at, counters.get(number), wear.why),
    }];
  });
  return sortedBy(disks, ({ name }) => name.replace(/\d+$/, (digits) => digits.padStart(6, '0'))).slice(0, 24);
}

type Counters = Pick<NonNullable<Vitals['disks']>[number], 'powerOnHours' | 'wearPercent' | 'badSectors'>;

/** A disk without counters keeps none. A wear above 100 % is one that nobody counts. */
function countersOf(at: At, it: Instance | undefined, why: Why | undefined): Counters {
  const count = (path: string, property: string) => {
    if (it === undefined) return why ? at.lack(`disks[].${path}`, why) : null;
    const value = cimNumber(it(property));
    return value === undefined ? at.lack(`disks[].${path}`, { reason: 'unreadable', detail: property }) : value;
  };
  const [wear, hours] = [count('wearPercent', 'Wear'), count('powerOnHours', 'PowerOnHours')];
  return {
    // Zero hours are a counter that is not kept.
    powerOnHours: hours === 0 ? null : hours,
    wearPercent: typeof wear === 'number' && wear > 100 ? null : wear,
    badSectors: at.lack('disks[].badSectors', { reason: 'not-visible-from-here', detail: 'Windows counts errors, not sectors' }),
  };
}

/** Id under which Windows registers its own product. */
const defenderId = '{d68ddc3a-831f-4fae-9e44-da132c1acf46}';

function definitionsOf(at: At, now: string): Vitals['definitions'] {
  const [defender, products] = [instancesOf(at, 'defender'), instancesOf(at, 'products')];
  if (defender.why) return at.lack('definitions', defender.why);
  const own = (defender.list ?? []).slice(0, 1).map((it) => {
    const day = (path: string, property: string) => {
      const value = cimInstant(it(property));
      return value === undefined || (value !== null && value > now) ? at.lack(`definitions[].${path}`, { reason: 'unreadable', detail: property }) : value;
    };
    const version = cimText(it('AntivirusSignatureVersion'), 64);
    return {
      product: 'Microsoft Defender Antivirus',
      version: version === undefined ? at.lack('definitions[].version', { reason: 'unreadable', detail: 'AntivirusSignatureVersion' }) : version,
      updatedAt: day('updatedAt', 'AntivirusSignatureLastUpdated'),
      scannedAt: day('scannedAt', 'FullScanEndTime'),
    };
  });
  if (products.why) at.lack('definitions', products.why);
  const hidden: Why = { reason: 'not-visible-from-here', detail: 'the product tells Windows no date' };
  const others = (products.list ?? []).flatMap((it) => {
    const [name, id] = [cimText(it('displayName'), 255), cimText(it('instanceGuid'))];
    if (typeof name !== 'string') return at.lack('definitions', { reason: 'unreadable', detail: 'displayName' }) ?? [];
    if (id?.toLowerCase() === defenderId) return [];
    return [{ product: printable(name, 255), version: at.lack('definitions[].version', hidden), updatedAt: at.lack('definitions[].updatedAt', hidden), scannedAt: at.lack('definitions[].scannedAt', hidden) }];
  });
  return sortedBy([...own, ...others], ({ product }) => product);
}

interface Asked {
  readonly source: 'securityLog' | 'updates';
  readonly property: string;
  readonly now: string;
}

function moment(at: At, path: string, { source, property, now }: Asked): string | null | undefined {
  const { list, why } = instancesOf(at, source);
  if (why) return at.lack(path, why);
  const [it] = list ?? [];
  if (it === undefined) return null;
  const value = cimInstant(it(property));
  return value === undefined || (value !== null && value > now) ? at.lack(path, { reason: 'unreadable', detail: property }) : value;
}
