import type { Clue } from './clue.ts';
import { macSoldFrom } from './apple-models.ts';
import { dayNumber, dayText, monthOf, weekOf, years, yearOf } from './days.ts';
import type { AgeFacts } from './facts.ts';
import { memorySoldFrom } from './memory.ts';
import { processorOf } from './processor.ts';
import { serialDate } from './serial.ts';

/** The first machines are made before the month in which what is inside is announced; every clue of a launch has this in it. */
export const beforeLaunch = years(0.25);
/** How much later than its firmware was released a computer may have been made that still has it. */
export const afterFirmware = years(0.5);
/** Boards are tested with firmware from before the launch of the processor. Older is no date. */
const firmwareBeforeLaunch = years(0.75);
/** A chip with its certificate, or a disk, is built in within this time. */
const onTheShelf = years(1);

const firmwareSource = 'measured on public reports of linux-hardware.org: the date of the installed firmware moves with updates';

/** Firmware dates that whole product lines carry. */
const noFirmwareDays = new Set(['1980-01-01', '1999-01-01', '2000-01-01']);
/** Battery dates that whole product lines carry, counted in public reports. */
const noBatteryDays = new Set(['1997-08-11', '2006-10-31', '2007-01-01', '2007-10-12', '2009-01-01', '2010-07-07', '2010-08-08', '2012-01-01', '2013-01-01']);

/**
 * When processor or model were first sold, the later of both; undefined when neither is known. Memory is no launch: one
 * kind is sold for ten years.
 */
export function launchOf({ hardware }: AgeFacts): Clue | undefined {
  return [...processorClue(hardware), ...modelClue(hardware)].sort((a, b) => b.from - a.from)[0];
}

/**
 * Everything in the facts that says something on when a computer was made. Disks move from computer to computer, so what
 * they tell counts only beside a launch that it could contradict.
 */
export function cluesIn(facts: AgeFacts): Clue[] {
  const launch = launchOf(facts);
  const day = launch && launch.from + beforeLaunch;
  return [
    ...recordClues(facts, launch),
    ...firstSeenClue(facts),
    ...processorClue(facts.hardware),
    ...modelClue(facts.hardware),
    ...memoryClue(facts.hardware),
    ...serialClue(facts, launch),
    ...firmwareClue(facts, day),
    ...batteryClue(facts, day),
    ...chipClue(facts),
    ...(launch ? [...installClue(facts), ...diskClues(facts)] : []),
    ...panelClues(facts),
    ...habitClue(facts, day),
  ];
}

const since = (from: number) => ({ says: 'not-before', from, to: Infinity }) as const;
const until = (to: number) => ({ says: 'not-after', from: -Infinity, to }) as const;

function recordClues({ records = [] }: AgeFacts, launch: Clue | undefined): Clue[] {
  return records.flatMap(({ kind, source, byName, ...written }): Clue[] => {
    const [from, to] = [dayNumber(written.from), dayNumber(written.to)];
    if (from === undefined || to === undefined || from > to) return [];
    const on = from === to ? written.from : `between ${written.from} and ${written.to}`;
    const early = launch !== undefined && to < launch.from;
    const doubt = early ? { doubt: byName ? 'what is inside was not sold yet, so another computer had this name then' : 'what is inside was not sold yet, so the day is not that of this computer' } : {};
    if (kind === 'bought') return [{ kind: 'record', says: 'made', from: from - years(0.5), to, hard: true, text: `Bought ${on}: made in the half year before`, source, ...doubt }];
    if (kind === 'made') return [{ kind: 'made-date', says: 'made', from: from - 7, to: to + 31, hard: true, text: `The device says that it was made ${on}`, source, ...doubt }];
    return [{ kind: 'first-use', ...until(to), hard: true, text: `First used ${on}`, source, ...doubt }];
  });
}

function firstSeenClue({ firstSeen }: AgeFacts): Clue[] {
  const day = firstSeen === undefined ? undefined : dayNumber(firstSeen);
  return day === undefined ? [] : [{ kind: 'first-seen', ...until(day), hard: true, text: `First seen ${dayText(day)}`, source: 'our own records' }];
}

function processorClue(hardware: AgeFacts['hardware']): Clue[] {
  const processor = processorOf(hardware?.cpu?.model ?? '');
  const month = processor && dayNumber(processor.launched);
  if (!processor || month === undefined) return [];
  return [{ kind: 'processor', ...since(month - beforeLaunch), hard: true, text: `Processor: ${processor.name}, sold from ${processor.launched}`, source: processor.source }];
}

