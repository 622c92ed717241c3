import path from 'node:path';
import type { Clock } from '../clock.ts';
import { localFolder } from '../facts/backups/repository.ts';
import type { Named } from '../facts/backups/repository.ts';
import type { Drill } from '../facts/drills/results.ts';
import { withoutCredentials } from '../host/address.ts';
import { programOf } from '../host/command.ts';
import { printable } from '../host/reading.ts';
import { newVisit } from '../host/visit.ts';
import type { Log } from '../log.ts';
import { borg } from './borg.ts';
import { chosenFrom, newestCopy, originsOn } from './choose.ts';
import type { Measure } from './choose.ts';
import { sizeOf, stoodBefore } from './compare.ts';
import { hindrance, isLocked } from './lock.ts';
import { microseconds } from './program.ts';
import type { Copy, DrillProgram } from './program.ts';
import { restic } from './restic.ts';
import { newDraw } from './sample.ts';
import type { CopiedFile } from './sample.ts';
import type { Scratch } from './scratch.ts';
import { called } from './tool.ts';
import type { Call, Called } from './tool.ts';
import { failed, judgedFile, undecided, unfinished, verdictOf } from './verdict.ts';
import type { Judged, Verdict } from './verdict.ts';

/** What is to be brought back from where. */
export interface DrillRequest extends Measure {
  readonly named: Named;
  /** Seed of the draw, hex. */
  readonly seed: string;
  /** A file of this computer that is brought back instead of a sample, absolute. */
  readonly canary: string | null;
}

/** The world as a drill sees it. */
export interface DrillSurroundings {
  readonly scratch: Scratch;
  readonly privileged: boolean;
  readonly host: string;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly stop: AbortSignal;
  readonly log: Log;
}

/** What a drill found out; the protocol is what its evidence digest is of, and stays on the computer. */
export interface DrillReport {
  readonly drill: Omit<Drill, 'evidenceDigest'>;
  readonly protocol: Readonly<Record<string, unknown>>;
}

const programs: Readonly<Record<Named['product'], DrillProgram>> = { restic, borg };

const limits = { copiesMs: 10 * 60_000, filesMs: 30 * 60_000, restoreMs: 60 * 60_000, copiesCharacters: 64 * 1024 * 1024 } as const;
/** What comes back may be larger than its list said by so much before it is cut off. */
const slackBytes = 16 * 1024 * 1024;
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' };

type Run = (args: readonly string[], more: Pick<Call, 'timeoutMs' | 'line' | 'isTooMuch'>) => Promise<Called>;
interface Work { readonly request: DrillRequest; readonly around: DrillSurroundings; readonly program: DrillProgram; readonly run: Run }
interface Drawn { readonly copy: Copy; readonly isOurs: boolean; readonly files: readonly CopiedFile[]; readonly listed: number }
interface Restored { readonly verdict: Verdict; readonly files: readonly Judged[]; readonly passedOver: readonly { readonly path: string; readonly why: string }[]; readonly durationMs: number }

/**
 * Brings files back from the newest copy through the backup program itself, into the scratch folder, and compares them with
 * their sources. Writes nothing into the repository. Never rejects for what repository or program do.
 */
export async function drilled(request: DrillRequest, around: DrillSurroundings): Promise<DrillReport> {
  const program = programs[request.named.product];
  const file = startable(program, around);
  if (typeof file !== 'string') return reportOf(request, around, { verdict: file });
  const unsafe = hindrance(request.named);
  if (unsafe !== undefined) return reportOf(request, around, { verdict: undecided(unsafe) });
  const work = { request, around, program, run: runner(file, { request, around, program }) };
  const drawn = await drawnFiles(work);
  if ('result' in drawn) return reportOf(request, around, { verdict: drawn });
  const restored = await restoredFiles(work, drawn);
  return reportOf(request, around, { drawn, ...restored });
}

function startable({ programs: candidates }: DrillProgram, { privileged, clock }: DrillSurroundings): string | Verdict {
  const found = programOf({ kind: 'command', program: candidates, args: [] }, newVisit({ owner: 0, privileged, monotonicMs: clock.monotonicMs }));
  if (typeof found === 'string') return found;
  return undecided(found.state === 'failed' ? found.detail : `${candidates.join(' or ')} is not installed`);
}

function runner(file: string, { request, around, program }: Omit<Work, 'run'>): Run {
  const { home, files } = around.scratch;
  const env = { ...environment, HOME: home, TMPDIR: home, ...program.env(request.named, home) };
  return (args, more) => called({ program: file, args, cwd: files, env, stop: around.stop, ...more }, around.clock.monotonicMs);
}

