import { build } from 'esbuild';
import type { Metafile } from 'esbuild';
import { expect, test } from 'vitest';
import { exists, root } from './tree.ts';

const heavy = ['axios', 'node-ssh', 'net-snmp', 'ssh2', 'systeminformation', 'zod'];
const limit = 200 * 1024;

test.skipIf(!exists('agent/main.ts'))('the agent loads little at its start and the rest when it is needed', async () => {
  const meta = await bundled('agent/main.ts');
  const atStart = evaluated(meta, 'agent/main.ts');
  const packages = atStart.map(({ file }) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
  expect(heavy.filter((name) => packages.includes(name))).toEqual([]);
  expect(atStart.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(limit);
});

test('evaluated follows static imports only, and counts what is left of them', () => {
  const input = (...imports: [path: string, kind: 'import-statement' | 'dynamic-import' | 'require-call'][]) => ({
    bytes: 9,
    imports: imports.map(([path, kind]) => ({ path, kind })),
  });
  const meta: Metafile = {
    inputs: {
      'a.ts': input(['b.ts', 'import-statement'], ['c.ts', 'dynamic-import']),
      'b.ts': input(['d.ts', 'require-call']),
      'c.ts': input(),
      'd.ts': input(),
    },
    outputs: {
      'out.cjs': {
        bytes: 9,
        exports: [],
        imports: [],
        inputs: { 'a.ts': { bytesInOutput: 5 }, 'b.ts': { bytesInOutput: 0 }, 'c.ts': { bytesInOutput: 3 }, 'd.ts': { bytesInOutput: 1 } },
      },
    },
  };
  expect(evaluated(meta, 'a.ts')).toEqual([
    { file: 'a.ts', bytes: 5 },
    { file: 'd.ts', bytes: 1 },
  ]);
});

async function bundled(entry: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: 'dist/unused.cjs',
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node26',
    format: 'cjs',
    minifySyntax: true,
    external: ['cpu-features', '*.node'],
    logLevel: 'silent',
  });
  return metafile;
}

/** The files whose code runs when the entry is started, with the bytes of them that are in the bundle. */
function evaluated({ inputs, outputs }: Metafile, entry: string): { file: string; bytes: number }[] {
  const kept = Object.values(outputs)[0]?.inputs ?? {};
  const seen = new Set<string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    open.push(
      ...(inputs[file]?.imports ?? []).filter(({ kind, external }) => kind !== 'dynamic-import' && !external).map(({ path }) => path),
    );
  }
  return [...seen].map((file) => ({ file, bytes: kept[file]?.bytesInOutput ?? 0 })).filter(({ bytes }) => bytes > 0);
}
