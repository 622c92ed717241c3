import type { Power } from '../../../wire/sections/power.ts';
import { sortedBy } from '../../host/order.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look, textOf } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { starts, unitSources, unitsOf } from '../../host/systemd-units.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { apcShutsDown, apcSupplies, apcupsdSources } from './apcupsd.ts';
import { nutFile, nutQuestions, nutShutsDown, nutSources, nutSupplies } from './nut.ts';
import type { Supply } from './supply.ts';

/** Settings and states of the two programs that watch power supplies; the vitals read the same. */
export const powerSources = { ...nutSources, ...apcupsdSources } as const satisfies Sources;

const sources = { ...unitSources, ...powerSources } as const satisfies Sources;

type At = Look<typeof sources>;
type Monitor = NonNullable<Power['monitors']>[number];

export const linux: PlatformFact<Power> = {
  sources: () => sources,
  more: { follows: 'power supplies that ups.conf names, asked by upsc where it is installed', sources: (answers) => powerMore(look(answers, sources)) },
  parse,
};

/** The questions to power supplies, once their names are known. */
export function powerMore(at: Look<typeof powerSources>): Sources {
  return nutQuestions(at);
}

/** All power supplies that a program knows; undefined where no program watches any. */
export function upsStates(at: Look<typeof powerSources>, answers: Answers): { list: readonly Supply[] | undefined; why: Why | undefined } {
  const [nut, apc] = [nutSupplies(at, answers), apcSupplies(at)];
  const list = [...nut.list, ...apc.list];
  const why = nut.why ?? apc.why;
  if (list.length === 0 && why) return { list: undefined, why };
  const none = { reason: 'not-visible-from-here', detail: 'no program that watches a power supply is set up' } as const;
  const watched = installed(at) && (nutFile(at, 'nutUps').state === 'read' || at.one('apcupsdConfig').state === 'read');
  return list.length === 0 && !watched ? { list: undefined, why: none } : { list, why };
}

function parse(answers: Answers): Parsed<Power> {
  const at = look(answers, sources);
  const { list, why } = upsStates(at, answers);
  if (why) at.lack('ups', why);
  return { data: { ups: list && sortedBy(list.map((supply) => factsOf(supply, at)), ({ name }) => name), monitors: monitorsOf(at) }, missing: at.missing() };
}

const fields = ['manufacturer', 'model', 'serial', 'firmware', 'manufacturedOn', 'batteryChangedOn'] as const;

function factsOf({ name, by, local, facts, why }: Supply, at: At): NonNullable<Power['ups']>[number] {
  for (const field of fields) if (facts[field] === undefined) at.lack(`ups[].${field}`, why ?? { reason: 'unreadable', detail: name });
  return { name, by, ...facts, local };
}

function installed(at: Look<typeof powerSources>): boolean {
  return (['upsmonProgram', 'upsmonProgramElsewhere', 'apcupsd', 'apcupsdElsewhere'] as const).some((source) => presence(at, source) === true);
}

function monitorsOf(at: At): Monitor[] | undefined {
  const programs = ['upsmonProgram', 'upsmonProgramElsewhere', 'apcupsd', 'apcupsdElsewhere'] as const;
  const has = (...names: readonly (typeof programs)[number][]) => names.some((name) => presence(at, name) === true);
  const why = programs.map((source) => whyUnread(at, source)).find((it) => it !== undefined);
  if (why) at.lack('monitors', why);
  const found: Monitor[] = [...(has('apcupsd', 'apcupsdElsewhere') ? [apcMonitor(at)] : []), ...(has('upsmonProgram', 'upsmonProgramElsewhere') ? [nutMonitor(at)] : [])];
  return why && found.length === 0 ? undefined : found;
}

/** NUT does nothing while MODE is none, whatever its units say; see nut.conf(5). */
function nutMonitor(at: At): Monitor {
  const [mode, mon] = [nutFile(at, 'nutMode'), nutFile(at, 'upsmon')];
  const word = /^[ \t]*MODE[ \t]*=[ \t]*["']?(\w+)/m.exec(textOf(mode) ?? '')?.[1];
  return {
    name: 'nut',
    enabled: enabledOf(at, { off: word === 'none', hidden: mode.state === 'failed' ? mode : undefined, units: ['nut-monitor.service', 'nut-client.service', 'upsmon.service', 'nut.target'] }),
    shutsDown: mon.state === 'failed' ? at.lack('monitors[].shutsDown', mon) : nutShutsDown(textOf(mon) ?? ''),
  };
}

function apcMonitor(at: At): Monitor {
  const [config, off] = [at.one('apcupsdConfig'), at.one('apcupsdSwitch')];
  return {
    name: 'apcupsd',
    enabled: enabledOf(at, { off: /^[ \t]*ISCONFIGURED[ \t]*=[ \t]*["']?no/m.test(textOf(off) ?? ''), hidden: off.state === 'failed' ? off : undefined, units: ['apcupsd.service'] }),
    shutsDown: config.state === 'failed' ? at.lack('monitors[].shutsDown', config) : apcShutsDown(textOf(config) ?? ''),
  };
}

function enabledOf(at: At, { off, hidden, units: names }: { off: boolean; hidden: Why | undefined; units: readonly string[] }): boolean | undefined {
  const units = unitsOf(at);
  const started = starts(units, ...names);
  if (off || started === false) return false;
  if (started && !hidden) return true;
  return at.lack('monitors[].enabled', hidden ?? units.unread ?? { reason: 'denied' });
}
