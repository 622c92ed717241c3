import type { Vitals } from '../../../wire/sections/vitals.ts';
import type { Known } from '../../host/known.ts';
import { known, mapped, tell } from '../../host/known.ts';
import { kernelState, kernelValues, plistFile, plistInstant, plistNumber, plistText, program } from '../../host/mac.ts';
import { disksOf, diskTree, isImage } from '../../host/mac-disks.ts';
import { dictKnown, plistKnown, plistReading, printed } from '../../host/mac-known.ts';
import { macPower, powerSupplies } from '../../host/mac-power.ts';
import { sortedBy } from '../../host/order.ts';
import type { PlistDict } from '../../host/plist.ts';
import { dictOf, dictsOf, listOf } from '../../host/plist.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { inOrder, look, printable, wholeNumber } from '../../host/reading.ts';
import type { Answers, Source, Sources } from '../../host/source.ts';
import { modifiedAt } from '../../host/times.ts';
import { inTable } from '../../host/table.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { fileSystemsIn } from './linux.ts';

const sources = {
  kernel: kernelState,
  space: { kind: 'space' },
  /** Pages of memory by state, see vm_stat(1). */
  memory: program('/usr/bin/vm_stat', []),
  battery: program('/usr/sbin/ioreg', ['-a', '-r', '-d', '1', '-c', 'AppleSmartBattery']),
  disks: diskTree,
  supplies: powerSupplies,
  /** Definitions of XProtect: as packages brought them, and since macOS 15 as they come over the network, which win. */
  definitions: plistFile('/Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Info.plist'),
  newerDefinitions: plistFile('/private/var/protected/xprotect/XProtect.bundle/Contents/Info.plist'),
  installs: plistFile('/Library/Receipts/InstallHistory.plist', 8 * 1024 * 1024),
  updates: plistFile('/Library/Preferences/com.apple.SoftwareUpdate.plist'),
  /** Audit trails are named by the first and last second they hold, in UTC; see audit_control(5). */
  trails: { kind: 'names', pattern: '/private/var/audit/*' },
  /** Parts of the unified log: each was last written when its last entry came. */
  log: { kind: 'times', pattern: '/private/var/db/diagnostics/Persist/*.tracev3' },
} as const satisfies Sources;

type At = Look<typeof sources>;

export const macos: PlatformFact<Vitals> = {
  sources: () => sources,
  more: { follows: 'disks of this computer, asked by diskutil for what they say of themselves', sources: (answers) => smartQuestions(look(answers, sources)) },
  parse,
};

function parse(answers: Answers, { now }: ParseContext): Parsed<Vitals> {
  const at = look(answers, sources);
  const unseen: Why = { reason: 'not-visible-from-here', detail: 'timed keeps it to itself' };
  const data: Vitals = {
    bootedAt: tell(at, 'bootedAt', mapped(printed(at, 'kernel', sources), (text) => bootedAt(text, now), 'kern.boottime')),
    memoryAvailableMiB: tell(at, 'memoryAvailableMiB', mapped(printed(at, 'memory', sources), availableMiB, 'vm_stat')),
    fileSystems: at.need('fileSystems', 'space', fileSystemsIn),
    batteries: tell(at, 'batteries', mapped(plistKnown(at, 'battery', sources), (tree) => batteriesOf(at, tree === null ? [] : listOf(tree) ? dictsOf(tree) : [dictOf(tree)]))),
    disks: disksHealth(at, answers),
    definitions: definitionsOf(at, now),
    ups: upsOf(at),
    clockOffsetMs: at.lack('clockOffsetMs', unseen),
    oldestSecurityEventAt: oldestEvent(at, now),
    updatesCheckedAt: updatesCheckedAt(at, now),
    updatesInstalledAt: tell(at, 'updatesInstalledAt', mapped(receiptsOf(at), (receipts) => newest(receipts, now) ?? null)),
    clockSynchronized: at.lack('clockSynchronized', unseen),
  };
  return { data, missing: at.missing() };
}

