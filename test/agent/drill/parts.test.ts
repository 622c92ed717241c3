import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { borg } from '../../../agent/drill/borg.ts';
import { chosenFrom, newestCopy } from '../../../agent/drill/choose.ts';
import { keepDrill, keepProtocol, keptDrills } from '../../../agent/drill/keep.ts';
import { microseconds } from '../../../agent/drill/program.ts';
import type { Copy } from '../../../agent/drill/program.ts';
import { restic } from '../../../agent/drill/restic.ts';
import { newDraw } from '../../../agent/drill/sample.ts';
import { newScratch, sweepScratch } from '../../../agent/drill/scratch.ts';
import { called } from '../../../agent/drill/tool.ts';
import { verdictOf } from '../../../agent/drill/verdict.ts';
import type { Judged } from '../../../agent/drill/verdict.ts';
import type { Drill } from '../../../agent/facts/drills/results.ts';
import { drills as section } from '../../../wire/sections/drills.ts';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'townwatch-parts-')));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const uid = process.geteuid?.();

describe('a draw', () => {
  const file = (name: string) => ({ path: name, bytes: 1, modifiedUs: 1 });
  const drawn = (names: readonly string[], seed: string, most: number) => {
    const draw = newDraw(seed, most);
    for (const name of names) draw.offer(file(name));
    return draw.drawn().map((each) => each.path);
  };
  const names = fc.uniqueArray(fc.string({ maxLength: 8 }), { maxLength: 60 });

  test('depends on seed and files, not on their order, and is the beginning of a larger one', () => {
    fc.assert(
      fc.property(names, fc.string(), fc.nat({ max: 20 }), (all, seed, most) => {
        const one = drawn(all, seed, most);
        expect(drawn(all.toReversed(), seed, most)).toEqual(one);
        expect(drawn(all, seed, most + 5).slice(0, most)).toEqual(one);
        expect(new Set(one).size).toBe(Math.min(most, all.length));
      }),
    );
  });

  test('gives every file about the same chance', () => {
    const all = Array.from({ length: 20 }, (_, index) => `/f${index}`);
    const hits = new Map(all.map((name) => [name, 0]));
    for (let seed = 0; seed < 2000; seed += 1) for (const name of drawn(all, String(seed), 5)) hits.set(name, hits.get(name)! + 1);
    for (const count of hits.values()) expect(Math.abs(count - 500)).toBeLessThan(120);
  });
});

describe('choosing', () => {
  const copies: Copy[] = [
    { id: '1', madeAt: '2026-11-20T00:00:00Z', host: 'pc1.town.example', roots: [] },
    { id: '2', madeAt: '2026-11-21T00:00:00Z', host: 'pc2', roots: [] },
  ];

  test('takes the newest copy of this computer, else of any', () => {
    expect(newestCopy(copies, 'PC1')).toMatchObject({ copy: { id: '1' }, isOurs: true });
    expect(newestCopy(copies, 'pc9')).toMatchObject({ copy: { id: '2' }, isOurs: false });
    expect(newestCopy([], 'pc9')).toBeUndefined();
  });

  test('prefers what can be compared, keeps to the measure, and tells what it passed over', () => {
    const source = path.join(folder, 'source');
    fs.writeFileSync(source, 'abc');
    const { mtimeNs } = fs.statSync(source, { bigint: true });
    const same = { path: source, bytes: 3, modifiedUs: Number(mtimeNs / 1000n) };
    const gone = { path: '/nowhere/x', bytes: 3, modifiedUs: 1 };
    const other = { path: source, bytes: 4, modifiedUs: 1 };
    const later = (Date.now() + 10_000) * 1000;
    const from = (drawn: (typeof same)[], files: number, bytes: number, begunUs = later) => chosenFrom(drawn, (file) => [file.path], { files, bytes, begunUs });
    expect(from([gone, same, other], 3, 100)).toMatchObject({ chosen: [{ file: same, source: { path: source } }], passedOver: [{ why: 'gone' }, { why: 'changed-since' }] });
    expect(from([same, gone], 1, 100)).toMatchObject({ chosen: [{ file: same }], passedOver: [] });
    expect(from([same], 1, 2)).toMatchObject({ chosen: [], passedOver: [{ why: 'too-large' }] });
    expect(from([same], 1, 100, 1)).toMatchObject({ chosen: [{ source: 'changed-since' }] });
    expect(from([gone, other], 1, 100)).toMatchObject({ chosen: [{ file: gone, source: 'gone' }] });
  });
});

