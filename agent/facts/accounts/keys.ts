import type { Look, Why } from '../../host/reading.ts';
import type { Answers, Reading, Sources } from '../../host/source.ts';
import { setting, sshdConfigOf, sshdSources } from '../../host/sshd-config.ts';
import type { SshdConfig } from '../../host/sshd-config.ts';
import { loginShell } from './users.ts';
import type { LocalUser } from './users.ts';

/** Keys that may sign in, in the places of sshd(8). They belong to the user, who alone can open them beside root. */
export const keySources = {
  ...sshdSources,
  rootKeys: { kind: 'files', pattern: '/root/.ssh/authorized_keys*', trust: 'user' },
  homeKeys: { kind: 'files', pattern: '/home/*/.ssh/authorized_keys*', trust: 'user' },
} as const satisfies Sources;

/** The default of AuthorizedKeysFile, in sshd_config(5). */
const usual = ['.ssh/authorized_keys', '.ssh/authorized_keys2'];
const mostUsers = 500;

type At = Look<typeof keySources>;

/** The number of keys with which somebody can sign in, or why it is not known. */
export interface KeyCount {
  readonly count?: number;
  readonly why?: Why;
}

/** The sources for homes elsewhere, and for places that sshd_config names, for a second round. */
export function moreKeys(at: At, answers: Answers, users: readonly LocalUser[]): Sources {
  const { files } = keyFiles(at, answers);
  const patterns = users.flatMap((user) => placesOf(user, files)).filter((path) => !isCovered(path));
  return Object.fromEntries([...new Set(patterns)].slice(0, mostUsers).map((path) => [`keys ${path}`, { kind: 'file', path, trust: 'user' }]));
}

/** Counts the keys of any user. */
export function keyCounter(at: At, answers: Answers): (user: LocalUser) => KeyCount {
  const { files, why } = keyFiles(at, answers);
  const entries = new Map([...at.all('rootKeys').entries, ...at.all('homeKeys').entries].map(({ path, reading }) => [path, reading]));
  const inFile = (path: string): KeyCount => {
    const reading = entries.get(path);
    if (reading) return counted(reading);
    const answer = answers[`keys ${path}`];
    if (answer?.kind === 'one') return counted(answer.reading);
    if (!isCovered(path)) return { why: { reason: 'too-large', detail: `only the keys of ${mostUsers} users are read` } };
    const { incomplete } = at.all(path.startsWith('/root/') ? 'rootKeys' : 'homeKeys');
    return incomplete ? { why: incomplete } : { count: 0 };
  };
  return (user) => {
    if (why) return { why };
    const counts = placesOf(user, files).map(inFile);
    return counts.find((it) => it.why) ?? { count: counts.reduce((sum, { count = 0 }) => sum + count, 0) };
  };
}

function counted(reading: Reading): KeyCount {
  if (reading.state === 'failed') return { why: reading };
  return { count: reading.state === 'read' ? keysOf(reading.text) : 0 };
}

/** Lines with a key, also behind options; see AUTHORIZED_KEYS FILE FORMAT in sshd(8). */
function keysOf(text: string): number {
  const keys =
    /^\s*(?:[^#\s].*\s)?(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)\S*\s+[A-Za-z0-9+/=]{16,}/;
  return text.split('\n').filter((line) => keys.test(line.slice(0, 20_000))).length;
}

/** Where a user's keys are: `%h` is the home, `%u` the name, `%U` the uid, `%%` a percent sign. */
function placesOf(user: LocalUser, files: readonly string[]): string[] {
  if (!user.home.startsWith('/') || user.home === '/' || user.home.startsWith('/nonexistent') || loginShell(user.shell) === null) return [];
  return files.map((file) => {
    const path = file.replace(/%([huU%])/g, (_all, token: string) => ({ h: user.home, u: user.name, U: String(user.id) })[token] ?? '%');
    return path.startsWith('/') ? path : `${user.home}/${path}`;
  });
}

function isCovered(path: string): boolean {
  return /^(?:\/root|\/home\/[^./][^/]*)\/\.ssh\/authorized_keys2?$/.test(path);
}

/** Keys that stand in no file of the user: a program or a certificate authority says who may sign in, or some users have files of their own. */
function elsewhere({ everybody, matches }: SshdConfig): Why | undefined {
  const says = (keyword: string) => [everybody, ...matches].some((block) => (setting(block, keyword).line?.args[0] ?? 'none').toLowerCase() !== 'none');
  const keyword = ['AuthorizedKeysCommand', 'TrustedUserCAKeys'].find((name) => says(name.toLowerCase()));
  const ofSome = matches.some(({ lines }) => lines.some((line) => line.keyword === 'authorizedkeysfile'));
  const detail = keyword ?? (ofSome ? 'AuthorizedKeysFile in a Match block' : undefined);
  return detail === undefined ? undefined : { reason: 'not-visible-from-here', detail: `${detail} of sshd_config` };
}

function keyFiles(at: At, answers: Answers): { files: readonly string[]; why?: Why } {
  const config = sshdConfigOf(at, answers);
  const { line, why } = config ? setting(config.everybody, 'authorizedkeysfile') : {};
  const main = at.one('sshdConfig');
  const hidden = why ?? (main.state === 'failed' ? main : config && elsewhere(config));
  if (hidden) return { files: usual, why: hidden };
  if (!line) return { files: usual };
  return { files: line.args.length === 1 && line.args[0] === 'none' ? [] : line.args };
}
