import { iniIn, isYes } from '../../host/ini.ts';
import { itemsOf, jsonOf, member, textMember } from '../../host/json.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Entry, Reading, Sources } from '../../host/source.ts';
import { isCurrent, lastDataAt, numberOf, segmentsOf, smallSegments } from './borg-segments.ts';
import { instantOf, localFolder, sizeOf, spanOf } from './repository.ts';
import type { Asked, Found, Named, Reader } from './repository.ts';

/**
 * A borg repository, by "Data structures and file formats" of its manual. Without its key the archives cannot be listed:
 * the date is that of the newest data, see {@link lastDataAt}.
 * With a password file borg itself is asked, in a scratch home; `--bypass-lock` leaves the repository as it is.
 */
export const borg: Reader = { sources, more, read };

function sources(named: Named, key: string): Sources {
  const folder = localFolder(named);
  const parts: Sources =
    folder === undefined
      ? {}
      : {
          [`${key} folder`]: { kind: 'names', pattern: folder },
          /** Holds the encrypted key of the repository beside its settings; only two of them are looked at. */
          [`${key} config`]: { kind: 'file', path: `${folder}/config`, maxBytes: 65_536 },
          [`${key} segments`]: { kind: 'times', pattern: `${folder}/data/*/*` },
          [`${key} index`]: { kind: 'times', pattern: `${folder}/index.*` },
          [`${key} exclusive`]: { kind: 'names', pattern: `${folder}/lock.exclusive/*` },
          [`${key} roster`]: { kind: 'file', path: `${folder}/lock.roster`, maxBytes: 65_536 },
        };
  return folder === undefined && named.passwordFile !== undefined ? { ...parts, ...asking(named, key) } : parts;
}

/** borg itself, asked for its archives. */
function asking(named: Named, key: string): Sources {
  const args = ['--bypass-lock', 'list', '--json', '--', named.location];
  return {
    [`${key} list`]: {
      kind: 'command',
      program: ['/usr/bin/borg', '/usr/local/bin/borg'],
      args,
      env: borgEnvironment(named),
      timeoutMs: 60_000,
      maxBytes: 16 * 1024 * 1024,
      scratch: true,
    },
  };
}

/** Variables for borg: where the password stands, and no questions. */
export function borgEnvironment({ passwordFile }: Named): Record<string, string> {
  return {
    ...(passwordFile === undefined ? {} : { BORG_PASSCOMMAND: `cat ${quoted(passwordFile)}` }),
    BORG_DISPLAY_PASSPHRASE: 'no',
    // A scratch home knows no repository: both questions would be asked of a person every time.
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
  };
}

function more({ at, key, named }: Asked): Sources {
  const segments = segmentsOf(at.all(`${key} segments`).entries);
  const isQuiet = presence(at, `${key} exclusive`) === false && isCurrent(at.all(`${key} index`).entries, segments);
  const asked = localFolder(named) !== undefined && named.passwordFile !== undefined && isQuiet ? asking(named, key) : {};
  return { ...smallSegments(segments, key), ...asked };
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
  if (seen && asked.answers[`${key} list`] === undefined) {
    const why = { reason: 'not-visible-from-here', detail: 'borg is not asked while a lock stands or the index is not current: it would change the repository' } as const;
    return { facts: seen.facts, why: seen.facts.intact === undefined ? seen.why : why };
  }
  const answer = at.one(`${key} list`);
  const list = answer.state === 'read' && answer.exitCode === 0 ? jsonOf(answer.text) : undefined;
  if (Array.isArray(member(list, 'archives'))) {
    const archives = itemsOf(member(list, 'archives'));
    const mode = textMember(member(list, 'encryption'), 'mode');
    const starts = archives.map((archive) => instantOf(member(archive, 'start') ?? member(archive, 'time')));
    const facts = {
      grade: 'listed',
      copies: archives.length,
      ...spanOf(starts),
      encrypted: mode === undefined ? undefined : !/^(?:none|authenticated.*)$/.test(mode),
      appendOnly: seen?.facts.appendOnly,
      locked: seen?.facts.locked,
      intact: seen?.facts.intact ?? true,
    } as const;
    return { facts, why: seen?.why ?? { reason: 'not-visible-from-here', detail: 'it is not on this computer' } };
  }
  const why = refusal(answer, asked);
  if (!seen) return { facts: { grade: 'seen' }, why };
  return { facts: { ...seen.facts, intact: seen.facts.intact === false ? false : undefined }, why };
}

