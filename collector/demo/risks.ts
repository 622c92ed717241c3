import fs from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { isBlanket } from '../../rules/judge/accepted.ts';
import type { Dispute, FindingResponse, Plan, Waiver } from '../../rules/waiver.ts';
import { failure } from '../failure.ts';
import { coverOf } from '../waivers/cover.ts';
import { waiversOf } from '../waivers/file.ts';
import { findingNamed, planned } from '../waivers/findings.ts';
import { knownOf } from '../waivers/known.ts';
import type { Known } from '../waivers/known.ts';
import { change, good, shortId } from '../waivers/say.ts';
import { approved, proposed } from '../waivers/steps.ts';
import { dayBefore } from './days.ts';
import type { Demo } from './run.ts';
import { provider } from './town-file.ts';

/** A risk that somebody wants accepted, and what becomes of it. */
interface Risk {
  readonly rules: readonly string[];
  readonly subjects?: readonly string[];
  readonly department?: string;
  readonly reason: string;
  readonly risk: string;
  readonly control: { readonly what: string; readonly rule: string | null };
  /** Day of the demo on which it is asked for, and days that it lasts. */
  readonly day: number;
  readonly lasts: number;
  readonly approved: boolean;
}

const risks: readonly Risk[] = [
  { day: 2, lasts: 10, approved: true, rules: ['EOL-002'], subjects: ['SRV-RECORDS'], reason: 'The permit program moves to its new server this month', risk: 'Permits are written by hand for some days', control: { what: 'The server cannot reach the internet', rule: null } },
  { day: 3, lasts: 300, approved: true, rules: ['EOL-001', 'EOL-022'], subjects: ['FD-PC-01'], reason: 'The program of the fire pump tester runs on this system only', risk: 'Pump tests are written by hand', control: { what: 'The firewall of the computer lets nothing in', rule: 'CFG-007' } },
  { day: 4, lasts: 20, approved: true, rules: ['CFG-008'], department: 'Fire', reason: 'The security chips arrive in December', risk: 'A lost laptop shows what stands on it', control: { what: 'Laptops stay in the locked house', rule: null } },
  { day: 6, lasts: 120, approved: true, rules: ['BKP-007'], subjects: ['Library catalog'], reason: 'A new catalog system is bought in spring', risk: 'The library lends by paper cards', control: { what: 'A list of all books is printed each month', rule: null } },
  { day: 5, lasts: 90, approved: true, rules: ['CON-002'], subjects: ['Records and permits'], reason: 'A second person is hired in January', risk: 'Permits wait while the clerk is away', control: { what: 'The deputy of Finance knows where the keys are', rule: null } },
  { day: 8, lasts: 200, approved: false, rules: ['HW-001'], department: 'Public Works', reason: 'The garage has no budget for computers this year', risk: 'A computer fails on a snow day', control: { what: 'Two spare computers stand in the clerk’s office', rule: null } },
];

/** Day of the demo on which somebody hands in a file of accepted risks, for which nobody vouches. */
const fileDay = 7;

/** What people say about what was found: accepted risks, a plan, a doubt, a response. */
export async function risksAfter(demo: Demo, day: number): Promise<void> {
  const due = risks.filter((risk) => risk.day === day);
  if (due.length === 0 && day !== fileDay && day !== demo.nights - 2) return;
  const known = await knownOf(demo.store, demo.town.id, { load: () => demo.rulebook, world: demo.world });
  for (const risk of due) await accept(demo, known, risk);
  if (day === fileDay) await fromFile(demo, known);
  if (day === demo.nights - 2) await plansAndDoubts(demo, known);
}