function modelClue(hardware: AgeFacts['hardware']): Clue[] {
  const { model, modelYear } = hardware ?? {};
  const month = model ? macSoldFrom(model) : undefined;
  const day = month === undefined ? undefined : dayNumber(month);
  if (day !== undefined) return [{ kind: 'model', ...since(day - beforeLaunch), hard: true, text: `Model ${model ?? ''}, sold from ${month ?? ''}`, source: 'release month of Apple as generally known, its year compared with a public table of models' }];
  if (!modelYear || modelYear < 1980 || modelYear > 2100) return [];
  return [{ kind: 'model', ...since(yearOf(modelYear).from - beforeLaunch), hard: true, text: `Model of ${modelYear}`, source: 'the maker, in the name of the model' }];
}

function memoryClue(hardware: AgeFacts['hardware']): Clue[] {
  const months = (hardware?.memoryModules ?? []).flatMap(({ type }) => {
    const month = type ? memorySoldFrom(type) : undefined;
    return month === undefined ? [] : [{ type, month }];
  });
  const [newest] = months.sort((a, b) => (a.month < b.month ? 1 : -1));
  const day = newest && dayNumber(newest.month);
  return day === undefined ? [] : [{ kind: 'memory', ...since(day - beforeLaunch), hard: true, text: `Memory: ${newest?.type ?? ''}, sold from ${newest?.month ?? ''}`, source: 'first sale of such memory as generally known' }];
}

/**
 * Of several decades the latest one between the launch of processor or model and the day it was first seen. One in which such
 * computers are still made comes before one long after: the week of a number from 2016 comes again in 2026.
 */
function serialClue({ hardware, identity, firstSeen }: AgeFacts, launch: Clue | undefined): Clue[] {
  const [maker, serial] = [hardware?.manufacturer, hardware?.serial ?? identity?.serial];
  const date = maker && serial ? serialDate(maker, serial) : undefined;
  if (!date) return [];
  const last = (firstSeen === undefined ? undefined : dayNumber(firstSeen)) ?? Infinity;
  if (date.spans.length > 1 && (!launch || last === Infinity)) return [];
  const fits = date.spans.filter(({ from, to }) => from <= last && to >= (launch?.from ?? -Infinity));
  const usual = fits.filter(({ from }) => launch !== undefined && from <= launch.from + beforeLaunch + years(madeFor(hardware)));
  const span = usual.at(-1) ?? fits.at(-1) ?? date.spans.filter(({ from }) => from <= last).at(-1) ?? date.spans[0];
  return span ? [{ kind: 'serial', says: 'made', ...span, hard: true, text: `Serial number: made ${dayText(span.from)} to ${dayText(span.to)}`, source: `${date.rule} (${date.checked})` }] : [];
}

function installClue({ os }: AgeFacts): Clue[] {
  const day = os?.installedOn ? dayNumber(os.installedOn) : undefined;
  return day === undefined ? [] : [{ kind: 'os-install', ...until(day), hard: false, text: `First installation of the system ${dayText(day)}`, source: 'oldest trace of the installer on the disk' }];
}

/** Firmware of Macs comes with macOS and tells nothing. */
function firmwareClue({ hardware }: AgeFacts, launch: number | undefined): Clue[] {
  const released = hardware?.firmware?.releasedOn;
  const day = released && !noFirmwareDays.has(released) && !/^Apple\b/.test(hardware?.manufacturer ?? '') ? dayNumber(released) : undefined;
  if (day === undefined) return [];
  const counted = launch !== undefined && day < launch && day >= launch - firmwareBeforeLaunch ? launch : day;
  return [{ kind: 'firmware', ...until(counted + afterFirmware), hard: false, text: `Firmware released ${dayText(day)}: made before, or within half a year`, source: firmwareSource }];
}

/**
 * The oldest battery: a newer one is a replacement. One that came long after the processor, or after the firmware, is one
 * too; so nothing is said of batteries where these were not read.
 */
