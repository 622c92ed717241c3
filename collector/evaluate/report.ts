import fs from 'node:fs';
import path from 'node:path';
import { buildReport } from '../../reports/build.ts';
import type { ReportFormat } from '../../reports/formats/format.ts';
import { formats } from '../../reports/formats/list.ts';
import type { ReportModel, RuleView } from '../../reports/model.ts';
import { renderAll } from '../../reports/render.ts';
import type { Rulebook } from '../../rules/engine/rulebook.ts';
import { sha256 } from '../../wire/snapshot.ts';
import { codeOf, failure, unknownName } from '../failure.ts';
import { appendAudit } from '../store/audit-log.ts';
import type { Store } from '../store/tables.ts';
import type { Judgement } from './judge.ts';

/** What to write, and where. */
export interface ReportOrder {
  readonly out: string;
  readonly formats: readonly ReportFormat[];
  readonly preparedBy: string;
}

export interface WrittenReport {
  readonly model: ReportModel;
  /** Absolute paths, in the order of the formats. */
  readonly files: readonly string[];
  /** Formats that could not be written, and why. */
  readonly failed: readonly { readonly format: string; readonly why: string }[];
}

/** Formats by their names; all of them when none is named. @throws a failure for a name that is none */
export function formatsNamed(names: readonly string[]): readonly ReportFormat[] {
  const known = formats.map(({ id }) => id);
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) throw unknownName('format', wrong, known);
  return names.length === 0 ? formats : formats.filter(({ id }) => names.includes(id));
}

/** Writes a report in each format, and notes in the audit log what was given out. One format that fails stops no other. */
export async function writeReport(store: Store, { input, outcomes, findings }: Judgement, { rulebook, order }: { rulebook: Rulebook; order: ReportOrder }): Promise<WrittenReport> {
  const model = buildReport({ input, outcomes, findings, rules: ruleViews(rulebook), preparedBy: order.preparedBy, catalog: rulebook });
  const rendered = renderAll(model, order.formats);
  const good = rendered.flatMap((it) => ('bytes' in it ? [it] : []));
  const files = await giveOut(store, input, { out: order.out, files: good });
  return {
    model,
    files,
    failed: rendered.flatMap((it) => ('error' in it ? [{ format: it.format, why: it.error.message }] : [])),
  };
}

/**
 * Writes files into a folder, and notes in the audit log what was given out. @returns their absolute paths
 * @throws a failure when the folder cannot be written
 */
export async function giveOut(store: Store, { asOf, town }: Judgement['input'], { out, files }: { out: string; files: readonly { readonly fileName: string; readonly bytes: Uint8Array }[] }): Promise<readonly string[]> {
  const folder = path.resolve(out);
  try {
    fs.mkdirSync(folder, { recursive: true });
    for (const { fileName, bytes } of files) replaceFile(path.join(folder, fileName), bytes);
  } catch (error) {
    throw failure('wrong-use', `The report cannot be written to ${folder} (${codeOf(error)}); name another folder with --out DIR.`, error);
  }
  const detail = { asOf, files: Object.fromEntries(files.map(({ fileName, bytes }) => [fileName, sha256(bytes)])) };
  await appendAudit(store, [{ at: asOf, town: town.id, actor: 'operator', action: 'report-exported', detail }]);
  return files.map(({ fileName }) => path.join(folder, fileName));
}

/** A reader of the folder sees the old file or the new one, never half of one. A report names weaknesses: only its owner reads it. */
function replaceFile(file: string, bytes: Uint8Array): void {
  const partial = `${file}.${process.pid}.new`;
  fs.rmSync(partial, { force: true });
  fs.writeFileSync(partial, bytes, { flag: 'wx', mode: 0o600 });
  fs.renameSync(partial, file);
}

/** What a report says of each active rule. */
export function ruleViews({ rules, packs }: Rulebook): RuleView[] {
  return rules.flatMap(({ definition }) => {
    const { id, version, en, responsible, effort, cost, severity } = definition;
    const within = packs.filter((pack) => pack.rules.some((selected) => selected.id === id)).map((pack) => pack.id);
    const remediation = Object.fromEntries(Object.entries(en.remediation).filter((entry): entry is [string, string] => entry[1] !== undefined));
    const { title, plain, technical } = en;
    return within.length === 0 ? [] : [{ id, version, title, plain, technical, remediation, responsible, effort, cost, severity, packs: within }];
  });
}
