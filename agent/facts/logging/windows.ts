import type { Logging } from '../../../wire/sections/logging.ts';
import { withoutCredentials } from '../../host/address.ts';
import { cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { jsonOf, membersOf } from '../../host/json.ts';
import { firstSet, known, mapped, numberSet, orElse, tell, textSet } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable, wholeNumber } from '../../host/reading.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { serviceNamed, servicesLike, servicesOf, serviceSources, startsItself } from '../../host/windows-services.ts';
import type { WindowsServices } from '../../host/windows-services.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { auditPolicy } from './windows-audit.ts';

const channelValues = ['Enabled', 'MaxSize', 'Retention', 'AutoBackupLogFiles'] as const;
const channelKey = (name: string) => hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\WINEVT\Channels` + `\\${name}`, channelValues);
const policyKey = (name: string) => hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows\EventLog` + `\\${name}`, ['Retention', 'AutoBackupLogFiles']);

/** Channels of Windows that matter to an auditor beside the three old logs, by the name of their source. */
const channels = {
  powershell: 'Microsoft-Windows-PowerShell/Operational',
  defender: 'Microsoft-Windows-Windows Defender/Operational',
  sessions: 'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
  sysmon: 'Microsoft-Windows-Sysmon/Operational',
} as const;

const sources = {
  ...serviceSources,
  policy: {
    kind: 'command', program: [String.raw`%SystemRoot%\System32\auditpol.exe`], args: ['/backup', String.raw`/file:{scratch}\audit.csv`], needsRoot: true, scratch: true, output: 'audit.csv', timeoutMs: 30_000, maxBytes: 1_048_576,
  },
  /** The old logs as they are ("Win32_NTEventlogFile class"): OverWriteOutDated is days, 0 for as needed, 4294967295 for never. */
  logs: { kind: 'cim', namespace: 'root/cimv2', class: 'Win32_NTEventlogFile', properties: ['LogfileName', 'MaxFileSize', 'OverWriteOutDated'], filter: "LogfileName = 'Security' OR LogfileName = 'System' OR LogfileName = 'Application'" },
  applicationPolicy: policyKey('Application'),
  securityPolicy: policyKey('Security'),
  systemPolicy: policyKey('System'),
  applicationLog: hklm(String.raw`SYSTEM\CurrentControlSet\Services\EventLog\Application`, ['AutoBackupLogFiles']),
  securityLog: hklm(String.raw`SYSTEM\CurrentControlSet\Services\EventLog\Security`, ['AutoBackupLogFiles']),
  systemLog: hklm(String.raw`SYSTEM\CurrentControlSet\Services\EventLog\System`, ['AutoBackupLogFiles']),
  powershell: channelKey(channels.powershell),
  defender: channelKey(channels.defender),
  sessions: channelKey(channels.sessions),
  sysmon: channelKey(channels.sysmon),
  /** One value per server: `Server=https://collector.town.example:5986/wsman/SubscriptionManager/WEC,Refresh=60`. */
  forwarding: hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows\EventLog\EventForwarding\SubscriptionManager`),
  /** PowerShellExecutionPolicy.admx, AuditSettings.admx. */
  scriptBlocks: hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows\PowerShell\ScriptBlockLogging`, ['EnableScriptBlockLogging']),
  transcripts: hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows\PowerShell\Transcription`, ['EnableTranscripting']),
  commandLines: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Audit`, ['ProcessCreationIncludeCmdLine_Enabled']),
} as const satisfies Sources;

type At = Look<typeof sources>;
type Log = NonNullable<Logging['logs']>[number];

