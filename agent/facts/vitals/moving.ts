import type { Vitals } from '../../../wire/sections/vitals.ts';
import { member } from '../../host/json.ts';
import { sortedBy } from '../../host/order.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { part, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { modifiedAt } from '../../host/times.ts';
import { smartAnswer, smartQuestions } from '../hardware/smart.ts';
import { powerMore, powerSources, upsStates } from '../power/linux.ts';

/** What moves by itself beside the kernel's own numbers. */
export const movingSources = {
  diskSize: { kind: 'files', pattern: '/sys/block/*/size', trust: 'kernel' },
  /** freshclam renews these files; their time is that of the last renewal. The folder belongs to its account. */
  clamDefinitions: { kind: 'times', pattern: '/var/lib/clamav/*.c*d' },
  clamd: { kind: 'names', pattern: '/usr/sbin/clamd' },
  freshclam: { kind: 'names', pattern: '/usr/bin/freshclam' },
  /** Archived parts of the journal: their names end in the time of their first entry, in microseconds (Journal File Format). */
  journals: { kind: 'names', pattern: '/var/log/journal/*/system@*.journal' },
  ...powerSources,
} as const satisfies Sources;

type At = Look<typeof movingSources>;

/** The questions to disks and power supplies, once their names are known. */
export function movingMore(at: At): Sources {
  return { ...smartQuestions(disksHere(at)), ...powerMore(at) };
}

function disksHere(at: At): string[] {
  return at.all('diskSize').entries.map(({ path }) => part(path, 3)).filter((name) => /^(?:sd[a-z]{1,3}|nvme\d+n\d+)$/.test(name)).sort();
}

/** Wear and health as the disks say (SMART), where smartctl is installed; a disk that sleeps is not woken. */
export function disksOf(at: At, answers: Answers): Vitals['disks'] {
  const why = whyUnread(at, 'diskSize');
  if (why) return at.lack('disks', why);
  return disksHere(at).slice(0, 24).map((name) => {
    const { value, why: unasked } = smartAnswer(answers, name);
    const facts = unasked ? {} : healthOf(value);
    for (const field of ['healthy', 'powerOnHours', 'wearPercent', 'badSectors'] as const)
      if (!(field in facts)) at.lack(`disks[].${field}`, unasked ?? { reason: 'unreadable', detail: `smartctl ${name}` });
    return { name: printable(name, 128), ...facts };
  });
}

type Health = Omit<NonNullable<Vitals['disks']>[number], 'name'>;

/** Fields of `smartctl --json`, whose names are the same for ATA, NVMe and SCSI where they mean the same; see its page. */
export function healthOf(value: unknown): Health {
  const passed = member(member(value, 'smart_status'), 'passed');
  const nvme = member(value, 'nvme_smart_health_information_log');
  const table = member(member(value, 'ata_smart_attributes'), 'table');
  const rows = Array.isArray(table) ? table : [];
  const raw = (id: number) => count(member(member(rows.find((row) => member(row, 'id') === id), 'raw'), 'value'));
  const normal = (id: number) => count(member(rows.find((row) => member(row, 'id') === id), 'value'));
  // 233 media wearout, 231 life left, 202 percent lifetime remaining, 177 wear leveling: all count down from 100.
  const left = [233, 231, 202, 177].map(normal).find((number) => number !== null && number <= 100);
  const sectors = [raw(5), raw(197), raw(198)];
  const wear = count(member(nvme, 'percentage_used')) ?? count(member(value, 'scsi_percentage_used_endurance_indicator')) ?? (left === undefined || left === null || !isSolid(value) ? null : 100 - left);
  return {
    healthy: typeof passed === 'boolean' ? passed : null,
    powerOnHours: count(member(member(value, 'power_on_time'), 'hours')),
    wearPercent: wear === null ? null : Math.min(wear, 255),
    badSectors: nvme === undefined ? (sectors.some((number) => number !== null) ? sum(sectors) : count(member(value, 'scsi_grown_defect_list'))) : null,
  };
}

/** A disk that turns has attributes of the same numbers with another meaning. */
function isSolid(value: unknown): boolean {
  return member(value, 'rotation_rate') === 0;
}

function sum(numbers: readonly (number | null)[]): number {
  return Math.min(numbers.reduce<number>((total, number) => total + (number ?? 0), 0), Number.MAX_SAFE_INTEGER);
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Definitions of ClamAV by the time of its newest database; other products do not tell in a file. */
export function definitionsOf(at: At, now: string): Vitals['definitions'] {
  const installed = [presence(at, 'clamd'), presence(at, 'freshclam')];
  if (installed.every((it) => it === false)) return [];
  const why = whyUnread(at, 'clamd') ?? whyUnread(at, 'freshclam') ?? whyUnread(at, 'clamDefinitions');
  if (why) return at.lack('definitions', why);
  const times = at.all('clamDefinitions').entries.flatMap(({ path, reading }) => (/\.c[lv]d$/.test(path) ? (modifiedAt(reading) ?? []) : []));
  const newest = times.filter((time) => time <= now).sort().at(-1);
  at.lack('definitions[].version', { reason: 'not-visible-from-here', detail: 'inside of the database' });
  at.lack('definitions[].scannedAt', { reason: 'not-visible-from-here', detail: 'ClamAV keeps no record of scans' });
  return [{ product: 'ClamAV', updatedAt: newest ?? null }];
}

/** The first entry of the oldest part of the journal that is kept; known once the journal was archived for the first time. */
export function oldestEvent(at: At, now: string): string | undefined {
  const why = whyUnread(at, 'journals');
  if (why) return at.lack('oldestSecurityEventAt', why);
  const heads = at.all('journals').entries.flatMap(({ path }) => {
    const hex = /-([0-9a-f]{16})\.journal$/.exec(path)?.[1];
    const time = hex === undefined ? Number.NaN : Number(BigInt(`0x${hex}`) / 1000n);
    return time > 0 && time <= Date.parse(now) ? [time] : [];
  });
  if (heads.length === 0) return at.lack('oldestSecurityEventAt', { reason: 'not-visible-from-here', detail: 'no archived part of the journal tells' });
  return `${new Date(Math.min(...heads)).toISOString().slice(0, 19)}Z`;
}

/** Charge and load of power supplies, as their programs say. */
export function upsOf(at: At, answers: Answers): Vitals['ups'] {
  const states = upsStates(at, answers);
  if (states.why) at.lack('ups', states.why);
  if (states.list === undefined) return undefined;
  const list = sortedBy(states.list, ({ name }) => name).slice(0, 4);
  for (const { moving, why } of list)
    for (const field of ['online', 'replaceBattery', 'chargePercent', 'runtimeSeconds'] as const)
      if (moving[field] === undefined) at.lack(`ups[].${field}`, why ?? { reason: 'unreadable', detail: 'status of the power supply' });
  return list.map(({ name, moving }) => ({ name, ...moving }));
}
