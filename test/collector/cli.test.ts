import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseToken } from '../../wire/enrollment.ts';
import { buildProgram, runProgram } from '../../collector/cli/program.ts';
import { program } from '../programs.ts';
import { temporaryFolder } from './temporary.ts';

const { folder, remove } = temporaryFolder();
const data = path.join(folder, 'data');
const settings = path.join(folder, 'settings.yaml');
let townwatch: ReturnType<typeof program>;
let agent: ReturnType<typeof program>;
beforeAll(() => {
  fs.writeFileSync(settings, '');
  townwatch = program('townwatch');
  agent = program('townwatch-agent');
});
afterAll(remove);

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts one of our programs; `ended` tells how it ended. */
function start({ node, file }: ReturnType<typeof program>, args: readonly string[], input = '') {
  const env = { PATH: process.env['PATH'], HOME: folder, XDG_CONFIG_HOME: path.join(folder, 'config'), XDG_STATE_HOME: path.join(folder, 'state'), TOWNWATCH_AGENT_STATE: path.join(folder, 'agent') };
  const child = spawn(node, [file, ...args], { env, cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => (said.out += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (said.err += part));
  child.stdin.on('error', () => undefined).end(input);
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...said })));
  return { child, said, ended };
}

/** Runs a command line in this process. */
async function command(...args: readonly string[]): Promise<Ended> {
  const said = { out: '', err: '' };
  const code = await runProgram(args, { out: (text) => (said.out += `${text}\n`), err: (text) => (said.err += `${text}\n`) });
  return { code, ...said };
}

const run = (...args: readonly string[]) => command(...args, '--data', data, '--config', settings);
const json = async (...args: readonly string[]): Promise<unknown> => JSON.parse((await run(...args, '--json')).out);

/** A server that runs, and the port it took. */
async function serving() {
  const server = start(townwatch, ['serve', '--data', data, '--listen', '127.0.0.1', '--port', '0', '--host', '127.0.0.1', '--log', 'error']);
  await expect.poll(() => server.said.err, { timeout: 10_000 }).toMatch(/Serving on port \d+/);
  return { ...server, port: Number(/port (\d+)/.exec(server.said.err)?.[1]) };
}

test('every command says what it does, with an example, and answers in JSON', () => {
  const leaves = (command: Command): Command[] => (command.commands.length === 0 ? [command] : command.commands.flatMap(leaves));
  const all = leaves(buildProgram({ out: () => undefined, err: () => undefined, end: () => undefined }));
  const texts = all.map((command) => {
    let text = '';
    command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
    return [command.name(), command.description(), text] as const;
  });
  expect(texts.length).toBeGreaterThanOrEqual(20);
  expect(texts.filter(([name, description, text]) => description === '' || !new RegExp(`\\nExamples?:\n {2}.*townwatch .*${name}`).test(text))).toEqual([]);
  // What a server says is its log, which is JSON already.
  expect(texts.filter(([name, , text]) => name !== 'serve' && !text.includes('--json'))).toEqual([]);
});

test.each([
  [['foo'], 2],
  [['town', 'add'], 2],
  [['serve', '--port', 'x', '--data', data], 2],
  [['report', '--town', 'Nowhere', '--out', 'x', '--data', data], 2],
  [['token', 'create', '--town', 'Nowhere', '--data', data], 2],
  [['rules', 'show', 'EOL-01'], 2],
  [['rules', 'lint', '--config', 'x'], 2],
])('%j ends with %i and one line on stderr', async (args, code) => {
  expect(await command(...args)).toEqual({ code, out: '', err: expect.stringMatching(/^townwatch: .+\n$/) });
});

test('--version is an answer, not an error', async () => {
  expect(await command('--version')).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' });
});

test('a data folder that others may read is refused with the command that mends it', async () => {
  const loose = path.join(folder, 'loose');
  fs.mkdirSync(loose);
  fs.chmodSync(loose, 0o755);
  const ended = await command('town', 'list', '--data', loose);
  expect(ended).toEqual({ code: 2, out: '', err: `townwatch: Others may read ${loose}; close it with: chmod 700 '${loose}'\n` });
});

test('commands that write at the same time wait for each other', async () => {
  const names = Array.from({ length: 4 }, (_, index) => `Twin ${index}`);
  const added = names.map((name) => start(townwatch, ['town', 'add', name, '--data', data]).ended);
  expect((await Promise.all(added)).map(({ code }) => code)).toEqual(names.map(() => 0));
  expect(await json('town', 'list')).toMatchObject(names.map((name) => ({ name })));
});