async function accept({ store, world }: Demo, known: Known, { rules, subjects, department, reason, risk, control, lasts, approved: agreed }: Risk): Promise<void> {
  const today = known.asOf.slice(0, 10);
  const cover = good(coverOf({ rules, subjects, department }, known));
  const about = { town: known.town.id, kind: 'waiver' as const, id: shortId('W', world), at: known.asOf };
  const asks = 'Miles Garner';
  const made = await change<Waiver>(store, { ...about, by: asks }, () => proposed(about.id, { cover, requester: asks, owner: 'Dana Whitlock', reason, risk, control, from: today, expires: dayBefore(known.asOf, -lasts) }, { by: asks, today }));
  if (agreed) await change<Waiver>(store, { ...about, by: 'Walter Finch' }, () => approved(made, { by: 'Walter Finch', today }, { blanket: isBlanket(made, known.roster) }));
}

/** Takes in a YAML file of accepted risks, as "townwatch waiver import" does. */
async function fromFile({ store, out }: Demo, known: Known): Promise<void> {
  const [today, expires] = [known.asOf.slice(0, 10), dayBefore(known.asOf, -180)];
  const text = stringify({ waivers: [{ id: 'LIB-2', rules: ['IAM-024'], subjects: ['LIB-PC-09'], requester: 'Sue Noble', owner: 'Sue Noble', approver: 'Dana Whitlock', reason: 'The screen with the catalog of books must stay open', risk: 'Somebody uses it in the name of the library', control: { what: 'It shows the catalog and nothing else' }, created: today, from: today, expires, state: 'approved' }] });
  fs.writeFileSync(path.join(out, 'waivers.yaml'), `# Synthetic example: no real town.\n${text}`, { mode: 0o600 });
  const read = waiversOf('waivers.yaml', text, known);
  if ('problems' in read) throw failure('bug', `The waivers.yaml of the demo is wrong: ${read.problems.map(({ message }) => message).join('; ')}`);
  for (const one of read) await change<Waiver>(store, { town: known.town.id, kind: 'waiver', id: one.id, at: known.asOf, by: one.by }, () => one);
}

async function plansAndDoubts({ store, world, asOf }: Demo, known: Known): Promise<void> {
  const at = { town: known.town.id, at: known.asOf };
  const today = known.asOf.slice(0, 10);
  const plan = async (rules: readonly string[], more: { what: string; owner: string; due: string; cost?: number; fiscalYear?: number }) => {
    const id = shortId('P', world);
    const cover = good(coverOf({ rules, fixGroup: true }, known));
    await change<Plan>(store, { ...at, kind: 'plan', id, by: 'Dana Whitlock' }, () => planned(id, { cover, ...more }, { by: 'Dana Whitlock', today }));
  };
  const year = Number(asOf.slice(0, 4)) + 1;
  await plan(['HW-006'], { what: 'Replace the failing disk from the spares', owner: provider, due: dayBefore(asOf, -5) });
  await plan(['HW-001'], { what: 'Replace the oldest computers', owner: 'Dana Whitlock', due: dayBefore(asOf, -210), cost: 9_500, fiscalYear: year });
  const doubted = good(findingNamed('CFG-017', 'CLK-PC-02', known)).finding;
  const id = shortId('D', world);
  const dispute: Dispute = { id, rule: doubted.rule, subject: doubted.subject, person: 'Miles Garner', on: today, why: 'The vendor of the election program needs AnyDesk twice a year', evidence: null, answer: null, by: 'Miles Garner', version: 1 };
  await change<Dispute>(store, { ...at, kind: 'dispute', id, by: 'Miles Garner' }, () => dispute);
  const answered = good(findingNamed('EOL-002', 'SRV-RECORDS', known)).finding;
  const response: FindingResponse = { rule: answered.rule, subject: answered.subject, response: 'agree', text: 'The council voted the money on the last meeting; the server is ordered.', cause: 'no-money', person: 'Dana Whitlock', on: today, status: 'not-implemented', by: 'Dana Whitlock', version: 0 };
  await change<FindingResponse>(store, { ...at, kind: 'response', id: answered.id, by: 'Dana Whitlock' }, () => response);
}
