import { member, jsonOf } from '../../host/json.ts';
import type { Look, Why } from '../../host/reading.ts';
import { part, textOf } from '../../host/reading.ts';
import type { Answers, Source, Sources } from '../../host/source.ts';

/** More disks than this are not asked: each costs a process. */
const mostAsked = 8;

/**
 * The question to one disk, see smartctl(8): `-n standby` leaves a sleeping disk asleep, `-H -A -i` only read. The
 * sections on hardware and on vitals ask it in the same words, so that it is asked once.
 */
function smartQuestion(disk: string): Source {
  return { kind: 'command', program: ['/usr/sbin/smartctl'], args: ['--json=c', '-n', 'standby', '-i', '-H', '-A', `/dev/${disk}`], timeoutMs: 8_000, maxBytes: 512 * 1024, needsRoot: true };
}

/** The questions to disks that keep such a record, by the name of the disk: no virtual disks, cards, floppies. */
export function smartQuestions(names: readonly string[]): Sources {
  const disks = names.filter((name) => /^(?:sd[a-z]{1,3}|nvme\d{1,3}n\d{1,3})$/.test(name)).slice(0, mostAsked);
  return Object.fromEntries(disks.map((name) => [`smart ${name}`, smartQuestion(name)]));
}

/** The answer about one disk as JSON; or why there is none. A disk that sleeps answers nothing. */
export function smartAnswer(answers: Answers, disk: string): { readonly value?: unknown; readonly why?: Why } {
  const answer = answers[`smart ${disk}`];
  if (answer?.kind !== 'one') return { why: { reason: 'not-visible-from-here', detail: `${disk} keeps no such record, or there are more than ${mostAsked} disks` } };
  const { reading } = answer;
  if (reading.state === 'failed') return { why: reading };
  if (reading.state === 'absent') return { why: { reason: 'tool-missing', detail: 'smartctl' } };
  const value = jsonOf(reading.text);
  if (member(value, 'smartctl') === undefined) return { why: { reason: 'unreadable', detail: `smartctl ${disk}` } };
  // Bit 1: the disk could not be opened, or it sleeps; see EXIT STATUS.
  if (((reading.exitCode ?? 0) & 3) !== 0) return { why: { reason: 'not-visible-from-here', detail: `${disk} sleeps or did not answer smartctl` } };
  return { value };
}

/** SAS disks hang below an end device of their own; others do not tell when they were made. */
export function sasQuestions(look: Look<{ readonly blockNumbers: { readonly kind: 'links'; readonly pattern: string } }>): Sources {
  const places = look.all('blockNumbers').entries.flatMap(({ reading }) => textOf(reading) ?? []);
  const sas = places.filter((place) => isSas(place) && /\/block\/sd[a-z]+$/.test(place));
  return smartQuestions(sas.map((place) => part(place, place.split('/').length - 1)));
}

/** Whether a device hangs on SAS by its place in sysfs. */
export function isSas(place: string): boolean {
  return /\/end_device-[\d:]+\//.test(place);
}

/** First day of the week a SAS disk was made in (ISO 8601 weeks), as its log page 0x0E tells (SPC-4 7.3.20). */
export function madeOn(value: unknown, today: string): string | null | undefined {
  const counter = member(value, 'scsi_start_stop_cycle_counter');
  const [year, week] = [Number(member(counter, 'year_of_manufacture') ?? Number.NaN), Number(member(counter, 'week_of_manufacture') ?? Number.NaN)];
  if (Number.isNaN(year) && Number.isNaN(week)) return null;
  if (!(year >= 2000 && year < 2100 && week >= 1 && week <= 53)) return undefined;
  const january4 = new Date(Date.UTC(year, 0, 4));
  const monday = new Date(january4.getTime() + ((week - 1) * 7 - ((january4.getUTCDay() + 6) % 7)) * 86_400_000);
  const day = monday.toISOString().slice(0, 10);
  return day <= today ? day : undefined;
}
