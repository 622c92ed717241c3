import { iniIn } from '../../host/ini.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable, textOf, wholeNumber } from '../../host/reading.ts';
import type { Answers, Reading, Sources } from '../../host/source.ts';
import type { Supply } from './supply.ts';
import { dayIn } from './supply.ts';

/** Network UPS Tools: settings of the driver, of the server and of what shuts down. Mode 0640: they hold passwords. */
export const nutSources = {
  nutMode: { kind: 'file', path: '/etc/nut/nut.conf' },
  nutModeRedHat: { kind: 'file', path: '/etc/ups/nut.conf' },
  nutUps: { kind: 'file', path: '/etc/nut/ups.conf' },
  nutUpsRedHat: { kind: 'file', path: '/etc/ups/ups.conf' },
  upsmon: { kind: 'file', path: '/etc/nut/upsmon.conf' },
  upsmonRedHat: { kind: 'file', path: '/etc/ups/upsmon.conf' },
  upsmonProgram: { kind: 'names', pattern: '/sbin/upsmon' },
  upsmonProgramElsewhere: { kind: 'names', pattern: '/usr/sbin/upsmon' },
} as const satisfies Sources;

type At = Look<typeof nutSources>;

/** More power supplies than one computer watches; each costs a process. */
const mostAsked = 4;

/** Of the two places of a file the one that is there. */
export function nutFile(at: At, name: 'nutMode' | 'nutUps' | 'upsmon'): Reading {
  const own = at.one(name);
  return own.state === 'absent' ? at.one(`${name}RedHat`) : own;
}

/** One question for each power supply that ups.conf names, to the server on this computer: upsc(8) reads and changes nothing. */
export function nutQuestions(at: At): Sources {
  const names = localNames(at).filter((name) => /^[\w.-]{1,64}$/.test(name) && !name.startsWith('-')).slice(0, mostAsked);
  return Object.fromEntries(names.map((name) => [`upsc ${name}`, { kind: 'command', program: ['/usr/bin/upsc', '/bin/upsc'], args: [`${name}@localhost`], timeoutMs: 4_000, maxBytes: 65_536 }]));
}

/** Power supplies of ups.conf(5), and those of other computers that upsmon.conf(5) watches. Values come from the driver by upsc. */
export function nutSupplies(at: At, answers: Answers): { list: Supply[]; why: Why | undefined } {
  const [ups, mon] = [nutFile(at, 'nutUps'), nutFile(at, 'upsmon')];
  const local = localNames(at).map((name): Supply => {
    const { values, why } = valuesOf(answers, name);
    return values ? supplyOf(name, values) : { name: printable(name, 128), by: 'nut', local: true, facts: {}, moving: {}, why };
  });
  const elsewhere = monitored(textOf(mon) ?? '').filter(({ host }) => !isHere(host));
  const remote = elsewhere.map(({ name, host }): Supply => ({
    name: printable(`${name}@${host}`, 128), by: 'nut', local: false, facts: {}, moving: {}, why: { reason: 'not-visible-from-here', detail: `another computer asks it: ${printable(host, 64)}` },
  }));
  const why = [ups, mon].find(({ state }) => state === 'failed');
  return { list: [...local, ...remote], why: why?.state === 'failed' ? why : undefined };
}

/** Whether upsmon shuts this computer down: it watches something and knows a command for it. */
export function nutShutsDown(mon: string): boolean | null {
  if (!/^[ \t]*SHUTDOWNCMD\s+\S/m.test(mon)) return null;
  return monitored(mon).length > 0;
}

function localNames(at: At): string[] {
  return [...iniIn(textOf(nutFile(at, 'nutUps')) ?? '').keys()].filter((name) => name !== '');
}

/** `MONITOR name@host powervalue user password type`; user and password are not looked at. */
function monitored(text: string): { name: string; host: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, name, host] = /^[ \t]*MONITOR\s+"?([\w.-]{1,64})(?:@([\w.:[\]-]{1,128}))?"?\s/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, host: host ?? 'localhost' }];
  });
}

function isHere(host: string): boolean {
  return /^(?:localhost|127\.[\d.]+|::1|\[::1\])(?::\d+)?$/.test(host);
}

function valuesOf(answers: Answers, name: string): { values?: ReadonlyMap<string, string>; why: Why } {
  const answer = answers[`upsc ${name}`];
  const unasked = { reason: 'not-visible-from-here', detail: 'more power supplies than are asked' } as const;
  if (answer?.kind !== 'one') return { why: unasked };
  const { reading } = answer;
  if (reading.state === 'failed') return { why: reading };
  if (reading.state === 'absent') return { why: { reason: 'tool-missing', detail: 'upsc' } };
  if (reading.exitCode !== undefined && reading.exitCode !== 0) return { why: { reason: 'unreachable', detail: 'the driver or server of NUT does not answer' } };
  const lines = reading.text.split('\n').flatMap((line) => {
    const [, key, value] = /^([a-z][\w.]{1,63}):\s*(.*)$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value.trim()] as const];
  });
  return lines.length === 0 ? { why: { reason: 'unreadable', detail: 'upsc' } } : { values: new Map(lines), why: { reason: 'unreadable', detail: 'upsc' } };
}

/** Names of variables: NUT developer guide, appendix "NUT command and variable naming scheme". */
function supplyOf(name: string, values: ReadonlyMap<string, string>): Supply {
  const said = (max: number, ...keys: readonly string[]) => keys.map((key) => printable(values.get(key) ?? '', max)).find((text) => text !== '') ?? null;
  const status = values.get('ups.status')?.split(/\s+/);
  return {
    name: printable(name, 128),
    by: 'nut',
    local: true,
    facts: {
      manufacturer: said(128, 'device.mfr', 'ups.mfr'),
      model: said(128, 'device.model', 'ups.model'),
      serial: said(128, 'device.serial', 'ups.serial'),
      firmware: said(64, 'ups.firmware'),
      manufacturedOn: dayIn(values.get('ups.mfr.date')),
      batteryChangedOn: dayIn(values.get('battery.date')),
    },
    moving: {
      ...(status ? { online: status.includes('OL'), replaceBattery: status.includes('RB') } : {}),
      chargePercent: values.has('battery.charge') ? wholeOf(values.get('battery.charge')) : null,
      runtimeSeconds: values.has('battery.runtime') ? wholeOf(values.get('battery.runtime')) : null,
    },
    why: { reason: 'unreadable', detail: `upsc ${printable(name, 64)}` },
  };
}

function wholeOf(text: string | undefined): number | null {
  return wholeNumber(text?.split('.')[0]) ?? null;
}
