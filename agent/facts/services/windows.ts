import type { Services } from '../../../wire/sections/services.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { commandLine } from '../../host/windows-command-line.ts';
import { programSources } from '../../host/windows-programs.ts';
import { servicesOf, serviceSources } from '../../host/windows-services.ts';
import type { WindowsService, WindowsServices } from '../../host/windows-services.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { databasesOf, databaseSources } from './windows-databases.ts';

const sources = {
  ...serviceSources,
  ...programSources,
  ...databaseSources,
  /** A service with a trigger is started and stopped by events ("SERVICE_TRIGGER"), so that its running says nothing. */
  triggers: hklm(String.raw`SYSTEM\CurrentControlSet\Services\*\TriggerInfo\*`, ['Action']),
} as const satisfies Sources;

type At = Look<typeof sources>;
type Service = NonNullable<Services['services']>[number];

export const windows: PlatformFact<Services> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Services> {
  const at = look(answers, sources);
  const found = servicesOf(at);
  return { data: { manager: 'windows', services: servicesHere(at, found), databases: databasesOf(at, found) }, missing: at.missing() };
}

function servicesHere(at: At, { byName, why }: WindowsServices): Services['services'] {
  if (why) at.lack('services', why);
  if (byName.size === 0) return undefined;
  const triggers = keysOf(at, 'triggers');
  const triggered = new Set(triggers.keys.map(({ path }) => path.split('\\').at(-3)?.toLowerCase() ?? ''));
  const lasting = [...byName.values()].filter(({ name }) => !isOfSession(name, byName));
  return sortedBy(lasting.map((service) => serviceOf(at, service, triggered.has(service.name.toLowerCase()) ? true : triggers.why ? undefined : false)), ({ name }) => name);
}

/** Each sign-in makes services of its own beside their template: `CDPUserSvc_3a2f1` ("Per-user services in Windows"). */
function isOfSession(name: string, byName: WindowsServices['byName']): boolean {
  const template = /^(.+)_[0-9a-f]{4,8}$/i.exec(name)?.[1];
  return template !== undefined && byName.has(template.toLowerCase());
}

function serviceOf(at: At, service: WindowsService, triggered: boolean | undefined): Service {
  const field = <T>(path: string, value: T | undefined, reason: 'unreadable' | 'timeout' = 'unreadable'): T | undefined =>
    value === undefined ? at.lack(`services[].${path}`, { reason, detail: `${path} of ${service.name}` }) : value;
  const { program, unquoted } = service.command ? commandLine(service.command) : { program: service.command, unquoted: service.command === null ? false : undefined };
  const comesAndGoes = service.start === undefined ? undefined : service.start === 'on-demand' ? true : triggered;
  return {
    name: service.name,
    title: field('title', service.title),
    start: field('start', service.start),
    running: comesAndGoes === undefined ? hidden(at, service) : comesAndGoes ? null : field('running', service.running),
    failed: field('failed', failed(service)),
    account: field('account', service.account),
    program: field('program', typeof program === 'string' ? printable(program) : program),
    unquotedPath: field('unquotedPath', unquoted),
  };
}

function hidden(at: At, { name }: WindowsService): undefined {
  const why = keysOf(at, 'triggers').why;
  return at.lack('services[].running', why ?? { reason: 'unreadable', detail: `start of ${name}` });
}

/** A service that should run and stands still with an error; 1077 says that nobody started it yet (winerror.h). */
function failed({ start, running, exitCode }: WindowsService): boolean | undefined {
  if (start === undefined || running === undefined || exitCode === undefined) return undefined;
  return start === 'automatic' && !running && exitCode !== null && exitCode !== 0 && exitCode !== 1077;
}
