import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { program } from '../programs.ts';

test('programs that open a new data folder at the same moment wait for each other', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'townwatch-at-once-'));
  const { node, file } = program('townwatch');
  const env = { ...process.env, TOWNWATCH_HOME: `${import.meta.dirname}/../..` };
  try {
    for (const round of ['a', 'b', 'c']) {
      const data = path.join(folder, round);
      const towns = ['Ash', 'Birch', 'Cedar', 'Dogwood'];
      await Promise.all(towns.map((town) => promisify(execFile)(node, [file, 'town', 'add', town, '--data', data], { env })));
      const { stdout } = await promisify(execFile)(node, [file, 'town', 'list', '--data', data, '--json'], { env });
      expect((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name).sort()).toEqual(towns);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
