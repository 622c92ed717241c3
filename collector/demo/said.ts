import fs from 'node:fs';
import path from 'node:path';
import { failure } from '../failure.ts';
import { checkAsOf } from '../lists/as-of.ts';
import { keepList } from '../lists/keep.ts';
import { readList } from '../lists/read.ts';
import { checkGiven } from '../questionnaire/given.ts';
import { readEvidence } from '../questionnaire/evidence.ts';
import { loadedQuestionnaire } from '../questionnaire/questions.ts';
import { knownAnswers, takeAnswers } from '../questionnaire/take.ts';
import { applyTown } from '../register/apply.ts';
import { roster } from '../assets/roster.ts';
import { updateAsset } from '../store/assets.ts';
import { appendAudit } from '../store/audit-log.ts';
import { inTransaction } from '../store/open.ts';
import type { AssetRow } from '../store/tables.ts';
import { instant } from '../world.ts';
import { answersOf, papers } from './answers.ts';
import { dayBefore } from './days.ts';
import { devices } from './devices.ts';
import { listsOf } from './lists.ts';
import { risksAfter } from './risks.ts';
import type { Demo } from './run.ts';
import { townFile } from './town-file.ts';

const clerk = 'Dana Whitlock';

/** What the people of the town do on the day after a night: lists, `town.yaml`, answers, accepted risks. They stand as files in the folder of the demo. */
export async function stateAfter(demo: Demo, day: number): Promise<void> {
  const today = instant(demo.world).slice(0, 10);
  if (day === 1) await applyRegister(demo);
  await importLists(demo, { day, today });
  if (day === 2) await aboutAssets(demo, { 'SRV-HOST': { class: 'hypervisor', class_basis: 'stated' }, ...tagged(['SRV-DC-01', 'SRV-FILE'], 'key'), ...tagged(['PD-PC-04', 'PD-PC-07', 'SRV-PD-RECORDS'], 'cji'), ...tagged(['SRV-WEB', 'SRV-PORTAL'], 'internet-facing') });
  if (day === 9) await aboutAssets(demo, { 'PW-PC-03': { stated_state: 'retired' }, 'PRK-LT-01': { stated_state: 'spare' } });
  if (day === demo.nights - 2) await aboutAssets(demo, { 'PRN-10': { stated_state: 'out-of-scope' } });
  if (day === 4) await takeIn(demo);
  await risksAfter(demo, day);
}

async function applyRegister({ out, store, world, rulebook, town, asOf }: Demo): Promise<void> {
  const text = townFile(town.name, asOf);
  fs.writeFileSync(path.join(out, 'town.yaml'), text, { mode: 0o600 });
  const { problems } = await applyTown({ store, world, rulebook }, town, { file: 'town.yaml', text, by: clerk, dryRun: false });
  if (problems.length > 0) throw failure('bug', `The town.yaml of the demo is wrong: ${problems.map(({ message }) => message).join('; ')}`);
}

/** Imports what was exported today; what is older, on the first day. */
async function importLists(demo: Demo, { day, today }: { day: number; today: string }): Promise<void> {
  const { out, store, folder, world, town, machines, chance, asOf } = demo;
  const yesterday = dayBefore(instant(world), 1);
  const place = path.join(out, 'lists');
  fs.mkdirSync(place, { recursive: true, mode: 0o700 });
  for (const list of listsOf({ machines, devices: devices(chance), moment: { asOf, now: instant(world), night: day } })) {
    const due = list.asOf <= today && (day === 1 || list.asOf > yesterday);
    if (!due || day < 1) continue;
    checkAsOf(list.asOf, today, undefined);
    fs.writeFileSync(path.join(place, list.file), list.text, { mode: 0o600 });
    const bytes = Buffer.from(list.text);
    const read = await readList(bytes, { kind: list.kind, asOf: list.asOf, remembered: {}, chosen: {} });
    const said = Object.fromEntries(read.columns.flatMap(({ column, field }) => (field === null ? [] : [[field, column]])));
    await keepList({ store, folder, world, town: town.id }, { bytes, read, said }, { kind: list.kind, asOf: list.asOf, file: list.file, complete: list.complete, by: clerk });
  }
}

/** States what only people know of single machines, as "townwatch asset set" does. */
async function aboutAssets({ store, town, world }: Demo, changes: Readonly<Record<string, Partial<AssetRow>>>): Promise<void> {
  const at = instant(world);
  const assets = await roster(store, town.id, at);
  await inTransaction(store, async (within) => {
    for (const [label, change] of Object.entries(changes)) {
      const asset = assets.find((one) => one.label === label);
      if (asset === undefined) throw failure('bug', `The demo town has no ${label}.`);
      await updateAsset(within, town.id, asset.id, change);
      await appendAudit(within, [{ at, town: town.id, actor: clerk, action: 'asset-set', detail: { asset: asset.id, ...change } }]);
    }
  });
}

function tagged(names: readonly string[], tag: string): Record<string, Partial<AssetRow>> {
  return Object.fromEntries(names.map((name) => [name, { tags: JSON.stringify([tag]) }]));
}

/** Takes in the answers that stand, with the papers that show them. */
async function takeIn({ out, store, folder, world, town, asOf }: Demo): Promise<void> {
  const place = path.join(out, 'papers');
  fs.mkdirSync(place, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(papers())) fs.writeFileSync(path.join(place, name), text, { mode: 0o600 });
  const { questions } = loadedQuestionnaire();
  const given = answersOf(asOf).map((one) => ({ place: one.question, version: null, note: null, ...one }));
  const { accepted, problems } = checkGiven(given, { questions, today: instant(world).slice(0, 10), known: await knownAnswers(store, town.id), by: clerk, evidence: (name) => readEvidence(path.join(place, name)) });
  if (problems.length > 0) throw failure('bug', `Answers of the demo are wrong: ${problems.join('; ')}`);
  await takeAnswers(store, accepted, { town: town.id, folder, at: instant(world) });
}