export const windows: PlatformFact<Logging> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Logging> {
  const at = look(answers, sources);
  const services = servicesOf(at);
  const policy = at.need('auditPolicy', 'policy', auditPolicy);
  for (const item of policy ?? []) if (item.success === undefined) for (const field of ['success', 'failure']) at.lack(`auditPolicy[].${field}`, { reason: 'unreadable', detail: 'auditpol' });
  const on = (source: 'scriptBlocks' | 'transcripts' | 'commandLines', value: string) => mapped(orElse(numberSet(at, source, value), known(0)), (number) => number === 1);
  return {
    data: {
      services: logServices(at, services),
      audit: { enabled: policy ? recordsAnything(at, policy) : at.lack('audit.enabled', { reason: at.missing().find(({ path }) => path === 'auditPolicy')?.reason ?? 'unreadable', detail: 'auditpol' }), rules: null, locked: false },
      auditPolicy: policy,
      logs: logsOf(at),
      forwardsTo: forwardsTo(at, services),
      powershellScriptBlocks: tell(at, 'powershellScriptBlocks', on('scriptBlocks', 'EnableScriptBlockLogging')),
      powershellTranscripts: tell(at, 'powershellTranscripts', on('transcripts', 'EnableTranscripting')),
      processCommandLines: tell(at, 'processCommandLines', on('commandLines', 'ProcessCreationIncludeCmdLine_Enabled')),
    },
    missing: at.missing(),
  };
}

function recordsAnything(at: At, policy: NonNullable<Logging['auditPolicy']>): boolean | undefined {
  if (policy.some(({ success, failure }) => success === true || failure === true)) return true;
  return policy.every(({ success }) => success === false) ? false : at.lack('audit.enabled', { reason: 'unreadable', detail: 'auditpol' });
}

function logServices(at: At, services: WindowsServices): Logging['services'] {
  const log = serviceNamed(services, 'EventLog');
  if (log.why) return at.lack('services', log.why);
  const sysmon = servicesLike(services, /^sysmon(?:64)?a?$/i)[0];
  if (services.why) at.lack('services', services.why);
  return [...(log.value ? [{ name: 'eventlog', service: log.value }] : []), ...(sysmon ? [{ name: 'sysmon', service: sysmon }] : [])].map(({ name, service }) => ({
    name,
    enabled: tell(at, 'services[].enabled', startsItself(services, service.name)),
    running: service.running ?? at.lack('services[].running', { reason: 'unreadable', detail: `State of ${service.name}` }),
  }));
}

function logsOf(at: At): Logging['logs'] {
  const { list, why } = instancesOf(at, 'logs');
  if (!list || list.length === 0) at.lack('logs', why ?? { reason: 'not-visible-from-here', detail: 'Win32_NTEventlogFile' });
  const old = (list ?? []).flatMap((instance): Log[] => {
    const name = ['Application', 'Security', 'System'].find((it) => it.toLowerCase() === cimText(instance('LogfileName'))?.toLowerCase());
    if (name === undefined) {
      at.lack('logs', { reason: 'unreadable', detail: 'LogfileName' });
      return [];
    }
    const days = cimNumber(instance('OverWriteOutDated'));
    return [{
      name,
      enabled: true,
      maxBytes: cimNumber(instance('MaxFileSize')) ?? at.lack('logs[].maxBytes', { reason: 'unreadable', detail: `MaxFileSize of ${name}` }),
      keepDays: typeof days !== 'number' ? at.lack('logs[].keepDays', { reason: 'unreadable', detail: `OverWriteOutDated of ${name}` }) : days === 0 || days >= 4_294_967_295 ? null : days,
      whenFull: tell(at, 'logs[].whenFull', whenFull(at, name.toLowerCase() as 'application' | 'security' | 'system', days)),
      persistent: true,
    }];
  });
  const found = [...new Map(old.map((log) => [log.name, log])).values(), ...(Object.keys(channels) as (keyof typeof channels)[]).flatMap((source) => channel(at, source))];
  return found.length === 0 ? undefined : sortedBy(found, ({ name }) => name);
}