describe('a town from its first day', () => {
  test('adds, enrolls, reports, imports and revokes while a server runs', async () => {
    expect(await run('town', 'add', 'Cedar Falls', '--time-zone', 'America/Chicago')).toMatchObject({ code: 0, err: '' });
    const server = await serving();

    expect(await start(townwatch, ['serve', '--data', data, '--port', '0']).ended).toMatchObject({ code: 22, err: expect.stringContaining('Another Townwatch server') });
    const url = `https://127.0.0.1:${server.port}`;
    const { out: token } = await run('token', 'create', '--town', 'cedar falls', '--url', url);
    expect(parseToken(token)).toMatchObject({ url });

    expect(await start(agent, ['enroll', '--token-file', '-'], token).ended).toMatchObject({ code: 0 });
    expect(await start(agent, ['run', '--now', '--once']).ended).toMatchObject({ code: 0 });
    await expect.poll(async () => ((await json('status', '--town', 'Cedar Falls')) as { judgedAt: string | null }).judgedAt, { timeout: 10_000, interval: 200 }).not.toBeNull();
    const [asset] = (await json('asset', 'list', '--town', 'Cedar Falls')) as { id: string; label: string }[];
    expect(asset).toMatchObject({ state: 'active', cloned: false });

    expect(await run('asset', 'set', asset?.label ?? '', '--town', 'Cedar Falls', '--class', 'sever')).toMatchObject({ code: 2, err: 'townwatch: There is no class "sever"; did you mean "server"?\n' });
    expect(await run('asset', 'set', asset?.label ?? '', '--town', 'Cedar Falls', '--class', 'server', '--label', 'Clerk', '--tags', 'b, a')).toMatchObject({ code: 0 });
    expect(await json('asset', 'list', '--town', 'Cedar Falls')).toMatchObject([{ id: asset?.id, label: 'Clerk', class: 'server', classBasis: 'stated', tags: ['a', 'b'] }]);

    const reported = await run('report', '--town', 'Cedar Falls', '--out', path.join(folder, 'out'), '--format', 'json');
    expect(reported).toMatchObject({ code: 0, out: `${path.join(folder, 'out', 'report.json')}\n` });

    const [known] = (await json('agent', 'list', '--town', 'Cedar Falls')) as { id: string }[];
    expect(await run('agent', 'revoke', known?.id ?? '', '--town', 'Cedar Falls')).toMatchObject({ code: 0 });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await start(agent, ['run', '--now', '--once']).ended).toMatchObject({ code: 21 });

    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0 });
  }, 60_000);

  test('takes in a file from a computer that was never enrolled, and says what it cannot take in', async () => {
    const file = path.join(folder, 'visit.snapshot');
    const state = path.join(folder, 'never');
    expect(await start(agent, ['run', '--to', file, '--state', state]).ended).toMatchObject({ code: 0 });
    expect(await run('import', file, '--town', 'Cedar Falls')).toEqual({ code: 0, out: `${file}: stored\n`, err: '' });
    expect(await run('import', file, '--town', 'Cedar Falls')).toMatchObject({ code: 0, out: `${file}: was stored before\n` });
    fs.writeFileSync(path.join(folder, 'junk'), 'junk');
    const mixed = await run('import', path.join(folder, 'junk'), file, '--town', 'Cedar Falls');
    expect(mixed).toMatchObject({ code: 3, out: `${file}: was stored before\n`, err: expect.stringMatching(/junk: refused: /) });
    expect(await run('import', path.join(folder, 'none'), '--town', 'Cedar Falls')).toMatchObject({ code: 2, err: expect.stringContaining('ENOENT') });
  }, 30_000);

  test('explains an outcome step by step', async () => {
    const [first] = (await json('asset', 'list', '--town', 'Cedar Falls')) as { id: string }[];
    const explained = await run('rules', 'explain', 'EOL-005', first?.id ?? '', '--town', 'Cedar Falls');
    expect(explained).toMatchObject({ code: 0, out: expect.stringMatching(/^EOL-005 about .+: (?:pass|fail|unknown|not-applicable)/) });
    expect(explained.out.split('\n').length).toBeGreaterThan(2);
    expect(await run('rules', 'explain', 'EOL-005', 'nobody', '--town', 'Cedar Falls')).toMatchObject({ code: 2 });
  });
});

test('config show prints every setting and where it comes from', async () => {
  const file = path.join(folder, 'collector.yaml');
  fs.writeFileSync(file, 'port: 9443\n');
  const { code, out } = await command('config', 'show', '--config', file);
  expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`^port +9443 +${file} `, 'm'))]);
  fs.writeFileSync(file, 'prot: 9443\n');
  expect(await command('config', 'show', '--config', file)).toEqual({ code: 2, out: '', err: `townwatch: ${file}: There is no setting "prot"; did you mean "port"?\n` });
});

test('the rules that come with the program pass their own tests', async () => {
  expect(await command('rules', 'lint')).toMatchObject({ code: 0 });
  expect(await command('rules', 'test')).toMatchObject({ code: 0, out: expect.stringMatching(/^(\d+) of \1 test cases passed\.\n$/) });
  const list: unknown = JSON.parse((await command('rules', 'list', '--json')).out);
  expect(list).toContainEqual(expect.objectContaining({ id: 'EOL-005', severity: expect.any(String), packs: expect.arrayContaining([expect.any(String)]) }));
  expect(await command('rules', 'show', 'eol-005')).toMatchObject({ code: 0, out: expect.stringMatching(/^EOL-005 version \d+, /) });
});

test('rules that do not load are listed with their place, and end with 3', async () => {
  const rules = path.join(folder, 'rules', 'catalog', 'EOL');
  fs.mkdirSync(rules, { recursive: true });
  fs.writeFileSync(path.join(rules, 'EOL-999.yaml'), 'id: EOL-999\npass: facts.os.nmae == ""\n');
  expect(await command('rules', 'lint', path.join(folder, 'rules'))).toMatchObject({ code: 3, out: expect.stringMatching(/^catalog\/EOL\/EOL-999\.yaml:\d+:\d+ /) });
});
