import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadRulebook } from '../../rules/load/rulebook.ts';
import { temporaryFolder } from '../collector/temporary.ts';
import { root } from '../house/tree.ts';

interface Report {
  readonly schema: string;
  readonly town: { readonly name: string };
  readonly outcomes: readonly { readonly rule: string; readonly subject: unknown; readonly outcome: string; readonly reason?: unknown }[];
  readonly inputs: Readonly<Record<string, string>>;
}

interface Summary {
  readonly counts: Readonly<Record<'total' | 'pass' | 'fail' | 'unknown' | 'notApplicable' | 'error', number>>;
  readonly files: readonly string[];
}

const { folder, remove } = temporaryFolder();
const scratch = path.join(folder, 'scratch');
let run: ReturnType<typeof audit>;
let summary: Summary;
let report: Report;

/** The whole command, as a person types it: every process and every byte over TLS. */
function audit(out: string, ...flags: readonly string[]) {
  fs.mkdirSync(scratch, { recursive: true });
  const env = { ...process.env, TMPDIR: scratch, TOWNWATCH_TOKEN: 'a variable that must not matter' };
  return spawnSync(process.execPath, [path.join(root, 'start.mjs'), 'townwatch', 'audit', '--out', out, '--town', 'Testville', ...flags], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 });
}

beforeAll(() => {
  run = audit('report', '--json');
  if (run.status !== 0) throw new Error(`${run.status}: ${run.stderr}`);
  summary = JSON.parse(run.stdout);
  report = JSON.parse(fs.readFileSync(path.join(folder, 'report', 'report.json'), 'utf8'));
}, 90_000);
afterAll(remove);

test('writes the report in every format, for its owner only, and leaves nothing else behind', () => {
  const files = ['report.html', 'report.json', 'findings.csv', 'computers.csv'].map((name) => path.join(folder, 'report', name));
  expect(summary.files).toEqual(files);
  expect(fs.readdirSync(path.join(folder, 'report')).sort()).toEqual(files.map((file) => path.basename(file)).sort());
  expect(files.map((file) => fs.statSync(file).mode & 0o777)).toEqual(files.map(() => 0o600));
  expect(fs.readdirSync(scratch)).toEqual([]);
});

test('has one outcome for every rule and subject, and the counts add up to them', () => {
  const asked = report.outcomes.map(({ rule, subject }) => JSON.stringify([rule, subject]));
  expect(new Set(asked).size).toBe(asked.length);
  const { total, ...kinds } = summary.counts;
  expect(total).toBe(report.outcomes.length);
  expect(Object.values(kinds).reduce((sum, count) => sum + count, 0)).toBe(total);
  expect(kinds.error).toBe(0);
});

test('asks every rule that a pack selects', () => {
  const loaded = loadRulebook(path.join(root, 'rules'));
  const selected = loaded.ok ? loaded.rulebook.packs.flatMap((pack) => pack.rules.map(({ id }) => id)) : [];
  expect(selected.length).toBeGreaterThan(0);
  expect(new Set(report.outcomes.map(({ rule }) => rule))).toEqual(new Set(selected));
});

test('says why wherever something is not known', () => {
  const unknown = report.outcomes.filter(({ outcome }) => outcome === 'unknown');
  expect(unknown.length).toBe(summary.counts.unknown);
  expect(unknown.filter(({ reason }) => !reason)).toEqual([]);
});

test('names the town, and every input by its digest', () => {
  expect(report.town.name).toBe('Testville');
  expect(Object.keys(report.inputs).length).toBeGreaterThan(0);
  expect(Object.values(report.inputs).filter((digest) => !/^(?:sha256:)?[0-9a-f]{64}$/.test(digest))).toEqual([]);
  expect(fs.readFileSync(path.join(folder, 'report', 'report.html'), 'utf8')).toContain('One computer, not a town');
});

test('tells its progress on stderr, in words', () => {
  expect(run.stderr).toMatch(/Letting this computer in/);
  expect(run.stderr).not.toMatch(/[{}]|tw1\./);
});

describe('for a person', () => {
  test('sums up in words what was seen, what was not, and where the report lies; a severity may decide the exit code', () => {
    const spoken = audit('spoken', '--fail-on', 'low');
    expect(spoken.stdout).toMatch(/^Looked at /m);
    expect(spoken.stdout).toMatch(/^\d+ questions: \d+ in order, \d+ not in order, \d+ not known, \d+ not applicable\.$/m);
    expect(spoken.stdout).toContain(path.join(folder, 'spoken', 'report.html'));
    expect(spoken.status).toBe(summary.counts.fail > 0 ? 10 : 0);
  });

  test('refuses what it cannot do in one line that says how to mend it', () => {
    const blocked = path.join(folder, 'a-file');
    fs.writeFileSync(blocked, '');
    for (const [out, flags] of [['x', ['--fail-on', 'hihg']], ['x', ['--format', 'pdff']], [blocked, []]] as const) {
      const refused = audit(out, ...flags);
      expect([refused.status, refused.stdout]).toEqual([2, '']);
      expect(refused.stderr.trim().split('\n').at(-1)).toMatch(/^townwatch: .+[.?]$/);
    }
    expect(fs.readdirSync(scratch)).toEqual([]);
  });
});

/** Starts a command and waits until it says something on stderr; then ends it with a signal. */
async function interrupted(args: readonly string[], said: RegExp, signal: 'SIGINT' | 'SIGTERM'): Promise<{ code: number | null; out: string; err: string }> {
  fs.mkdirSync(scratch, { recursive: true });
  const child = spawn(process.execPath, [path.join(root, 'start.mjs'), 'townwatch', ...args], { cwd: folder, env: { ...process.env, TMPDIR: scratch }, stdio: ['ignore', 'pipe', 'pipe'] });
  const streams = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => (streams.out += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    const before = said.test(streams.err);
    streams.err += part;
    if (!before && said.test(streams.err)) child.kill(signal);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...streams })));
}

test('an audit that is interrupted ends with 130 and leaves nothing behind', async () => {
  const ended = await interrupted(['audit', '--out', 'never'], /Reading this computer/, 'SIGINT');
  expect([ended.code, ended.out]).toEqual([130, '']);
  expect(fs.readdirSync(scratch)).toEqual([]);
  expect(fs.existsSync(path.join(folder, 'never'))).toBe(false);
}, 30_000);

test('start audits and goes on serving; the next start is the same computer a second time', async () => {
  const start = () => interrupted(['start', '--data', 'kept', '--out', 'started', '--port', String(portFor(process.pid)), '--listen', '127.0.0.1'], /Serving on port \d+/, 'SIGTERM');
  const [first, second] = [await start(), await start()];
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(first.out).toContain(path.join(folder, 'started', 'report.html'));
  const told = spawnSync(process.execPath, [path.join(root, 'start.mjs'), 'townwatch', 'agent', 'list', '--town', 'This computer', '--data', 'kept', '--json'], { cwd: folder, encoding: 'utf8' });
  expect(JSON.parse(told.stdout)).toHaveLength(1);
}, 60_000);

/** A port that the agent finds again at the second start, and that two runs of this test do not share. */
function portFor(pid: number): number {
  return 20_000 + (pid % 10_000);
}