/** Retention of the policy is the text 1 where old events are kept; then either a new file is begun, or nothing more is written. */
function whenFull(at: At, name: 'application' | 'security' | 'system', days: number | null | undefined): Known<NonNullable<Log['whenFull']>> {
  const flag = (text: string | null) => (text === null ? null : text === '1' ? true : text === '0' ? false : undefined);
  const kept = orElse(mapped(textSet(at, `${name}Policy`, 'Retention'), flag), typeof days === 'number' ? known(days >= 4_294_967_295) : { why: { reason: 'unreadable', detail: 'OverWriteOutDated' } });
  if (kept.why) return kept;
  if (!kept.value) return known('overwrite');
  const archived = firstSet(mapped(textSet(at, `${name}Policy`, 'AutoBackupLogFiles'), flag), mapped(numberSet(at, `${name}Log`, 'AutoBackupLogFiles'), (number) => (number === null ? null : number === 1)));
  return mapped(archived, (is) => (is === true ? 'archive' : 'stop'));
}

/** A channel by its own settings; of sizes that are not set nothing is claimed. */
function channel(at: At, source: keyof typeof channels): Log[] {
  const { keys, why } = keysOf(at, source);
  if (why) at.lack('logs', why);
  if (keys.length === 0) return [];
  const detail = channels[source];
  const size = numberSet(at, source, 'MaxSize');
  const retention = mapped(orElse(numberSet(at, source, 'Retention'), known(0)), (number) => number !== 0);
  const archived = mapped(orElse(numberSet(at, source, 'AutoBackupLogFiles'), known(0)), (number) => number === 1);
  return [{
    name: detail,
    enabled: tell(at, 'logs[].enabled', mapped(numberSet(at, source, 'Enabled'), (number) => (number === null ? undefined : number === 1), detail)),
    maxBytes: tell(at, 'logs[].maxBytes', mapped(size, (number) => number ?? undefined, `MaxSize of ${detail}`)),
    keepDays: null,
    whenFull: tell(at, 'logs[].whenFull', retention.why ? retention : !retention.value ? known('overwrite') : mapped(archived, (is) => (is ? 'archive' : 'stop'))),
    persistent: true,
  }];
}

/** Programs that send logs elsewhere, by service. Where to stands in settings of their own. */
const shippers: Readonly<Record<string, RegExp>> = {
  'arctic-wolf': /^arctic wolf agent/i, 'azure-monitor': /^azuremonitoragent|^healthservice$/i, blumira: /^blumira/i, elastic: /^elastic agent$|^winlogbeat$/i, fluentd: /^fluent(?:d|-?bit)/i,
  graylog: /^graylog-sidecar$/i, nxlog: /^nxlog$/i, rapid7: /^ir_agent$/i, splunk: /^splunkforwarder$/i, snare: /^snare/i, wazuh: /^wazuhsvc$|^ossecsvc$/i,
};

function forwardsTo(at: At, services: WindowsServices): Logging['forwardsTo'] {
  const { why } = keysOf(at, 'forwarding');
  for (const hole of [why, services.why]) if (hole) at.lack('forwardsTo', hole);
  const found = Object.entries(shippers).filter(([, pattern]) => servicesLike(services, pattern).some(({ start }) => start === 'automatic')).map(([name]) => name);
  if (found.length > 0) at.lack('forwardsTo', { reason: 'not-visible-from-here', detail: `settings of ${found.join(', ')}` });
  const texts = at.all('forwarding').entries.flatMap(({ reading }) => (reading.state === 'read' ? membersOf(jsonOf(reading.text)).map(([, value]) => value) : []));
  const servers = texts.flatMap((text) => {
    const [, scheme = '', rest = ''] = typeof text === 'string' ? (/(?:^|,)\s*Server=(https?):\/\/([^\s,]+)/i.exec(text) ?? []) : [];
    const [host = '', port] = (withoutCredentials(`https://${rest}`).split('/')[2] ?? '').split(/:(?=\d+$)/);
    return host === '' ? [] : [{ address: printable(port === undefined || wholeNumber(port) === undefined ? host : `${host}:${port}`, 255), secure: scheme.toLowerCase() === 'https' }];
  });
  const unique = [...new Map(servers.map((server) => [server.address, server])).values()];
  return sortedBy(unique, ({ address }) => address).map(({ address, secure }) => ({
    address,
    encrypted: secure ? true : at.lack('forwardsTo[].encrypted', { reason: 'not-visible-from-here', detail: 'over http it depends on Kerberos' }),
    by: 'windows-event-forwarding',
  }));
}
