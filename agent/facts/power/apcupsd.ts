import type { Look, Why } from '../../host/reading.ts';
import { printable, textOf, wholeNumber } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import type { Supply } from './supply.ts';
import { dayIn } from './supply.ts';

/** apcupsd: its settings, and the status that it writes every minute (STATFILE); see apcupsd.conf and the manual, "Status report". */
export const apcupsdSources = {
  apcupsd: { kind: 'names', pattern: '/sbin/apcupsd' },
  apcupsdElsewhere: { kind: 'names', pattern: '/usr/sbin/apcupsd' },
  apcupsdConfig: { kind: 'file', path: '/etc/apcupsd/apcupsd.conf' },
  apcupsdStatus: { kind: 'file', path: '/var/log/apcupsd.status' },
  /** Debian starts it only once somebody wrote ISCONFIGURED=yes. */
  apcupsdSwitch: { kind: 'file', path: '/etc/default/apcupsd' },
} as const satisfies Sources;

type At = Look<typeof apcupsdSources>;

/** The one power supply that apcupsd watches. */
export function apcSupplies(at: At): { list: Supply[]; why: Why | undefined } {
  const [config, status] = [at.one('apcupsdConfig'), at.one('apcupsdStatus')];
  if (config.state === 'absent') return { list: [], why: undefined };
  if (config.state === 'failed') return { list: [], why: config };
  const setting = settingIn(textOf(config) ?? '');
  const values = statusOf(textOf(status) ?? '');
  const remote = /^net$/i.test(setting('UPSTYPE') ?? setting('UPSCABLE') ?? '') || /^ether$/i.test(setting('UPSCABLE') ?? '');
  const name = printable(setting('UPSNAME') ?? 'apc', 128) || 'apc';
  const unread: Why = status.state === 'failed' ? status : { reason: 'not-visible-from-here', detail: 'apcupsd has written no status' };
  if (values.size === 0) return { list: [{ name, by: 'apcupsd', local: !remote, facts: {}, moving: {}, why: unread }], why: undefined };
  const said = (key: string, max: number) => printable(values.get(key) ?? '', max) || null;
  const state = values.get('STATUS') ?? '';
  return {
    list: [
      {
        name,
        by: 'apcupsd',
        local: !remote,
        facts: { manufacturer: 'APC', model: said('MODEL', 128), serial: said('SERIALNO', 128), firmware: said('FIRMWARE', 64), manufacturedOn: dayIn(values.get('MANDATE')), batteryChangedOn: dayIn(values.get('BATTDATE')) },
        moving: {
          ...(/ONLINE|ONBATT|COMMLOST/.test(state) && !state.includes('COMMLOST') ? { online: state.includes('ONLINE'), replaceBattery: state.includes('REPLACEBATT') } : {}),
          chargePercent: number(values.get('BCHARGE')),
          runtimeSeconds: minutes(values.get('TIMELEFT')),
        },
        why: { reason: 'unreadable', detail: '/var/log/apcupsd.status' },
      },
    ],
    why: undefined,
  };
}

/** Whether it shuts down: any of its three limits is set. All have a default that shuts down: 5 %, 3 minutes. */
export function apcShutsDown(config: string): boolean {
  const value = (name: string, usual: number) => Number(settingIn(config)(name) ?? usual);
  return value('BATTERYLEVEL', 5) >= 0 || value('MINUTES', 3) >= 0 || value('TIMEOUT', 0) > 0;
}

function settingIn(text: string): (name: string) => string | undefined {
  return (name) => new RegExp(`^[ \\t]*${name}[ \\t]+(\\S[^\\n]*)$`, 'm').exec(text)?.[1]?.trim();
}

function statusOf(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').flatMap((line) => {
    const [, key, value] = /^([A-Z][A-Z0-9]{1,15})\s*:\s?(.*)$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value.trim()] as const];
  });
  return new Map(lines);
}

function number(text: string | undefined): number | null {
  return wholeNumber(/^\d+/.exec(text ?? '')?.[0]) ?? null;
}

function minutes(text: string | undefined): number | null {
  const value = Number(/^\d{1,6}(?:\.\d)?/.exec(text ?? '')?.[0] ?? Number.NaN);
  return Number.isNaN(value) ? null : Math.round(value * 60);
}
