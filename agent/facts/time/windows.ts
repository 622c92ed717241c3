import type { Time } from '../../../wire/sections/time.ts';
import { allOf, firstSet, inverse, known, mapped, numberSet, tell, textSet } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { inDomain, membershipSources } from '../../host/windows-membership.ts';
import { serviceNamed, servicesOf, serviceSources } from '../../host/windows-services.ts';
import type { WindowsServices } from '../../host/windows-services.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

/** Windows Time (learn.microsoft.com, "Windows Time service tools and settings"): the policy before the settings of the machine. */
const sources = {
  ...serviceSources,
  ...membershipSources,
  policy: hklm(String.raw`SOFTWARE\Policies\Microsoft\W32Time\Parameters`, ['Type', 'NtpServer']),
  parameters: hklm(String.raw`SYSTEM\CurrentControlSet\Services\W32Time\Parameters`, ['Type', 'NtpServer']),
  client: hklm(String.raw`SYSTEM\CurrentControlSet\Services\W32Time\TimeProviders\NtpClient`, ['Enabled']),
  clientPolicy: hklm(String.raw`SOFTWARE\Policies\Microsoft\W32Time\TimeProviders\NtpClient`, ['Enabled']),
  /** The provider that takes the time of a Hyper-V host. */
  host: hklm(String.raw`SYSTEM\CurrentControlSet\Services\W32Time\TimeProviders\VMICTimeProvider`, ['Enabled']),
  triggers: hklm(String.raw`SYSTEM\CurrentControlSet\Services\W32Time\TriggerInfo\*`, ['Action']),
  zone: hklm(String.raw`SYSTEM\CurrentControlSet\Control\TimeZoneInformation`, ['TimeZoneKeyName']),
} as const satisfies Sources;

type At = Look<typeof sources>;
type Source = NonNullable<Time['source']>;

export const windows: PlatformFact<Time> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Time> {
  const at = look(answers, sources);
  const services = servicesOf(at);
  const source = sourceOf(at, services);
  return {
    data: {
      zone: tell(at, 'zone', mapped(textSet(at, 'zone', 'TimeZoneKeyName'), (name) => (name === null ? null : printable(name, 64)))),
      services: servicesHere(at, services),
      source: tell(at, 'source', source),
      servers: tell(at, 'servers', serversOf(at, source)),
    },
    missing: at.missing(),
  };
}

const programs = [['w32time', 'W32Time'], ['ntpd', 'NTP'], ['chrony', 'chronyd']] as const;

function servicesHere(at: At, services: WindowsServices): Time['services'] {
  if (services.why) at.lack('services', services.why);
  const found = programs.flatMap(([name, service]): NonNullable<Time['services']> => {
    const { value } = serviceNamed(services, service);
    if (!value) return [];
    const start = value.start === 'on-demand' && name === 'w32time' ? triggered(at) : value.start === undefined ? unread : known(value.start === 'automatic');
    // A service that is started on demand comes and goes with what it waits for.
    const running: Known<boolean> = value.start !== 'automatic' ? (value.start === 'disabled' ? known(false) : onDemand) : value.running === undefined ? unread : known(value.running);
    return [{ name, enabled: tell(at, 'services[].enabled', start), running: tell(at, 'services[].running', running) }];
  });
  return services.why && found.length === 0 ? undefined : found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const unread = { why: { reason: 'unreadable', detail: 'Win32_Service' } } as const;
const onDemand = { why: { reason: 'not-visible-from-here', detail: 'it starts on demand and so comes and goes' } } as const;

/** Windows starts it when the network comes up or a domain is joined. */
function triggered(at: At): Known<boolean> {
  const { keys, why } = keysOf(at, 'triggers');
  return keys.length > 0 ? known(true) : why ? { why } : known(false);
}

/**
 * Type is NT5DS (the domain), NTP (named servers), AllSync (both) or NoSync. Outside of a domain NT5DS finds nobody. With
 * NoSync a Hyper-V host may still set the clock of its guest, which cannot be told from here.
 */
function sourceOf(at: At, services: WindowsServices): Known<Source> {
  const runs = inverse(mapped(serviceNamed(services, 'W32Time'), (it) => it === null || it.start === 'disabled'));
  const client = mapped(firstSet(numberSet(at, 'clientPolicy', 'Enabled'), numberSet(at, 'client', 'Enabled')), (value) => value !== 0);
  const asks = allOf(runs, client);
  if (asks.why) return asks;
  if (!asks.value) return fromHost(at, runs.value === true);
  const type = mapped(firstSet(textSet(at, 'policy', 'Type'), textSet(at, 'parameters', 'Type')), (text) => text?.toUpperCase(), 'Type of W32Time');
  if (type.why) return type;
  if (type.value === 'NTP') return known('servers');
  if (type.value === 'NOSYNC') return fromHost(at, true);
  if (type.value !== 'NT5DS' && type.value !== 'ALLSYNC') return { why: { reason: 'unreadable', detail: 'Type of W32Time' } };
  const member = inDomain(at);
  return mapped(member, (is) => (is ? 'domain' : type.value === 'ALLSYNC' ? 'servers' : 'none'));
}

function fromHost(at: At, serviceRuns: boolean): Known<Source> {
  if (!serviceRuns) return known('none');
  const host = mapped(numberSet(at, 'host', 'Enabled'), (value) => value === 1);
  if (host.why) return host;
  return host.value ? { why: { reason: 'not-visible-from-here', detail: 'whether a Hyper-V host sets the clock' } } : known('none');
}

/** NtpServer is a list of names with flags: `time.windows.com,0x9 pool.ntp.org,0x8`. It only counts where named servers are asked. */
function serversOf(at: At, source: Known<Source>): Known<NonNullable<Time['servers']>> {
  if (source.why) return source;
  if (source.value !== 'servers') return known([]);
  const list = firstSet(textSet(at, 'policy', 'NtpServer'), textSet(at, 'parameters', 'NtpServer'));
  return mapped(list, (text) => {
    const names = (text ?? '').split(/\s+/).map((word) => word.split(',')[0] ?? '').filter((name) => name !== '');
    return [...new Set(names)].sort().map((address) => ({ address: printable(address, 255), pool: /(?:^|\.)pool\./i.test(address), authenticated: false }));
  });
}
