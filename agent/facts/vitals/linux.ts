import type { Vitals } from '../../../wire/sections/vitals.ts';
import { sortedBy } from '../../host/order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { inOrder, look, printable, textOf, wholeNumber } from '../../host/reading.ts';
import type { Answers, Reading, Sources } from '../../host/source.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { definitionsOf, disksOf, movingMore, movingSources, oldestEvent, upsOf } from './moving.ts';
import { checkedSources, clockSources, isSynchronized, packageSources, updatesCheckedAt, updatesInstalledAt } from './stamps.ts';

const sources = {
  /** The line `btime`, see proc_stat(5). */
  kernel: { kind: 'file', path: '/proc/stat', trust: 'kernel', maxBytes: 8 * 1024 * 1024 },
  memory: { kind: 'file', path: '/proc/meminfo', trust: 'kernel' },
  space: { kind: 'space' },
  supplyType: { kind: 'files', pattern: '/sys/class/power_supply/*/type', trust: 'kernel' },
  supplyScope: { kind: 'files', pattern: '/sys/class/power_supply/*/scope', trust: 'kernel' },
  energyFull: { kind: 'files', pattern: '/sys/class/power_supply/*/energy_full', trust: 'kernel' },
  energyDesign: { kind: 'files', pattern: '/sys/class/power_supply/*/energy_full_design', trust: 'kernel' },
  chargeFull: { kind: 'files', pattern: '/sys/class/power_supply/*/charge_full', trust: 'kernel' },
  chargeDesign: { kind: 'files', pattern: '/sys/class/power_supply/*/charge_full_design', trust: 'kernel' },
  cycles: { kind: 'files', pattern: '/sys/class/power_supply/*/cycle_count', trust: 'kernel' },
  ...checkedSources,
  ...packageSources,
  ...clockSources,
  ...movingSources,
} as const satisfies Sources;

type At = Look<typeof sources>;

export const linux: PlatformFact<Vitals> = {
  sources: () => sources,
  more: { follows: 'disks that are there, asked by smartctl, and power supplies that NUT knows, asked by upsc, where these are installed', sources: (answers) => movingMore(look(answers, sources)) },
  parse,
};

function parse(answers: Answers, { now }: ParseContext): Parsed<Vitals> {
  const at = look(answers, sources);
  const data: Vitals = {
    bootedAt: at.need('bootedAt', 'kernel', (text) => bootedAt(text, now)),
    memoryAvailableMiB: at.need('memoryAvailableMiB', 'memory', availableMiB),
    fileSystems: at.need('fileSystems', 'space', fileSystemsIn),
    batteries: batteriesOf(at),
    disks: disksOf(at, answers),
    definitions: definitionsOf(at, now),
    ups: upsOf(at, answers),
    clockOffsetMs: at.lack('clockOffsetMs', { reason: 'not-visible-from-here', detail: 'only the program that sets the clock tells, over a socket of its own' }),
    oldestSecurityEventAt: oldestEvent(at, now),
    updatesCheckedAt: updatesCheckedAt(at, now),
    updatesInstalledAt: updatesInstalledAt(at, now),
    clockSynchronized: isSynchronized(at, now),
  };
  return { data, missing: at.missing() };
}

/** Seconds since 1970 at the last start; undefined where there is none or where it lies in the future. */
function bootedAt(text: string, now: string): string | undefined {
  const seconds = wholeNumber(/^btime (\d+)$/m.exec(text)?.[1]);
  if (seconds === undefined || seconds === 0 || seconds * 1000 > Date.parse(now) + 60_000) return undefined;
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}

function availableMiB(text: string): number | undefined {
  const kib = wholeNumber(/^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1]);
  return kib === undefined ? undefined : Math.floor(kib / 1024);
}

/** The answer to `space`, less what has no free space by its nature (images of snap packages). */
export function fileSystemsIn(text: string): Vitals['fileSystems'] {
  const parsed = jsonOf(text);
  if (!Array.isArray(parsed)) return undefined;
  const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  const list = parsed.flatMap((it: unknown) => {
    const { mountPoint, bytes, freeBytes, readOnly } = (it ?? {}) as Record<string, unknown>;
    if (typeof mountPoint !== 'string' || !isSize(bytes) || !isSize(freeBytes) || typeof readOnly !== 'boolean') return [];
    return mountPoint.startsWith('/snap/') ? [] : [{ mountPoint: printable(mountPoint), bytes, freeBytes, readOnly }];
  });
  return sortedBy(list, ({ mountPoint }) => mountPoint);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Wear of the batteries that power this computer; a driver that does not count cycles says 0. */
function batteriesOf(at: At): Vitals['batteries'] {
  const why = whyUnread(at, 'supplyType') ?? whyUnread(at, 'supplyScope');
  if (why) return at.lack('batteries', why);
  const [type, scope] = [at.by('supplyType', 4), at.by('supplyScope', 4)];
  const names = [...type.keys()].filter((name) => textOf(type.get(name)) === 'Battery' && textOf(scope.get(name)) !== 'Device');
  const [energy, energyNew, charge, chargeNew] = [at.each('energyFull', 4), at.each('energyDesign', 4), at.each('chargeFull', 4), at.each('chargeDesign', 4)];
  const cycles = at.each('cycles', 4);
  const number = (path: string, reading: Reading) => at.fact(path, reading, (text) => wholeNumber(text) || null);
  return names.sort(inOrder).map((name) => {
    const [full, fullNew, charged, chargedNew] = [energy, energyNew, charge, chargeNew].map((ask) => number('batteries[].fullPercent', ask(name)));
    const known = percent(full, fullNew) ?? percent(charged, chargedNew);
    const fullPercent = known ?? ([full, fullNew, charged, chargedNew].includes(undefined) ? undefined : null);
    return { name: printable(name, 64), fullPercent, cycles: number('batteries[].cycles', cycles(name)) };
  });
}

function percent(now: number | null | undefined, whenNew: number | null | undefined): number | undefined {
  return now && whenNew ? Math.min(Math.round((now / whenNew) * 100), 1_000) : undefined;
}
