import type { Logging } from '../../../wire/sections/logging.ts';
import { withoutCredentials } from '../../host/address.ts';
import { iniIn, isYes } from '../../host/ini.ts';
import { sortedBy } from '../../host/order.ts';
import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable, textOf } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

type Forward = NonNullable<Logging['forwardsTo']>[number];

/** Programs that send logs elsewhere, by their settings. Some hold keys, and are for root alone. */
export const forwardSources = {
  rsyslog: { kind: 'file', path: '/etc/rsyslog.conf' },
  rsyslogParts: { kind: 'files', pattern: '/etc/rsyslog.d/*.conf' },
  syslogNg: { kind: 'file', path: '/etc/syslog-ng/syslog-ng.conf' },
  syslogNgParts: { kind: 'files', pattern: '/etc/syslog-ng/conf.d/*.conf' },
  journalUpload: { kind: 'file', path: '/etc/systemd/journal-upload.conf' },
  wazuh: { kind: 'file', path: '/var/ossec/etc/ossec.conf' },
  splunk: { kind: 'file', path: '/opt/splunkforwarder/etc/system/local/outputs.conf' },
  filebeat: { kind: 'file', path: '/etc/filebeat/filebeat.yml' },
  auditRemote: { kind: 'file', path: '/etc/audit/audisp-remote.conf' },
  auditRemoteSwitch: { kind: 'file', path: '/etc/audit/plugins.d/au-remote.conf' },
  /** BusyBox and sysklogd have no more than their arguments. */
  syslogConf: { kind: 'file', path: '/etc/syslog.conf' },
} as const satisfies Sources;

type At = Look<typeof forwardSources>;

/** Where logs are sent by the settings of the senders known to us, by address. */
export function forwardsOf(at: At): Forward[] | undefined {
  const found = [
    ...rsyslog([at.text('rsyslog') ?? '', ...filesOf(at, 'rsyslogParts').map(({ text }) => text)]),
    ...syslogNg([at.text('syslogNg') ?? '', ...filesOf(at, 'syslogNgParts').map(({ text }) => text)].join('\n')),
    ...journalUpload(at.text('journalUpload') ?? ''),
    ...wazuh(at.text('wazuh') ?? ''),
    ...splunk(at.text('splunk') ?? ''),
    ...filebeat(at.text('filebeat') ?? ''),
    ...auditRemote(at),
    ...legacyLines(at.text('syslogConf') ?? '').map(({ address }) => ({ address, encrypted: false, by: 'syslogd' })),
  ].map(({ address, encrypted, by }) => ({ address: printable(withoutCredentials(address), 255), ...(encrypted === undefined ? {} : { encrypted }), by }));
  const names = Object.keys(forwardSources) as (keyof typeof forwardSources)[];
  const failed = names.map((name): Why | undefined => ('pattern' in forwardSources[name] ? whyUnread(at, name) : failure(at, name))).find((why) => why !== undefined);
  if (failed) at.lack('forwardsTo', failed);
  if (found.some(({ encrypted }) => encrypted === undefined)) at.lack('forwardsTo[].encrypted', { reason: 'unreadable', detail: 'a setting with a template or variable' });
  if (failed && found.length === 0) return undefined;
  const unique = new Map(found.filter(({ address }) => address !== '').map((one) => [`${one.address}\0${one.by}\0${String(one.encrypted)}`, one]));
  return sortedBy([...unique], ([key]) => key).map(([, one]) => one);
}

function failure(at: At, name: keyof typeof forwardSources): Why | undefined {
  const reading = at.one(name);
  return reading.state === 'failed' ? reading : undefined;
}

interface Found {
  readonly address: string;
  readonly encrypted: boolean | undefined;
  readonly by: string;
}

/**
 * Lines `selector @host` (UDP) and `@@host` (TCP) and actions of omfwd and omrelp, see rsyslog.conf(5) and the rsyslog documentation,
 * "Encrypting Syslog Traffic with TLS": by a driver of the whole file or of the action.
 */
