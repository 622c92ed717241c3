import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { cell } from '../formats/csv/index.ts';
import type { PlanTask } from '../../rules/judge/plan.ts';
import { actionWords, classWords, named, visible } from '../words.ts';
import type { PlanFormat, ReplacementDocument, WorkDocument } from './document.ts';
import { reasonsWords } from './reasons.ts';
import { ReplacementPage } from './replacement.tsx';
import { WorkPage } from './work.tsx';
import { partyWords, whatWords } from './words.ts';

/** Every way to print the plan of the next weeks. */
export const workFormats: readonly PlanFormat<WorkDocument>[] = [
  { id: 'html', fileName: (document) => `${workName(document)}.html`, render: (document) => page(<WorkPage document={document} />) },
  { id: 'json', fileName: (document) => `${workName(document)}.json`, render: (document) => json('townwatch-plan/1', document) },
  { id: 'csv', fileName: (document) => `${workName(document)}.csv`, render: (document) => csv(workHeader, workRows(document)) },
];

/** Every way to print the replacement plan. */
export const replacementFormats: readonly PlanFormat<ReplacementDocument>[] = [
  { id: 'html', fileName: () => 'replacement-plan.html', render: (document) => page(<ReplacementPage document={document} />) },
  { id: 'json', fileName: () => 'replacement-plan.json', render: (document) => json('townwatch-replacement-plan/1', document) },
  { id: 'csv', fileName: () => 'replacement-plan.csv', render: (document) => csv(replacementHeader, replacementRows(document)) },
];

function workName({ plan }: WorkDocument): string {
  return `plan-${plan.order.days}-days`;
}

function page(content: JSX.Element): Uint8Array {
  return Buffer.from(`<!doctype html>\n${renderToString(content)}\n`);
}

function json(schema: string, document: object): Uint8Array {
  return Buffer.from(`${JSON.stringify({ schema, ...document }, null, 1)}\n`);
}

/** RFC 4180, as a spreadsheet opens it; no cell starts a formula. */
function csv(header: readonly string[], rows: readonly (readonly string[])[]): Uint8Array {
  return Buffer.from(`\uFEFF${[header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`);
}

const workHeader = ['Week', 'Done by', 'Should be by', 'Overdue since', 'When', 'What', 'Why', 'Because', 'Where', 'Who', 'Owner', 'Minutes', 'What to type', 'Closes answers', 'Essentials', 'Fiscal year', 'Done on', 'Remark'];

function workRows({ plan }: WorkDocument): string[][] {
  const rows = (tasks: readonly PlanTask[], week: (task: PlanTask) => string) => tasks.map((task) => workRow(task, week(task)));
  return [
    ...plan.weeks.flatMap(({ number, tasks }) => rows(tasks, () => String(number))),
    ...rows(plan.later, () => 'later'),
    ...rows(plan.budget, () => 'budget'),
    ...rows(plan.watch, () => 'watch'),
  ];
}

function workRow(task: PlanTask, week: string): string[] {
  return [
    week, task.due ?? '', task.deadline ?? '', task.overdue ?? '', task.fix === null ? '' : actionWords[task.fix.action], visible(task.text, 300), task.why, task.fix === null ? '' : visible(task.fix.because.join('; '), 600),
    task.subjects.map(({ label, id }) => named(label, id, 120)).join('; '), partyWords[task.responsible], task.owner === null ? '' : visible(task.owner, 120), String(task.minutes), task.command === null ? '' : visible(task.command, 300), String(task.answers),
    task.essentials.join(' '), task.fiscalYear === null ? '' : String(task.fiscalYear), '', '',
  ];
}

const replacementHeader = ['Fiscal year', 'Computer', 'Kind', 'Department', 'What', 'Year is', 'Why', 'Price', 'Service', 'Order', 'Decided', 'Remark'];

function replacementRows({ plan }: ReplacementDocument): string[][] {
  return [
    ...plan.years.flatMap(({ items }) => items).map((item) => [
      String(item.fiscalYear), named(item.label, item.asset, 120), classWords[item.class], item.department === null ? '' : visible(item.department, 120), whatWords[item.what], item.firm ? 'known' : 'estimate, to be confirmed',
      reasonsWords(item), item.what === 'upgrade' ? '' : item.price === null ? 'to be stated' : String(item.price), item.service === null ? '' : visible(item.service.name, 120), item.phase === null ? '' : String(item.phase), '', '',
    ]),
    ...plan.notKnown.map(({ label, asset, class: kind, department }) => ['not known', named(label, asset, 120), classWords[kind], department === null ? '' : visible(department, 120), '', '', '', '', '', '', '', '']),
  ];
}
