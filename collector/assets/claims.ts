import type { AssetClass } from '../../rules/input.ts';
import type { Content } from '../../wire/snapshot.ts';
import type { Claim } from '../store/assets.ts';

/** Names that many machines have and that tell none apart. */
export const nameless: ReadonlySet<string> = new Set(['localhost', 'localhost.localdomain', 'debian', 'ubuntu', 'raspberrypi', 'macbook', 'desktop', 'user-pc']);
const mostClaims = 64;

/**
 * What an identity section says of the machine's identity, for the search of duplicates. The section is hostile input:
 * what is no text of a sensible length makes no claim.
 */
export function claimsOf({ data }: Content): Claim[] {
  const said = recordOf(data);
  const single = ['serial', 'systemUuid', 'machineId'].map((kind) => ({ kind, value: textOf(said[kind]) }));
  const macs = Array.isArray(said['macs']) ? said['macs'].map((mac: unknown) => ({ kind: 'mac', value: textOf(mac) })) : [];
  const hostname = textOf(said['hostname']);
  const names = nameless.has(hostname) ? [] : [{ kind: 'hostname', value: hostname }];
  const claims = [...single, ...names, ...macs].filter(({ value }) => value !== '');
  const seen = new Map(claims.map((claim) => [`${claim.kind} ${claim.value}`, claim]));
  return [...seen.values()].slice(0, mostClaims);
}

/** The name a machine gives itself, for people; null when it gives none. */
export function labelOf({ data }: Content): string | null {
  const hostname = recordOf(data)['hostname'];
  return typeof hostname === 'string' && hostname.trim() !== '' ? hostname.trim().slice(0, 255) : null;
}

/**
 * What kind of asset a machine is, from its form, its operating system and its battery; null when neither section tells.
 * A virtual machine that runs no server system is taken for a server only when its system says so.
 */
export function classOf(hardware: Content | undefined, os: Content | undefined): { class: AssetClass; basis: 'measured' | 'assumed' } | null {
  const [form, system] = [recordOf(hardware?.data), recordOf(os?.data)];
  const server = /server/i;
  if (['server', 'domain-controller'].includes(textOf(system['role'])) || textOf(system['product']) === 'windows-server' || server.test(textOf(system['edition']))) return { class: 'server', basis: 'measured' };
  const chassis = textOf(form['chassis']);
  if (chassis === 'server') return { class: 'server', basis: 'measured' };
  if (chassis === 'laptop' || chassis === 'tablet') return { class: 'laptop', basis: 'measured' };
  if (Array.isArray(form['batteries']) && form['batteries'].length > 0) return { class: 'laptop', basis: 'measured' };
  if (chassis === 'desktop') return { class: 'workstation', basis: 'measured' };
  return hardware || os ? { class: 'workstation', basis: 'assumed' } : null;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' && value.length <= 255 ? value.trim().toLowerCase() : '';
}