describe('what programs say', () => {
  test('moments to the microsecond, in any zone', () => {
    expect(microseconds('2026-11-22T03:18:15.308130815Z')).toBe(1_795_317_495_308_130);
    expect(microseconds('2026-11-21T22:18:15.3-05:00')).toBe(1_795_317_495_300_000);
    expect([microseconds('2026-11-22T03:18:15.308131'), microseconds('yesterday'), microseconds(7)]).toEqual([1_795_317_495_308_131, undefined, undefined]);
  });

  test('only regular files whose names survive are drawn', () => {
    const node = (more: object) => JSON.stringify({ type: 'file', path: '/a', size: 1, mtime: '2026-11-22T03:18:15Z', struct_type: 'node', ...more });
    expect(restic.fileIn(node({}))).toEqual({ path: '/a', bytes: 1, modifiedUs: 1_795_317_495_000_000 });
    expect(restic.fileIn(node({ size: undefined }))?.bytes).toBe(0);
    for (const more of [{ type: 'dir' }, { type: 'symlink' }, { path: 'a' }, { path: '/a/../b' }, { path: '/\uFFFD' }, { size: -1 }, { mtime: 'x' }]) expect(restic.fileIn(node(more))).toBeUndefined();
    const item = (more: object) => JSON.stringify({ type: '-', path: 'a', size: 1, mtime: '2026-11-22T03:18:15.000000', ...more });
    expect(borg.fileIn(item({}))).toEqual({ path: 'a', bytes: 1, modifiedUs: 1_795_317_495_000_000 });
    for (const more of [{ type: 'd' }, { path: '../a' }, { path: 'a\uDC80' }, { size: 1.5 }]) expect(borg.fileIn(item(more))).toBeUndefined();
  });

  test('any line and list is one or none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const program of [restic, borg]) {
          const [file, copies] = [program.fileIn(text), program.copiesIn(text)];
          expect(file === undefined || Number.isSafeInteger(file.bytes)).toBe(true);
          expect(copies === undefined || Array.isArray(copies)).toBe(true);
        }
      }),
    );
  });
});

describe('a verdict', () => {
  const judged = (...outcomes: Judged['outcome'][]) => outcomes.map((outcome): Judged => ({ path: '/a', bytes: 1, restored: null, source: null, outcome }));
  const exit = { ended: 'exit', code: 0, said: '', durationMs: 1 } as const;
  const of = (files: Judged[], more: object = {}, call: object = {}) => verdictOf(files, { ...exit, ...call }, { name: 'restic', isDone: true, isLocked: false, ...more });

  test.each([
    ['one equal file passes, whatever changed', of(judged('same', 'changed-since', 'gone')), 'passed'],
    ['one different file fails', of(judged('same', 'different')), 'failed'],
    ['one missing file fails', of(judged('same', 'missing')), 'failed'],
    ['an error of the program fails', of(judged('same'), { isDone: false }, { code: 1 }), 'failed'],
    ['a missing file under a lock decides nothing', of(judged('missing'), { isLocked: true }), 'inconclusive'],
    ['a different file under a lock fails all the same', of(judged('different'), { isLocked: true }), 'failed'],
    ['a full disk decides nothing', of(judged('missing'), { isDone: false }, { said: 'write: no space left on device' }), 'inconclusive'],
    ['nothing comparable decides nothing', of(judged('changed-since')), 'inconclusive'],
    ['sources that may not be read decide nothing', of(judged('denied')), 'inconclusive'],
    ['too late decides nothing', of(judged('missing'), {}, { ended: 'timeout' }), 'inconclusive'],
    ['too much decides nothing', of(judged('same'), {}, { ended: 'too-much' }), 'inconclusive'],
  ])('%s', (_name, { result, why }, expected) => {
    expect(result).toBe(expected);
    expect(why === null).toBe(expected === 'passed');
  });
});