function rsyslog(files: readonly string[]): Found[] {
  const text = files.map((file) => file.split('\n').filter((line) => !/^[ \t]*#/.test(line)).join('\n')).join('\n');
  const tlsForAll = /^[ \t]*\$ActionSendStreamDriverMode\s+1/m.test(text) && /^[ \t]*\$DefaultNetstreamDriver\s+(?:gtls|ossl)/m.test(text);
  const actions = partsOf(text, /\baction\s?\(/i, ')').flatMap((body): Found[] => {
    const value = (name: string) => new RegExp(`\\b${name}[ \\t]*=[ \\t]*"([^"\\n]*)"`, 'i').exec(body)?.[1];
    const [type, target, port] = [value('type')?.toLowerCase(), value('target'), value('port')];
    if ((type !== 'omfwd' && type !== 'omrelp') || target === undefined || target === '') return [];
    const encrypted = type === 'omrelp' ? isYes(value('tls')) : value('streamdrivermode') === '1' || (value('streamdrivermode') === undefined && tlsForAll && value('protocol')?.toLowerCase() === 'tcp');
    return [{ address: port === undefined ? target : `${target}:${port}`, encrypted, by: 'rsyslog' }];
  });
  return [...legacyLines(text).map(({ address, tcp }) => ({ address, encrypted: tcp && tlsForAll, by: 'rsyslog' })), ...actions];
}

/** `*.* @@(o)[2001:db8::1]:6514;template`: the address without options and template. */
function legacyLines(text: string): { address: string; tcp: boolean }[] {
  return text.split('\n').flatMap((line) => {
    const [, signs, address] = /^[ \t]*[^#\s@:][^@]{0,400}?\s-?(@{1,2})(?:\([^)]*\))?([\w.:[\]-]{1,255})(?:;\S*)?\s*(?:#.*)?$/.exec(line) ?? [];
    return signs === undefined || address === undefined ? [] : [{ address, tcp: signs === '@@' }];
  });
}

/** What stands between an opening and the next end, each; an opening without an end says nothing. Linear in the text. */
function partsOf(text: string, opening: RegExp, end: string): string[] {
  return text.split(opening).slice(1, 2_000).flatMap((part) => {
    const cut = part.indexOf(end);
    return cut < 0 ? [] : [part.slice(0, cut)];
  });
}

/** Drivers of syslog-ng that send: network(), syslog(), tcp(), udp() within a destination. */
function syslogNg(text: string): Found[] {
  const plain = text.replaceAll(/^[ \t]*#.*$/gm, '');
  const destinations = partsOf(plain, /\bdestination\s[^{};]{1,128}\{/, '}');
  return destinations.flatMap((body) =>
    [...body.matchAll(/\b(network|syslog|tcp6?|udp6?)\s*\(\s*["']?([\w.:-]{1,255})["']?([^;]*)/g)].map(([, driver = '', host = '', options = '']): Found => {
      const port = /\bport\s*\(\s*["']?(\d{1,5})/.exec(options)?.[1];
      return { address: port === undefined ? host : `${host}:${port}`, encrypted: /\btransport\s*\(\s*["']?[\w-]*tls/.test(options) || (driver === 'syslog' && /\btls\s*\(/.test(options)), by: 'syslog-ng' };
    }),
  );
}

/** See journal-upload.conf(5). */
function journalUpload(text: string): Found[] {
  const url = iniIn(text).get('Upload')?.get('url');
  return url === undefined || url === '' ? [] : [{ address: url, encrypted: !/^http:/i.test(url), by: 'journal-upload' }];
}

/** `<client><server><address>`; what the agent sends is encrypted, see the Wazuh documentation, "ossec.conf, client". */
function wazuh(text: string): Found[] {
  const [client = ''] = partsOf(text, /<client>/, '</client>');
  return [...client.matchAll(/<address>\s*([^<\s]{1,255})\s*<\/address>/g)].flatMap(([, address = '']) => (/^MANAGER_IP$|^0\.0\.0\.0$/.test(address) ? [] : [{ address, encrypted: true, by: 'wazuh' }]));
}

/** See outputs.conf of Splunk: `server = host:port, host:port` in each tcpout group. */
function splunk(text: string): Found[] {
  return [...iniIn(text)].flatMap(([section, values]) => {
    if (!section.startsWith('tcpout')) return [];
    const tls = isYes(values.get('usessl')) || values.has('clientcert');
    return (values.get('server') ?? '').split(',').map((server) => server.trim()).filter(Boolean).map((address) => ({ address, encrypted: tls, by: 'splunk' }));
  });
}

/** `hosts: ["https://a:9200"]` below output.elasticsearch or output.logstash; logstash is encrypted when ssl is set. */
function filebeat(text: string): Found[] {
  const outputs = text.split(/^(?=output\.)/m).filter((block) => block.startsWith('output.'));
  return outputs.flatMap((block) => {
    const own = block.split(/\n(?=\S)/)[0] ?? '';
    const hosts = /^\s+hosts:\s*\[([^\]]{0,2000})\]/m.exec(own)?.[1] ?? '';
    const tls = /^\s+ssl\.(?:enabled:\s*true|certificate)/m.test(own);
    return [...hosts.matchAll(/["']([^"'\s]{1,255})["']/g)].map(([, address = '']) => ({ address, encrypted: /^https:/i.test(address) || tls, by: 'filebeat' }));
  });
}

/** See audisp-remote.conf(5): only with its plug-in switched on; Kerberos encrypts. */
function auditRemote(at: At): Found[] {
  const active = /^[ \t]*active[ \t]*=[ \t]*yes/im.test(textOf(at.one('auditRemoteSwitch')) ?? '');
  const text = at.text('auditRemote') ?? '';
  const value = (name: string) => new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*(\\S+)`, 'm').exec(text)?.[1];
  const server = value('remote_server');
  return !active || server === undefined ? [] : [{ address: `${server}:${value('port') ?? '60'}`, encrypted: isYes(value('enable_krb5')), by: 'auditd' }];
}
