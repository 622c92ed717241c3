import net from 'node:net';
import path from 'node:path';
import { domainToASCII } from 'node:url';
import type { FactSettings } from './facts/fact.ts';
import type { DomainSetting } from './settings.ts';

type Repository = FactSettings['repositories'][number];

/** `http://[user:password@]host:port`: what a CONNECT proxy is reached by. Nothing else may stand in it. */
export function readProxy(value: unknown): string | null | undefined {
  if (value === null || value === '' || value === 'none') return null;
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const bare = (url.pathname === '/' || url.pathname === '') && url.search === '' && url.hash === '';
  return url.protocol === 'http:' && url.hostname !== '' && bare ? value : undefined;
}

/** An IPv4 or IPv6 network as address/length. */
export function readCidr(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [address = '', length = '', ...rest] = value.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[net.isIP(address)] ?? -1;
  return rest.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= most ? value : undefined;
}

/** A time of day, `HH:MM`. YAML reads 02:00 without quotes as text, too. */
export function readTime(value: unknown): string | undefined {
  return typeof value === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value) ? value : undefined;
}

/** A backup repository. Its location becomes an argument of the tool, so it may not look like an option. */
export function readRepository(value: unknown): Repository | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { product, location, passwordFile, ...rest } = value as Record<string, unknown>;
  if (product !== 'restic' && product !== 'borg') return undefined;
  // eslint-disable-next-line no-control-regex
  if (typeof location !== 'string' || !/^[^-\s\u0000-\u001f][^\u0000-\u001f]*$/.test(location)) return undefined;
  if (Object.keys(rest).length > 0) return undefined;
  if (passwordFile === undefined) return { product, location };
  return typeof passwordFile === 'string' && path.isAbsolute(passwordFile) ? { product, location, passwordFile } : undefined;
}

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?$/;

/** A domain name in lower case without a dot at its end, other scripts as xn--; of at least two labels, since nobody's town is a whole ending. */
function readName(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 253) return undefined;
  const name = domainToASCII(value.replace(/\.$/, '')).toLowerCase();
  const labels = name.split('.');
  return labels.length >= 2 && name.length <= 200 && labels.every((each) => label.test(each)) && !/^\d+$/.test(labels.at(-1) ?? '') ? name : undefined;
}

/** A resolver, `address` or `address:port`, an IPv6 address with port in brackets. */
function readResolver(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(value) ?? [];
  const fits = (net.isIPv6(bracketed ?? '') || net.isIPv4(plain ?? '')) && Number(port ?? 53) >= 1 && Number(port ?? 53) <= 65_535;
  return fits || net.isIPv6(value) ? value : undefined;
}

/** A domain that is looked at. A text alone is its name. */
export function readDomain(value: unknown): DomainSetting | undefined {
  const given = typeof value === 'string' ? { name: value } : value;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  const { name, selectors = [], resolver = null, follow = false, ...rest } = given as Record<string, unknown>;
  const known = readName(name);
  const server = resolver === null ? null : readResolver(resolver);
  if (known === undefined || server === undefined || typeof follow !== 'boolean' || Object.keys(rest).length > 0) return undefined;
  if (!Array.isArray(selectors) || selectors.length > 32 || !selectors.every(isSelector)) return undefined;
  return { name: known, selectors: selectors.map((each) => each.toLowerCase()), resolver: server, follow };
}

function isSelector(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 63 && value.toLowerCase().split('.').every((each) => label.test(each));
}
