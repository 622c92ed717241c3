import net from 'node:net';
import path from 'node:path';
import { readHostKey } from './host-key.ts';
import type { HostKey } from './host-key.ts';

/** A machine that is read over SSH, as the settings declare it. */
export interface SshSetting {
  /** Stable name of the target; the host where nobody gave one. */
  readonly name: string;
  /** Address or DNS name. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Keys by which the machine is known. Empty: nobody has compared it yet, and nothing is sent but the question for it. */
  readonly hostKeys: readonly HostKey[];
  /** Private key of the user, an absolute path; or null where a password is used. */
  readonly keyFile: string | null;
  /** Passphrase of that key. */
  readonly passphraseFile: string | null;
  readonly passwordFile: string | null;
  /** The script is run by `sudo -n`, which the machine has to allow without a password. */
  readonly sudo: boolean;
}

/** What an item of the list is made of, for the message that says what is wanted. */
export const sshWanted = 'a list of {host, user, keyFile or passwordFile, hostKey, name, port, sudo, passphraseFile}, each name once; a hostKey is SHA256:… or a line of known_hosts; files are absolute paths';

const members = ['name', 'host', 'port', 'user', 'hostKey', 'keyFile', 'passphraseFile', 'passwordFile', 'sudo'];

/** Reads one machine of the list; undefined when it is not what is wanted. A secret itself never stands in it. */
export function readSshSetting(value: unknown): SshSetting | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const it = value as Record<string, unknown>;
  if (Object.keys(it).some((member) => !members.includes(member))) return undefined;
  const { host, user, port = 22, sudo = false, name = host } = it;
  const [keyFile, passphraseFile, passwordFile] = [it['keyFile'], it['passphraseFile'], it['passwordFile']].map(absolutePath);
  const hostKeys = keysOf(it['hostKey']);
  if (typeof host !== 'string' || !isHost(host) || typeof user !== 'string' || !/^[^\s-][^\s]{0,63}$/.test(user)) return undefined;
  if (typeof name !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._:-]{0,126}$/.test(name)) return undefined;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535 || typeof sudo !== 'boolean' || !hostKeys) return undefined;
  if (keyFile === undefined || passphraseFile === undefined || passwordFile === undefined) return undefined;
  // Exactly one way to sign in: what is tried second would be tried at a machine that has just refused.
  if ((keyFile === null) === (passwordFile === null) || (passphraseFile !== null && keyFile === null)) return undefined;
  return { name, host, port, user, hostKeys, keyFile, passphraseFile, passwordFile, sudo };
}

/** Reads the whole list, in which a name stands once; undefined when any machine of it is not what is wanted. */
export function readSshSettings(value: unknown): readonly SshSetting[] | undefined {
  return Array.isArray(value) && firstUnfit(value) === undefined ? value.flatMap((item) => readSshSetting(item) ?? []) : undefined;
}

/** Which machine of the list is wrong, by its place: its text may hold a password that somebody wrote there, so it is not told. */
export function firstUnfit(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'a list begins each machine with "- "';
  const names = value.map((item) => readSshSetting(item)?.name);
  const index = names.findIndex((name, at) => name === undefined || names.indexOf(name) < at);
  return index < 0 ? undefined : `look at machine ${index + 1} of the list`;
}

function absolutePath(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' && path.isAbsolute(value) && !value.includes('\0') ? value : undefined;
}

function keysOf(value: unknown): readonly HostKey[] | undefined {
  const keys = (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]).map(readHostKey);
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

function isHost(host: string): boolean {
  return net.isIP(host) !== 0 || (host.length <= 253 && /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?$/.test(host));
}
