import fs from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from '../../../collector/cli/program.ts';
import { temporaryFolder } from '../temporary.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: [] as string[], err: [] as string[] };
  const code = await runProgram(args, { out: (line) => void said.out.push(line), err: (line) => void said.err.push(line) });
  return { code, out: said.out.join('\n'), err: said.err.join('\n') };
}

test.each<[string, string[], string]>([
  ['a folder in which something stands', ['--out', folder], 'is not empty; name a new folder'],
  ['a file instead of a folder', ['--out', path.join(folder, 'kept.txt')], 'cannot be used (EEXIST)'],
  ['too few nights for the story', ['--out', path.join(folder, 'new'), '--nights', '3'], 'from 14 to 60'],
  ['a seed that is no number', ['--out', path.join(folder, 'new'), '--seed', 'abc'], 'seed'],
  ['no folder', [], '--out'],
])('%s is refused in one line, and nothing is made', async (_, args, words) => {
  fs.writeFileSync(path.join(folder, 'kept.txt'), 'kept');
  const { code, out, err } = await run('demo', ...args);
  expect([code, out, err]).toEqual([2, '', expect.stringContaining(words)]);
  expect(err.split('\n').length).toBe(1);
  expect(fs.readdirSync(folder)).toEqual(['kept.txt']);
});

test('its help says that nothing of it is real', async () => {
  expect((await run('demo', '--help')).out).toContain('nothing of it is real');
});
