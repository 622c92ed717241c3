import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../../collector/cli/program.ts';
import { openStore } from '../../collector/store/open.ts';
import { verifyAudit } from '../../collector/store/audit-log.ts';
import { realWorld } from '../../collector/world.ts';
import { temporaryFolder } from './temporary.ts';

const { folder, remove } = temporaryFolder();
const data = path.join(folder, 'data');
const settings = path.join(folder, 'settings.yaml');
const mine = path.join(folder, 'my-rules');
const rule = path.join(mine, 'catalog', 'OWN', 'OWN-001.yaml');

beforeAll(async () => {
  fs.writeFileSync(settings, '');
  await run('town', 'add', 'Cedar Falls');
});
afterAll(remove);

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const own = args[0] === 'evaluate' && args.includes('--input') ? args : args[1] === 'new' ? args : [...args, '--data', data, '--config', settings];
  const code = await runProgram(own, { out: (text) => (said.out += `${text}\n`), err: (text) => (said.err += `${text}\n`) });
  return { code, ...said };
}

describe('a rule of one’s own', () => {
  test('begins as a file that loads and whose cases pass; nothing is overwritten', async () => {
    expect(await run('rules', 'new', 'own-001', '--out', mine)).toMatchObject({ code: 0, out: `${rule}\n${path.join(mine, 'packs', 'own-rules.yaml')}\n` });
    expect(await run('rules', 'new', 'OWN-001', '--out', mine)).toMatchObject({ code: 2, err: expect.stringContaining('is there already') });
    expect(await run('rules', 'new', 'EOL-099', '--out', mine)).toMatchObject({ code: 2, err: expect.stringContaining('EOL is a family of the rules that come with Townwatch') });
    expect(await run('rules', 'new', 'mine', '--out', mine)).toMatchObject({ code: 2, err: expect.stringContaining('as in OWN-001') });
  });

  test('shows what it would change, and stores nothing', async () => {
    const { code, out } = await run('rules', 'shadow', mine, '--town', 'Cedar Falls', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([{ rule: 'OWN-001', subject: 'town', label: 'Cedar Falls', before: null, after: { outcome: 'unknown', reason: 'population-not-known' } }]);
    expect((await run('rules', 'explain', 'OWN-001', 'town', '--town', 'Cedar Falls')).err).toContain('there is no rule OWN-001');
  });

  test('counts once somebody trusts it, as it was then, and no longer after distrust', async () => {
    expect(await run('rules', 'trust', mine, '--by', 'Mia Stone')).toMatchObject({ code: 0, out: expect.stringContaining('2 files count from the next judgment on') });
    expect(await run('rules', 'trust', mine, '--by', 'Mia Stone')).toMatchObject({ code: 0, out: expect.stringContaining('nothing changed') });
    fs.appendFileSync(rule, '# changed afterwards\n');
    const counting = JSON.parse((await run('evaluate', '--town', 'Cedar Falls', '--json')).out) as { outcomes: { rule: string }[] };
    expect(counting.outcomes.filter((it) => it.rule === 'OWN-001')).toHaveLength(1);
    expect(await run('rules', 'explain', 'own-001', 'town', '--town', 'Cedar Falls')).toMatchObject({ code: 0, out: expect.stringContaining('population-not-known') });
    expect(await run('rules', 'distrust', '--by', 'Mia Stone')).toMatchObject({ code: 0, out: '2 files count no longer.\n' });
    expect(await run('rules', 'distrust', '--by', 'Mia Stone')).toMatchObject({ code: 0, out: 'No rules of your own count.\n' });
    const store = await openStore(data, realWorld());
    expect((await verifyAudit(store)).whole).toBe(true);
    await store.destroy();
  });

  test('is refused with its place when it does not load, when its own cases fail, and when the folder holds none', async () => {
    const good = fs.readFileSync(rule, 'utf8');
    fs.writeFileSync(rule, good.replace('facts.os.version !=', 'facts.os.versoin !='));
    expect(await run('rules', 'trust', mine, '--by', 'Mia Stone')).toMatchObject({ code: 3, err: expect.stringMatching(/catalog\/OWN\/OWN-001\.yaml:\d+:\d+ .*versoin.*did you mean.*version/) });
    fs.writeFileSync(rule, good.replace('expect: fail', 'expect: pass'));
    expect(await run('rules', 'trust', mine, '--by', 'Mia Stone')).toMatchObject({ code: 3 });
    fs.writeFileSync(rule, good);
    expect(await run('rules', 'trust', path.join(folder, 'none'), '--by', 'Mia Stone')).toMatchObject({ code: 2, err: expect.stringContaining('holds no rules') });
    const taken = path.join(folder, 'taken');
    fs.mkdirSync(path.join(taken, 'catalog', 'EOL'), { recursive: true });
    fs.writeFileSync(path.join(taken, 'catalog', 'EOL', 'EOL-001.yaml'), good);
    expect(await run('rules', 'shadow', taken, '--town', 'Cedar Falls')).toMatchObject({ code: 3, err: expect.stringContaining('family of the rules that come with Townwatch') });
  });
});

describe('an exported judgment', () => {
  const file = path.join(folder, 'input.json');

  test('gives the same answers without the store, byte for byte', async () => {
    const here = JSON.parse((await run('evaluate', '--town', 'Cedar Falls', '--as-of', '2026-11-21T00:00:00Z', '--export', file, '--json')).out) as { digest: string; exported: { digest: string } };
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    const there = JSON.parse((await run('evaluate', '--input', file, '--json')).out) as { digest: string };
    expect(there.digest).toBe(here.digest);
  });

  test('says when it is judged by other rules than it names, and refuses what is no input', async () => {
    const input = JSON.parse(fs.readFileSync(file, 'utf8')) as { documents: { name: string; digest: string }[] };
    const other = path.join(folder, 'other.json');
    fs.writeFileSync(other, JSON.stringify({ ...input, documents: input.documents.slice(1) }));
    expect(await run('evaluate', '--input', other)).toMatchObject({ code: 0, err: expect.stringContaining('1 files differ') });
    for (const [text, why] of [['{', 'is no JSON'], ['[]', 'holds no object'], ['{"schema":"x"}', '"schema"'], [JSON.stringify({ ...input, roster: {} }), '"roster" is no list'], [JSON.stringify({ ...input, asOf: 'soon' }), '"asOf" is no instant']] as const) {
      fs.writeFileSync(other, text);
      expect(await run('evaluate', '--input', other)).toMatchObject({ code: 3, err: expect.stringContaining(why) });
    }
    expect(await run('evaluate', '--input', path.join(folder, 'nowhere'))).toMatchObject({ code: 2, err: expect.stringContaining('cannot be read') });
    expect(await run('evaluate', '--town', 'Cedar Falls', '--as-of', 'yesterday')).toMatchObject({ code: 2, err: expect.stringContaining('is no instant') });
    expect(await run('evaluate')).toMatchObject({ code: 2, err: expect.stringContaining('one of the two') });
  });
});