/** What the files tell without the key. */
function onDisk({ at, answers, key }: Asked): Found {
  const config = at.one(`${key} config`);
  const hidden = config.state === 'failed' ? config : (whyUnread(at, `${key} segments`) ?? whyUnread(at, `${key} index`));
  if (hidden) return { facts: { grade: 'seen' }, why: hidden };
  const segments = segmentsOf(at.all(`${key} segments`).entries);
  if (config.state === 'absent' && segments.length === 0)
    return {
      facts: { grade: 'seen' },
      why: { reason: 'unreachable', detail: presence(at, `${key} folder`) ? 'the folder holds no repository' : 'the folder is not there' },
    };
  const settings = config.state === 'read' ? iniIn(config.text).get('repository') : undefined;
  const version = settings?.get('version');
  if (version !== undefined && version !== '1')
    return { facts: { grade: 'seen' }, why: { reason: 'unsupported-version', detail: `repository of version ${printable(version, 16)}` } };
  const newest = lastDataAt(segments, answers, key);
  const whole = version !== undefined && segments.every((segment) => sizeOf(segment) >= 8) && isIndexed(at.all(`${key} index`).entries, segments);
  return {
    facts: {
      grade: 'seen',
      ...(newest === null ? { newestCopyAt: null, oldestCopyAt: null, copies: 0 } : { newestCopyAt: newest }),
      // Only a repokey stands here; without one the key is elsewhere, or there is none.
      encrypted: settings?.has('key') ? true : undefined,
      appendOnly: settings ? isYes(settings.get('append_only')) : undefined,
      locked: isLocked(presence(at, `${key} exclusive`), at.one(`${key} roster`)),
      intact: whole,
    },
    why: { reason: 'not-visible-from-here', detail: 'only borg itself can list the archives: name a password file' },
  };
}

/** The index carries the number of the transaction it belongs to, which must not be ahead of the segments; it can be made anew when it is lost. */
function isIndexed(index: readonly Entry[], segments: readonly Entry[]): boolean {
  const last = segments.at(-1);
  const numbers = index.flatMap(({ path }) => /\/index\.(\d{1,15})$/.exec(path)?.[1] ?? []).map(Number);
  return last !== undefined && numbers.every((number) => number <= numberOf(last));
}

/** The roster lists who holds the lock; an empty list is left behind by a finished run. */
function isLocked(exclusive: boolean | undefined, roster: Reading): boolean | undefined {
  if (exclusive === true) return true;
  if (roster.state === 'failed') return undefined;
  const holders = roster.state === 'read' ? ['exclusive', 'shared'].flatMap((kind) => itemsOf(member(jsonOf(roster.text), kind))) : [];
  return holders.length > 0 ? true : exclusive;
}

/** Exit codes from borg 1.4 and 2 on tell kinds apart; before, words do. */
function refusal(answer: Reading, { privileged, named }: Asked): Why {
  if (answer.state === 'absent') return { reason: 'tool-missing', detail: 'borg' };
  if (answer.state === 'failed') return answer;
  const said = answer.stderr ?? '';
  if (/passphrase .*incorrect|passphrase supplied/i.test(said))
    return { reason: 'not-authorized', detail: `borg refused the password in ${named.passwordFile ?? ''}` };
  if (/permission denied/i.test(said)) return { reason: privileged ? 'denied' : 'needs-root', detail: `borg: ${named.passwordFile ?? ''}` };
  if (/does not exist|connection closed|could not resolve|no route|refused/i.test(said))
    return { reason: 'unreachable', detail: 'borg did not find the repository' };
  return { reason: 'unreadable', detail: `borg ended with ${answer.exitCode ?? 0}` };
}

/** One word for the shell-like splitting that borg does; no shell is started. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'"'"'`)}'`;
}
