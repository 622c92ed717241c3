import { spawnSync } from 'node:child_process';

/** Integrity levels of Windows from which on a token is elevated: high, and system. */
const highLevel = 0x3000;

/**
 * Whether a token has the rights of an administrator, from what `whoami /groups /fo csv /nh` prints: the group of
 * administrators and a high level, told by their SIDs, which no language translates. A token that UAC filtered has the
 * group for denials only, and a medium level; a service account has a high level and no such group.
 */
export function isElevated(groups: string): boolean {
  const sids = new Set([...groups.matchAll(/","(S-1-[\d-]+)",/g)].map(([, sid]) => sid));
  const levels = [...sids].flatMap((sid) => /^S-1-16-(\d+)$/.exec(sid ?? '')?.[1] ?? []);
  return sids.has('S-1-5-32-544') && levels.some((level) => Number(level) >= highLevel);
}

/** The number of this boot, which Windows counts in the registry, from what `reg query` prints; null where it has none. */
export function bootNumber(printed: string): string | null {
  const hex = /^\s+BootId\s+REG_DWORD\s+0x([\da-f]+)\s*$/im.exec(printed)?.[1];
  return hex === undefined ? null : String(Number.parseInt(hex, 16));
}

/** Asks Windows for the token that we run with. */
export function elevatedHere(windows: string, env: Readonly<Record<string, string>>): boolean {
  return isElevated(printedBy(`${windows}\\System32\\whoami.exe`, ['/groups', '/fo', 'csv', '/nh'], env));
}

/** Asks Windows for the number of this boot. */
export function bootHere(windows: string, env: Readonly<Record<string, string>>): string | null {
  const key = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters`;
  return bootNumber(printedBy(`${windows}\\System32\\reg.exe`, ['query', key, '/v', 'BootId'], env));
}

/** What a small program of Windows itself prints; nothing when it cannot be asked. */
function printedBy(program: string, args: readonly string[], env: Readonly<Record<string, string>>): string {
  const { stdout } = spawnSync(program, args, { env, encoding: 'latin1', timeout: 5_000, windowsHide: true, maxBuffer: 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] });
  return stdout ?? '';
}