function batteryClue({ hardware }: AgeFacts, launch: number | undefined): Clue[] {
  const days = (hardware?.batteries ?? []).flatMap(({ manufacturedOn: on }) => (on && !noBatteryDays.has(on) ? (dayNumber(on) ?? []) : []));
  if (days.length === 0 || launch === undefined || hardware?.firmware?.releasedOn === undefined) return [];
  const day = Math.min(...days);
  const firmware = hardware.firmware.releasedOn === null ? undefined : dayNumber(hardware.firmware.releasedOn);
  const replaced = day > launch + years(2.5) || (firmware !== undefined && firmware >= launch && day > firmware + years(1));
  const doubt = replaced ? 'the battery is probably a replacement' : day < launch - years(0.4) ? 'it is older than the processor' : undefined;
  const clue: Clue = { kind: 'battery', says: 'made', from: day - 31, to: day + years(0.5), hard: true, text: `Battery made ${dayText(day)}: the computer within half a year`, source: 'the battery itself' };
  return [doubt === undefined ? clue : { ...clue, doubt }];
}

/** The certificate of a security chip is made with the chip, or when it is first asked for. */
function chipClue({ hardware }: AgeFacts): Clue[] {
  const day = hardware?.tpm?.endorsedOn ? dayNumber(hardware.tpm.endorsedOn) : undefined;
  return day === undefined ? [] : [{ kind: 'security-chip', ...until(day + onTheShelf), hard: false, text: `Security chip certified ${dayText(day)}: made within a year`, source: 'endorsement certificate of the TPM' }];
}

/** Hours of the disks; and their dates, where at least two are of the same half year: single ones are moved and replaced. */
function diskClues({ hardware, disksOnBefore = [] }: AgeFacts): Clue[] {
  const disks = hardware?.disks ?? [];
  const external = new Set(disks.flatMap(({ name, removable, bus }) => (removable || bus === 'usb' ? [name] : [])));
  const hours = disksOnBefore.flatMap(({ disk, day }): Clue[] => {
    const last = dayNumber(day);
    return last === undefined || external.has(disk) ? [] : [{ kind: 'disk-hours', ...until(last), hard: false, text: `Disk ${disk} has run since ${day} or longer`, source: 'power-on hours of the disk' }];
  });
  const made = disks.flatMap(({ manufacturedOn: on, name }) => (on && !external.has(name) ? (dayNumber(on) ?? []) : [])).sort((a, b) => a - b);
  const [first = 0, last = Infinity] = [made[0], made.at(-1)];
  if (made.length < 2 || last - first > years(0.5)) return hours;
  return [...hours, { kind: 'disk-date', ...until(last + onTheShelf), hard: false, text: `All disks made by ${dayText(last)}: the computer within a year`, source: 'the disks themselves' }];
}

/** The date of a built-in screen is often the one of its design: a lower bound. LG keeps the month where the week belongs; the agent leaves it out. */
function panelClues({ hardware }: AgeFacts): Clue[] {
  return (hardware?.monitors ?? []).flatMap(({ internal, year, week }): Clue[] => {
    if (internal !== true || !year || year < 1994) return [];
    const from = week ? weekOf(year, week).from : monthOf(year, 1).from;
    return [{ kind: 'panel', ...since(from), hard: false, text: `Built-in screen of ${week ? `week ${week} of ` : ''}${year}`, source: 'EDID of the screen' }];
  });
}

/**
 * How long after the launch of what is inside computers are still made. For notebooks the fewest years with which the span
 * held nine of ten on the half of the data that was looked at. Desktops and servers get more on purpose, since their parts are sold longer and nothing is measured; what is
 * of no known form gets the most.
 */
function habitClue({ hardware }: AgeFacts, launch: number | undefined): Clue[] {
  if (launch === undefined) return [];
  const longest = madeFor(hardware);
  const source = isPortable(hardware) ? 'measured on notebooks with a dated battery of linux-hardware.org' : 'assumed, wider than what is measured for notebooks';
  return [{ kind: 'habit', ...until(launch + years(longest)), hard: false, text: `Made within ${longest} years of the launch, as nine of ten are`, source }];
}

/** For how many years after the launch of what is inside computers of this form are made. */
function madeFor(hardware: AgeFacts['hardware']): number {
  return isPortable(hardware) ? 5 : hardware?.chassis === 'desktop' ? 6 : 7;
}

function isPortable(hardware: AgeFacts['hardware']): boolean {
  return hardware?.chassis === 'laptop' || hardware?.chassis === 'tablet';
}