/** Finds the newest copy and draws files from it. */
async function drawnFiles({ request, around, program, run }: Work): Promise<Drawn | Verdict> {
  const { named, canary, seed } = request;
  const lines: string[] = [];
  let length = 0;
  around.log('drill', `Looking for the newest copy in ${withoutCredentials(named.location)}.`);
  const list = await run(program.copies(named), {
    timeoutMs: limits.copiesMs,
    line: (text) => {
      length += text.length;
      if (length <= limits.copiesCharacters) lines.push(text);
    },
  });
  const copies = list.ended === 'exit' && program.isDone(list.code) ? program.copiesIn(lines.join('\n')) : undefined;
  if (copies === undefined) return refusedBy(list, named);
  const newest = newestCopy(copies, around.host);
  if (newest === undefined) return failed('there is no copy that could be brought back');
  const { copy, isOurs } = newest;
  around.log('drill', `Listing the copy of ${copy.madeAt}${isOurs ? '' : `, which is of another computer (${printable(copy.host ?? '', 64)})`}.`);
  const origins = originsOn(program, copy, isOurs);
  const draw = newDraw(seed, Math.max(400, 20 * request.files));
  let found: CopiedFile | undefined;
  const listing = await run(program.files(named, copy), {
    timeoutMs: limits.filesMs,
    line: (text) => {
      const file = program.fileIn(text);
      if (!file) return;
      if (canary !== null && origins(file).includes(canary)) found = file;
      draw.offer(file);
    },
  });
  if (listing.ended !== 'exit') return unfinished(listing, named.product);
  if (!program.isDone(listing.code)) return isLocked(named) ? undecided('the files of the newest copy cannot be listed while a lock stands in the repository') : failed(`the files of the newest copy cannot be listed: ${named.product} ended with ${listing.code}`);
  if (canary === null && draw.offered() === 0) return undecided('the newest copy holds no file');
  if (canary !== null && found === undefined) return withoutCanary(canary, copy);
  return { copy, isOurs, listed: draw.offered(), files: found ? [found] : draw.drawn() };
}

/** Brings the chosen files back and judges them. */
async function restoredFiles({ request, around, program, run }: Work, { copy, isOurs, files }: Drawn): Promise<Restored> {
  const { named } = request;
  const begunUs = microseconds(copy.madeAt) ?? 0;
  const { chosen, passedOver } = chosenFrom(files, originsOn(program, copy, isOurs), { files: request.files, bytes: request.bytes, begunUs });
  if (chosen.length === 0) return { verdict: undecided('every file drawn is larger than allowed; raise --most'), files: [], passedOver, durationMs: 0 };
  around.log('drill', `Bringing back ${chosen.length} files.`);
  const wanted = chosen.map(({ file }) => file);
  const isTooMuch = () => sizeOf(around.scratch.files, wanted) > request.bytes + slackBytes;
  const attempt = async () => {
    around.scratch.empty();
    const call = await run(program.restore(named, copy, wanted), { timeoutMs: limits.restoreMs, line: () => {}, isTooMuch });
    const judged = chosen.map((each) => judgedFile(around.scratch.files, each));
    const verdict = verdictOf(judged, call, { name: named.product, isDone: program.isDone(call.code), isLocked: isLocked(named) });
    return { verdict, files: judged, passedOver, durationMs: call.durationMs };
  };
  const first = await attempt();
  if (first.verdict.result !== 'failed') return first;
  // Somebody may have moved data to other files meanwhile (prune, compact): what is damaged fails again.
  around.log('drill', `${first.verdict.why}; trying once more.`);
  return attempt();
}

/** A list that did not come tells of damage only in the program's own words for it. */
function refusedBy(call: Called, { product, passwordFile }: Named): Verdict {
  if (call.ended !== 'exit') return unfinished(call, product);
  if (call.code === 12 || /wrong password|no key found|passphrase .*incorrect|passphrase supplied/i.test(call.said)) return undecided(`${product} refused the password in ${passwordFile ?? 'no file: name a passwordFile in the settings'}`);
  if (/ciphertext verification failed|invalid data returned|integrity error|unexpected end|not a valid|damaged/i.test(call.said)) return failed(`${product} calls the repository damaged`);
  return undecided(`${product} could not open the repository (it ended with ${call.code})`);
}

/** A canary that stood there when the copy was made and is not in it was not backed up. */
function withoutCanary(canary: string, copy: Copy): Verdict {
  return stoodBefore(canary, microseconds(copy.madeAt) ?? 0) ? failed('the canary is not in the newest copy') : undecided('the canary is not in the newest copy, and was made or changed after it');
}

function reportOf({ named, seed, canary, ...most }: DrillRequest, { clock }: DrillSurroundings, { verdict, drawn, files = [], passedOver = [], durationMs = 0 }: { readonly drawn?: Drawn } & Partial<Restored> & Pick<Restored, 'verdict'>): DrillReport {
  const at = `${clock.now().toISOString().slice(0, 19)}Z`;
  const back = files.filter(({ restored }) => restored !== null);
  const changed = [...files.map(({ outcome }) => outcome), ...passedOver.map(({ why }) => why)].filter((outcome) => outcome === 'changed-since' || outcome === 'gone');
  const drill = {
    product: named.product,
    location: printable(withoutCredentials(localFolder(named) ?? named.location)),
    kind: 'tool',
    at,
    result: verdict.result,
    why: verdict.why === null ? null : printable(verdict.why, 512),
    copyMadeAt: drawn?.copy.madeAt ?? null,
    files: back.length,
    compared: files.filter(({ outcome }) => outcome === 'same').length,
    changedSince: changed.length,
    bytes: back.reduce((sum, { bytes }) => sum + bytes, 0),
    durationSeconds: Math.ceil(durationMs / 1000),
    seed: canary === null ? seed : null,
    what: canary === null ? null : printable(`the file ${path.basename(canary)}, named as canary`, 512),
    person: null,
    note: null,
  } as const;
  return { drill, protocol: { protocol: 1, ...drill, most, canary, copy: drawn?.copy ?? null, listed: drawn?.listed ?? null, checked: files, passedOver } };
}
