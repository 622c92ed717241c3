import net from 'node:net';
import path from 'node:path';
import type { FactSettings } from './facts/fact.ts';

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