describe('a call', () => {
  const stop = new AbortController().signal;
  const call = (script: string, more: object = {}) => {
    const lines: string[] = [];
    const done = called({ program: '/bin/sh', args: ['-c', script], cwd: folder, env: { PATH: '/usr/bin:/bin' }, timeoutMs: 10_000, stop, line: (text) => lines.push(text), ...more }, () => performance.now());
    return done.then((ended) => ({ ...ended, lines }));
  };

  test('gives lines, the code and the end of what was said', async () => {
    expect(await call('echo a; echo; echo b; echo x >&2; exit 3')).toMatchObject({ ended: 'exit', code: 3, lines: ['a', '', 'b'], said: 'x\n' });
    expect(await call('x', { program: '/nonexistent/x' })).toMatchObject({ ended: 'not-started', code: null });
  });

  test('is ended with all that it started when time runs out, it is stopped, or it writes too much', async () => {
    expect(await call('sleep 60 & sleep 60', { timeoutMs: 200 })).toMatchObject({ ended: 'timeout', code: null });
    expect(await call('sleep 60', { isTooMuch: () => true })).toMatchObject({ ended: 'too-much' });
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    expect(await call('sleep 60 & sleep 60', { stop: abort.signal })).toMatchObject({ ended: 'stopped' });
    expect(await call('echo a', { stop: abort.signal })).toMatchObject({ ended: 'stopped', lines: [] });
  });
});

test('a scratch folder is for its owner alone, and goes with all that was restored', () => {
  const place = path.join(folder, 'drills');
  fs.mkdirSync(place, { mode: 0o700 });
  const { home, files, remove } = newScratch(place, uid);
  for (const each of [path.dirname(home), home, files]) expect(fs.statSync(each).mode & 0o777).toBe(0o700);
  fs.mkdirSync(path.join(files, 'closed'));
  fs.writeFileSync(path.join(files, 'closed', 'x'), 'x');
  fs.symlinkSync(folder, path.join(files, 'link'));
  fs.chmodSync(path.join(files, 'closed'), 0o500);
  remove();
  expect(fs.readdirSync(place)).toEqual([]);
  newScratch(place, uid);
  newScratch(place, uid);
  expect([sweepScratch(place), fs.readdirSync(place), fs.existsSync(folder)]).toEqual([2, [], true]);
});

test('a hundred drills are kept, with the protocols of those', () => {
  const place = path.join(folder, 'kept');
  fs.mkdirSync(place, { mode: 0o700 });
  const example = section.examples[0].drills![1] as Drill;
  const digests = Array.from({ length: 103 }, (_, index) => {
    const { digest } = keepProtocol(place, { index });
    keepDrill(place, { ...example, at: `2026-01-01T00:${String(Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}Z`, evidenceDigest: digest });
    return digest;
  });
  expect(keptDrills(place).map(({ evidenceDigest }) => evidenceDigest)).toEqual(digests.slice(3));
  expect(fs.readdirSync(place).filter((name) => name.startsWith('evidence-'))).toHaveLength(100);
  expect(fs.statSync(path.join(place, 'results.json')).mode & 0o777).toBe(0o600);
  fs.writeFileSync(path.join(place, 'results.json'), 'torn');
  keepDrill(place, example);
  expect([keptDrills(place), fs.readFileSync(path.join(place, 'results.json.damaged'), 'utf8')]).toEqual([[example], 'torn']);
});
