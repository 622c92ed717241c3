import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { linksAt, matching, namesAt, textsAt, timesAt } from '../../../agent/host/pattern.ts';
import type { Answer } from '../../../agent/host/source.ts';
import { me, temporaryFolder, visit } from './temporary.ts';

const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);

function write(name: string, text = name): void {
  fs.mkdirSync(path.dirname(at(name)), { recursive: true });
  fs.writeFileSync(at(name), text);
}

function entries(answer: Answer): (readonly [string, unknown])[] {
  if (answer.kind === 'one') throw new Error('one reading, not many');
  return answer.entries.map(({ path: name, reading }) => [path.relative(folder, name) + (name.endsWith('/') ? '/' : ''), reading.state === 'read' ? reading.text : reading]);
}

for (const name of ['d/b.conf', 'd/a.conf', 'd/.hidden.conf', 'd/c.txt', 'd/sub.conf/x', 'e/a.conf', 'f+(1)/a.conf']) write(name);

describe('a pattern', () => {
  test.each([
    ['d/*.conf', ['d/a.conf', 'd/b.conf', 'd/sub.conf']],
    ['d/.*.conf', ['d/.hidden.conf']],
    ['*/a.conf', ['d/a.conf', 'e/a.conf', 'f+(1)/a.conf']],
    ['f+(*)/a*', ['f+(1)/a.conf']],
    ['d/*b*', ['d/b.conf', 'd/sub.conf']],
    ['*/*/*', ['d/sub.conf/x']],
    ['none/*', []],
  ])('%s matches %j, in order', (pattern, found) => {
    const { paths, incomplete } = matching({ pattern: at(pattern) }, visit());
    expect(paths.filter((name) => fs.existsSync(name)).map((name) => path.relative(folder, name))).toEqual(found);
    expect(incomplete).toBeUndefined();
  });

  test('stops at its limit and tells the true number', () => {
    expect(namesAt({ pattern: at('d/*'), maxFiles: 2 }, visit())).toEqual({
      kind: 'many',
      entries: [at('d/a.conf'), at('d/b.conf')].map((name) => ({ path: name, reading: { state: 'read', text: '' } })),
      incomplete: { reason: 'too-large', detail: `${at('d/*')}: 4 paths, the limit is 2` },
    });
  });

  test('stops when the time is over and tells where', () => {
    let ticks = 0;
    const answer = timesAt({ pattern: at('d/*') }, visit({ deadline: 2, monotonicMs: () => ++ticks }));
    expect(answer).toMatchObject({ entries: [{ path: at('d/a.conf') }], incomplete: { reason: 'timeout', detail: at('d/b.conf') } });
  });

  test.runIf(me === 0)('is not led elsewhere by the link of a user', () => {
    fs.mkdirSync(at('home'));
    fs.chownSync(at('home'), 1234, 1234);
    fs.symlinkSync(at('d'), at('home/drop'));
    const answer = namesAt({ pattern: at('home/*/*') }, visit());
    expect(answer).toMatchObject({ entries: [], incomplete: { reason: 'denied', detail: `${at('home/drop')} is a symbolic link that root did not make` } });
  });
});

describe('the answer', () => {
  test('of files is each text, whatever the others are', () => {
    expect(entries(textsAt({ pattern: at('d/*.conf') }, visit()))).toEqual([
      ['d/a.conf', 'd/a.conf'],
      ['d/b.conf', 'd/b.conf'],
      ['d/sub.conf', { state: 'failed', reason: 'denied', detail: `${at('d/sub.conf')} is not a regular file` }],
    ]);
  });

  test('of names marks folders, also behind a link', () => {
    fs.symlinkSync('sub.conf', at('d/link.conf'));
    fs.symlinkSync('nowhere', at('d/broken.conf'));
    expect(entries(namesAt({ pattern: at('d/*.conf') }, visit()))).toEqual([
      ['d/a.conf', ''],
      ['d/b.conf', ''],
      ['d/broken.conf', ''],
      ['d/link.conf/', ''],
      ['d/sub.conf/', ''],
    ]);
    fs.rmSync(at('d/link.conf'));
    fs.rmSync(at('d/broken.conf'));
  });

  test('of times is one line each', () => {
    fs.utimesSync(at('d/a.conf'), 0, 1_700_000_000);
    fs.chmodSync(at('d/a.conf'), 0o4755);
    fs.utimesSync(at('d/b.conf'), 0, 9_999_999_999_999);
    const [a, b] = entries(timesAt({ pattern: at('d/*.conf') }, visit()));
    expect(a).toEqual(['d/a.conf', '2023-11-14T22:13:20.000Z 8 4755']);
    expect(b?.[1]).toMatchObject(fs.statSync(at('d/b.conf')).mtimeMs > 1e15 ? { reason: 'unreadable' } : {});
  });

  test('of links is where they point', () => {
    fs.symlinkSync('../else where', at('e/link'));
    expect(entries(linksAt({ pattern: at('e/*') }, visit()))).toEqual([['e/link', '../else where']]);
    const own = linksAt({ pattern: '/proc/self/exe' }, visit());
    expect(own).toMatchObject({ entries: [{ path: '/proc/self/exe', reading: { text: process.execPath } }] });
  });
});