/** `kern.boottime: { sec = 1730250000, usec = 1 } …`, not in the future. */
function bootedAt(text: string, now: string): string | undefined {
  const seconds = wholeNumber(/^\{ sec = (\d{1,12}), /.exec(kernelValues(text).get('kern.boottime') ?? '')?.[1]);
  return seconds === undefined || seconds === 0 || seconds * 1000 > Date.parse(now) + 60_000 ? undefined : new Date(seconds * 1000).toISOString().replace('.000', '');
}

/** Pages that are free or can be given away at once: free, speculative, inactive. */
function availableMiB(text: string): number | undefined {
  const size = wholeNumber(/\(page size of (\d{4,6}) bytes\)/.exec(text)?.[1]);
  const pages = ['free', 'speculative', 'inactive'].map((kind) => wholeNumber(new RegExp(`^Pages ${kind}:\\s{1,40}(\\d{1,12})\\.$`, 'm').exec(text)?.[1]));
  return size === undefined || pages.includes(undefined) ? undefined : Math.floor((pages.reduce<number>((sum, count) => sum + (count ?? 0), 0) * size) / 1_048_576);
}

/**
 * Wear by AppleSmartBattery. Capacities are in mAh; MaxCapacity is so on Intel, while on Apple silicon it is a percentage and
 * the capacity stands in NominalChargeCapacity or AppleRawMaxCapacity.
 */
function batteriesOf(at: At, list: readonly (PlistDict | undefined)[]): Vitals['batteries'] {
  return list.filter((battery) => battery !== undefined && battery['BatteryInstalled'] !== false).map((battery, index) => {
    const number = (key: string) => plistNumber(battery?.[key]);
    const [whenNew, raw] = [number('DesignCapacity'), number('NominalChargeCapacity') ?? number('AppleRawMaxCapacity') ?? number('MaxCapacity')];
    const full = raw !== undefined && raw > 100 ? raw : undefined;
    return {
      name: `battery ${index}`,
      fullPercent: full !== undefined && whenNew ? Math.min(Math.round((full / whenNew) * 100), 1_000) : at.lack('batteries[].fullPercent', { reason: 'unreadable', detail: 'AppleSmartBattery' }),
      cycles: number('CycleCount') ?? at.lack('batteries[].cycles', { reason: 'unreadable', detail: 'AppleSmartBattery' }),
    };
  });
}

/** One question for each disk at hand, but for images, which have no health. */
function smartQuestions(at: At): Record<string, Source> {
  const names = (disksOf(at, 'disks', sources).value ?? []).filter((disk) => !isImage(disk)).map(({ name }) => name);
  return Object.fromEntries(names.slice(0, 8).map((name) => [`diskutil ${name}`, program('/usr/sbin/diskutil', ['info', '-plist', name])]));
}

/** `SMARTStatus` of diskutil(8): Verified, Failing, Not Supported. Hours and wear it does not tell. */
function disksHealth(at: At, answers: Answers): Vitals['disks'] {
  const disks = disksOf(at, 'disks', sources);
  if (disks.why) return at.lack('disks', disks.why);
  const untold: Why = { reason: 'not-visible-from-here', detail: 'macOS does not tell it' };
  const list = sortedBy(disks.value.filter((disk) => !isImage(disk)), ({ name }) => name).slice(0, 24);
  if (list.length > 0) for (const field of ['powerOnHours', 'wearPercent', 'badSectors'] as const) at.lack(`disks[].${field}`, untold);
  return list.map(({ name }) => {
    const answer = answers[`diskutil ${name}`];
    const source = program('/usr/sbin/diskutil', ['info', '-plist', name]);
    const info: Known<PlistDict | undefined> = answer?.kind === 'one' ? mapped(plistReading(answer.reading, source, `diskutil ${name}`), (value) => dictOf(value ?? undefined), `diskutil ${name}`) : { why: { reason: 'too-large', detail: 'more than 8 disks' } };
    const healthy = mapped(info, (dict) => inTable({ Verified: true, Failing: false, 'Not Supported': null }, plistText(dict?.['SMARTStatus'], 32) ?? ''), `SMARTStatus of ${name}`);
    return { name: printable(name, 128), healthy: tell(at, 'disks[].healthy', healthy) };
  });
}

/** When XProtect was renewed stands in the receipts up to macOS 14; what came over the network leaves none. */
function definitionsOf(at: At, now: string): Vitals['definitions'] {
  const [newer, older] = [dictKnown(at, 'newerDefinitions', sources), dictKnown(at, 'definitions', sources)];
  const bundle = newer.why || newer.value !== null ? newer : older;
  if (bundle.value === null) return [];
  if (bundle.why) return at.lack('definitions', bundle.why);
  const version = plistText(bundle.value['CFBundleShortVersionString'], 64) ?? at.lack('definitions[].version', { reason: 'unreadable', detail: 'XProtect.bundle' });
  const receipts = mapped(receiptsOf(at), (all) => all.filter(({ name, version: brought }) => /^XProtectPlistConfigData\b/.test(name) && brought === version));
  const renewed = receipts.value && newest(receipts.value, now);
  at.lack('definitions[].scannedAt', { reason: 'not-visible-from-here', detail: 'XProtect keeps no record of its scans' });
  return [{ product: 'XProtect', version, updatedAt: renewed ?? at.lack('definitions[].updatedAt', receipts.why ?? { reason: 'not-visible-from-here', detail: 'no receipt of this version' }) }];
}

interface Receipt {
  readonly name: string;
  readonly version: string | undefined;
  readonly on: string;
}

/** What installers and Software Update put on this Mac. */
function receiptsOf(at: At): Known<Receipt[]> {
  return mapped(plistKnown(at, 'installs', sources), (list) => {
    if (list === null) return [];
    return listOf(list)?.flatMap((item): Receipt[] => {
      const { date, displayName, displayVersion } = dictOf(item) ?? {};
      const on = plistInstant(date);
      return on === undefined ? [] : [{ name: plistText(displayName, 255) ?? '', version: plistText(displayVersion, 64), on }];
    });
  }, sources.installs.path);
}

function newest(receipts: readonly Receipt[], now: string): string | undefined {
  return receipts.map(({ on }) => on).filter((on) => on <= now).sort(inOrder).at(-1);
}

/** The last search that succeeded. Where the file or the key is not there, another part of macOS searches and keeps it elsewhere. */
function updatesCheckedAt(at: At, now: string): string | undefined {
  const found = mapped(dictKnown(at, 'updates', sources), (file) => {
    const times = ['LastSuccessfulDate', 'LastFullSuccessfulDate'].flatMap((key) => plistInstant(file?.[key]) ?? []).filter((time) => time <= now);
    return times.sort(inOrder).at(-1) ?? null;
  });
  return found.why ? at.lack('updatesCheckedAt', found.why) : (found.value ?? at.lack('updatesCheckedAt', { reason: 'not-visible-from-here', detail: sources.updates.path }));
}

/** What pmset calls neither mains nor internal battery. */
function upsOf(at: At): Vitals['ups'] {
  const power = mapped(printed(at, 'supplies', sources), macPower, 'pmset -g batt');
  if (power.why) return at.lack('ups', power.why);
  const supplies = sortedBy(power.value.supplies.filter(({ internal }) => !internal), ({ name }) => name).slice(0, 4);
  const online: Known<boolean> = power.value.from === 'AC Power' ? known(true) : power.value.from === 'UPS Power' ? known(false) : { why: { reason: 'not-visible-from-here', detail: 'the computer lives on its own battery' } };
  return supplies.map(({ name, chargePercent, runtimeSeconds }) => ({
    name: printable(name, 128),
    online: tell(at, 'ups[].online', online),
    replaceBattery: at.lack('ups[].replaceBattery', { reason: 'not-visible-from-here', detail: 'pmset does not tell it' }),
    chargePercent,
    runtimeSeconds,
  }));
}

/**
 * The first second of the oldest audit trail; where there is none, the last entry of the oldest part of the unified log, which
 * holds older ones too: what is kept reaches at least as far back.
 */
function oldestEvent(at: At, now: string): string | undefined {
  const why = whyUnread(at, 'trails') ?? whyUnread(at, 'log');
  if (why) return at.lack('oldestSecurityEventAt', why);
  const began = at.all('trails').entries.flatMap(({ path }) => {
    const [, year, month, day, hour, minute, second] = /\/(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.[\w]{1,32}$/.exec(path) ?? [];
    const moment = modifiedAt({ state: 'read', text: `${year}-${month}-${day}T${hour}:${minute}:${second}` });
    return moment === undefined || moment > now ? [] : [moment];
  });
  const written = at.all('log').entries.flatMap(({ reading }) => modifiedAt(reading) ?? []).filter((time) => time <= now);
  const oldest = (began.length > 0 ? began : written).sort(inOrder)[0];
  return oldest ?? at.lack('oldestSecurityEventAt', { reason: 'not-visible-from-here', detail: 'neither audit trails nor parts of the unified log' });
}
