import path from 'node:path';
import { replacementFormats, workFormats } from '../../reports/plan/formats.tsx';
import { nextLines } from '../../reports/plan/lines.ts';
import { visible } from '../../reports/words.ts';
import type { Judged } from '../../rules/judge/act.ts';
import { nextActs } from '../../rules/judge/next.ts';
import { planFor } from '../../rules/judge/plan.ts';
import { replacementPlan } from '../../rules/judge/replacement.ts';
import { formatsNamed, giveOut, ruleViews, writeReport } from '../evaluate/report.ts';
import { failure } from '../failure.ts';
import type { Demo, DemoTown } from './run.ts';

/** Where what a demo made stands. Absolute paths. */
export interface HandedOut {
  readonly report: readonly string[];
  readonly plans: readonly string[];
  readonly next: string;
}

const firstActs = 10;

/** Writes the report, the plans and what to do next, by the code behind the commands that do. */
export async function handOut({ out, store, rulebook, settings }: Demo, { judgement, town }: DemoTown): Promise<HandedOut> {
  const { input } = judgement;
  const judged: Judged = { ...judgement, rules: ruleViews(rulebook) };
  const report = await writeReport(store, judgement, { rulebook, order: { out: path.join(out, 'report'), formats: formatsNamed([]), preparedBy: settings.preparedBy } });
  if (report.failed.length > 0) throw failure('bug', `Not written: ${report.failed.map(({ format, why }) => `${format} (${visible(why)})`).join(', ')}`);
  const about = { town: { id: town.id, name: town.name, timeZone: town.timeZone }, asOf: input.asOf, preparedBy: settings.preparedBy, engine: input.engine };
  const work = ([30, 90] as const).flatMap((days) => {
    const document = { ...about, plan: planFor(judged, { days, hoursPerWeek: 4 }) };
    return workFormats.map((format) => ({ fileName: format.fileName(document), bytes: format.render(document) }));
  });
  const money = { ...about, plan: replacementPlan(judged, rulebook, { years: 5, inflation: 0 }) };
  const replacement = replacementFormats.map((format) => ({ fileName: format.fileName(money), bytes: format.render(money) }));
  const plans = await giveOut(store, input, { out: path.join(out, 'plans'), files: [...work, ...replacement] });
  const { acts, remains } = nextActs(judged);
  const lines = nextLines({ town: town.name, acts: acts.slice(0, firstActs), rest: acts.slice(firstActs), remains }).map((line) => visible(line, 4_000));
  const [next = ''] = await giveOut(store, input, { out, files: [{ fileName: 'next.txt', bytes: Buffer.from(`${lines.join('\n')}\n`) }] });
  return { report: report.files, plans, next };
}
