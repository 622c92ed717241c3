import { createHash } from 'node:crypto';
import { jsonOf, member } from '../../host/json.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Why } from '../../host/reading.ts';
import type { Entry, Reading, Sources } from '../../host/source.ts';
import { modifiedAt } from '../../host/times.ts';
import { instantOf, localFolder, sizeOf, spanOf, timesOf } from './repository.ts';
import type { Asked, Found, Named, Reader } from './repository.ts';

/** Snapshots and indexes whose contents are compared with their names, newest first. */
const mostChecked = 8;
const largestChecked = 4 * 1024 * 1024;

/**
 * A restic repository, by the layout in restic's design document: each snapshot is one file, written last, named by the
 * SHA-256 of its bytes. With a password file restic itself is asked; `--no-lock --no-cache` leave everything as it is.
 */
export const restic: Reader = { sources, more, read };

function sources(named: Named, key: string): Sources {
  const folder = localFolder(named);
  const parts: Sources =
    folder === undefined
      ? {}
      : {
          [`${key} folder`]: { kind: 'names', pattern: folder },
          [`${key} config`]: { kind: 'times', pattern: `${folder}/config` },
          [`${key} snapshots`]: { kind: 'times', pattern: `${folder}/snapshots/*` },
          [`${key} index`]: { kind: 'times', pattern: `${folder}/index/*` },
          [`${key} keys`]: { kind: 'names', pattern: `${folder}/keys/*` },
          [`${key} locks`]: { kind: 'names', pattern: `${folder}/locks/*` },
          [`${key} data`]: { kind: 'names', pattern: `${folder}/data/*` },
        };
  if (named.passwordFile === undefined) return parts;
  const args = ['-r', named.location, '--password-file', named.passwordFile, '--no-lock', '--no-cache', 'snapshots', '--json'];
  return {
    ...parts,
    [`${key} list`]: {
      kind: 'command',
      program: ['/usr/bin/restic', '/usr/local/bin/restic'],
      args,
      timeoutMs: 60_000,
      maxBytes: 16 * 1024 * 1024,
      scratch: true,
    },
  };
}

function more({ at, key }: Asked): Sources {
  const paths = [...newest(at.all(`${key} snapshots`).entries), ...newest(at.all(`${key} index`).entries)];
  return Object.fromEntries(paths.map((path) => [`${key} content ${path}`, { kind: 'file', path, encoding: 'base64', maxBytes: largestChecked }]));
}

function read(asked: Asked): Found {
  const { at, key, named } = asked;
  const seen = localFolder(named) === undefined ? undefined : onDisk(asked);
  if (named.passwordFile === undefined)
    return (
      seen ?? {
        facts: { grade: 'seen' },
        why: { reason: 'not-visible-from-here', detail: 'it is not on this computer, and no password file is named' },
      }
    );
  const answer = at.one(`${key} list`);
  const snapshots = answer.state === 'read' && answer.exitCode === 0 ? jsonOf(answer.text) : undefined;
  if (Array.isArray(snapshots)) {
    const facts = {
      grade: 'listed',
      copies: snapshots.length,
      ...spanOf(snapshots.map((it) => instantOf(member(it, 'time')))),
      encrypted: true,
      appendOnly: seen?.facts.appendOnly,
      locked: seen?.facts.locked,
      intact: seen?.facts.intact ?? true,
    } as const;
    return { facts, why: seen?.why ?? { reason: 'not-visible-from-here', detail: 'it is not on this computer' } };
  }
  const why = refusal(answer, asked);
  if (!seen) return { facts: { grade: 'seen' }, why };
  return { facts: { ...seen.facts, intact: seen.facts.intact === false || isDamage(answer) ? false : undefined }, why };
}

/** What the files tell without a password. */
function onDisk({ at, answers, key }: Asked): Found {
  const parts = ['config', 'snapshots', 'index', 'keys', 'data'].map((part) => whyUnread(at, `${key} ${part}`));
  const hidden = parts.find((why) => why !== undefined);
  const [snapshots, index] = [at.all(`${key} snapshots`).entries, at.all(`${key} index`).entries];
  const [config] = at.all(`${key} config`).entries;
  if (hidden) return { facts: { grade: 'seen' }, why: hidden };
  if (!config && snapshots.length === 0)
    return {
      facts: { grade: 'seen' },
      why: { reason: 'unreachable', detail: presence(at, `${key} folder`) ? 'the folder holds no repository' : 'the folder is not there' },
    };
  const contents = [...snapshots, ...index].flatMap((entry) => {
    const answer = answers[`${key} content ${entry.path}`];
    return answer?.kind === 'one' ? [{ path: entry.path, reading: answer.reading }] : [];
  });
  const damaged = !config || sizeOf(config) === 0 || [...snapshots, ...index].some((entry) => sizeOf(entry) === 0) || contents.some(isAltered);
  const incomplete =
    at.all(`${key} keys`).entries.length === 0 || (snapshots.length > 0 && (index.length === 0 || at.all(`${key} data`).entries.length === 0));
  return {
    facts: {
      grade: 'seen',
      copies: snapshots.length,
      ...spanOf(timesOf(snapshots)),
      encrypted: true,
      appendOnly: false,
      locked: presence(at, `${key} locks`),
      intact: !damaged && !incomplete,
    },
    why: { reason: 'unreadable', detail: 'times of the repository' },
  };
}

/** A file whose bytes are no longer those that its name was made of. */
function isAltered({ path, reading }: Entry): boolean {
  if (reading.state !== 'read') return false;
  return createHash('sha256').update(Buffer.from(reading.text, 'base64')).digest('hex') !== path.slice(path.lastIndexOf('/') + 1);
}

function newest(entries: readonly Entry[]): string[] {
  const dated = entries.filter((entry) => sizeOf(entry) <= largestChecked).map(({ path, reading }) => ({ path, time: modifiedAt(reading) ?? '' }));
  return dated
    .sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0))
    .slice(0, mostChecked)
    .map(({ path }) => path);
}

/** Exit codes since restic 0.17: 10 no repository, 12 wrong password; before it said so in words. */
function refusal(answer: Reading, { privileged, named }: Asked): Why {
  if (answer.state === 'absent') return { reason: 'tool-missing', detail: 'restic' };
  if (answer.state === 'failed') return answer;
  const said = answer.stderr ?? '';
  if (answer.exitCode === 12 || /wrong password|no key found/i.test(said))
    return { reason: 'not-authorized', detail: `restic refused the password in ${named.passwordFile ?? ''}` };
  if (/permission denied/i.test(said)) return { reason: privileged ? 'denied' : 'needs-root', detail: `restic: ${named.passwordFile ?? ''}` };
  if (answer.exitCode === 10 || /unable to open config|no such file|dial tcp|no such host|timeout|refused/i.test(said))
    return { reason: 'unreachable', detail: 'restic did not find the repository' };
  return { reason: 'unreadable', detail: `restic ended with ${answer.exitCode ?? 0}` };
}

function isDamage(answer: Reading): boolean {
  return (
    answer.state === 'read' && /ciphertext verification failed|invalid data returned|unexpected end|not a valid|damaged/i.test(answer.stderr ?? '')
  );
}
