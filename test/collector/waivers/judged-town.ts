import fs from 'node:fs';
import path from 'node:path';
import { runProgram } from '../../../collector/cli/program.ts';
import { storeEvaluation } from '../../../collector/store/evaluations.ts';
import { openStore } from '../../../collector/store/open.ts';
import { addTown } from '../../../collector/store/towns.ts';
import { realWorld } from '../../../collector/world.ts';
import { reconcile } from '../../../rules/judge/findings.ts';
import type { Outcome } from '../../../rules/outcome.ts';
import { root } from '../../house/tree.ts';
import { verdict } from '../../rules/judge/outcomes.ts';
import { temporaryFolder } from '../temporary.ts';

/** How a command line ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A data folder with a town that was judged once, and the commands on it. */
export interface JudgedTown {
  readonly folder: string;
  readonly run: (...args: readonly string[]) => Promise<Ended>;
  readonly json: (...args: readonly string[]) => Promise<unknown>;
  readonly remove: () => void;
}

/** A day so many days from now. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

const assets = [
  ['a1', 'clerk-pc', 'Clerk'],
  ['a2', 'pump-pc', 'Water'],
  ['a3', 'pump-pc-2', 'Water'],
] as const;

const about = (kind: Outcome['outcome'], rule: string, [id, label]: readonly [string, string]) =>
  verdict(kind, { rule, subject: { scope: id.includes('/') ? 'account' : 'asset', id, asset: id.split('/')[0] ?? id, label }, evidence: [{ name: 'version', value: '9' }] });

/** EOL-001 fails on two computers and CFG-004 shows one firewall up and one down; an account fails IAM-011. */
const outcomes: readonly Outcome[] = [
  about('fail', 'EOL-001', ['a1', 'clerk-pc']),
  about('fail', 'EOL-001', ['a2', 'pump-pc']),
  about('pass', 'EOL-001', ['a3', 'pump-pc-2']),
  about('pass', 'CFG-004', ['a1', 'clerk-pc']),
  about('fail', 'CFG-004', ['a2', 'pump-pc']),
  about('fail', 'IAM-011', ['a2/1000', 'pump-pc, operator']),
];

/** Three rules of ours, in a folder of their own: what other rules say or cost is no matter here. */
function fewRules(home: string): void {
  for (const id of ['CFG-004', 'EOL-001', 'IAM-011']) {
    const family = path.join(home, 'rules/catalog', id.slice(0, 3));
    fs.mkdirSync(family, { recursive: true });
    fs.copyFileSync(path.join(root, 'rules/catalog', id.slice(0, 3), `${id}.yaml`), path.join(family, `${id}.yaml`));
  }
  fs.mkdirSync(path.join(home, 'rules/packs'));
  fs.writeFileSync(path.join(home, 'rules/packs/few.yaml'), 'id: few\nversion: 1\nen: {title: Few, meaning: Three rules}\nrules: [{id: CFG-004}, {id: EOL-001}, {id: IAM-011}]\n');
}

/** Its commands go by three rules: `remove` gives the others back. */
export async function judgedTown(): Promise<JudgedTown> {
  const { folder, remove } = temporaryFolder();
  fewRules(folder);
  const home = process.env['TOWNWATCH_HOME'];
  process.env['TOWNWATCH_HOME'] = folder;
  const data = path.join(folder, 'data');
  fs.mkdirSync(data, { mode: 0o700 });
  fs.writeFileSync(path.join(folder, 'settings.yaml'), '');
  const world = realWorld();
  const store = await openStore(data, world);
  const town = await addTown(store, { name: 'Cedar Falls', timeZone: 'America/Chicago', fiscalYearStartMonth: 7 }, world);
  const seen = world.now().toISOString();
  for (const [id, label, department] of assets)
    await store.insertInto('asset').values({ town: town.id, id, class: 'workstation', class_basis: 'measured', label, label_stated: 0, department, tags: '[]', stated_state: null, first_seen: seen, last_seen: seen, expected_every_days: null, possible_duplicate_of: '[]' }).execute();
  const { findings } = reconcile(outcomes, [], { town: town.id, asOf: seen, retiredAssets: new Set() });
  await storeEvaluation(store, town.id, { revision: 1, asOf: seen, documents: [], outcomes }, findings);
  await store.destroy();
  const run = async (...args: readonly string[]): Promise<Ended> => {
    const said = { out: '', err: '' };
    const code = await runProgram([...args, '--town', 'Cedar Falls', '--data', data, '--config', path.join(folder, 'settings.yaml')], { out: (text) => (said.out += `${text}\n`), err: (text) => (said.err += `${text}\n`) });
    return { code, ...said };
  };
  return { folder, run, json: async (...args) => JSON.parse((await run(...args, '--json')).out) as unknown, remove: () => {
    if (home === undefined) delete process.env['TOWNWATCH_HOME'];
    else process.env['TOWNWATCH_HOME'] = home;
    remove();
  } };
}
