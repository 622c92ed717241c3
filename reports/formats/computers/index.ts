import type { AssetClass } from '../../../rules/input.ts';
import type { ListView, SeenCell, SeenMachine } from '../../lists.ts';
import type { ReportModel } from '../../model.ts';
import { classWords, listNames, placeNames } from '../../words.ts';
import { cell } from '../csv/index.ts';
import type { ReportFormat } from '../format.ts';

/** Where each computer and device is seen, one line each; below, each row of a list that is none of them for certain. RFC 4180. */
export const computers: ReportFormat = {
  id: 'computers',
  mediaType: 'text/csv; charset=utf-8',
  fileName: 'computers.csv',
  render: (model) => Buffer.from(`\uFEFF${[header(model), ...model.seen.machines.map((machine) => machineRow(machine, model)), ...model.seen.lists.flatMap((list) => openRows(list, model))].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`),
};

function header({ seen }: ReportModel): string[] {
  return ['Computer or device', 'Kind', 'State', 'Ever reported', ...seen.places.map((place) => placeNames[place]), 'List', 'Row', 'What is open'];
}

function machineRow({ label, class: kind, state, neverReported, seen }: SeenMachine, model: ReportModel): string[] {
  return [label, classWords[kind as AssetClass] ?? kind, state, neverReported ? 'no' : 'yes', ...model.seen.places.map((place) => seenWords(seen[place])), '', '', ''];
}

function seenWords(seen: SeenCell | undefined): string {
  if (seen === undefined) return 'not known';
  switch (seen.state) {
    case 'yes':
      return `yes, ${seen.on}`;
    case 'too-old':
      return `${seen.on}, too old to count`;
    case 'no':
      return 'no';
    case 'not-known':
      return 'not known';
  }
}

function openRows({ kind, ambiguous, unmatched, refused }: ListView, { seen }: ReportModel): string[][] {
  const row = (number: number, name: string, open: string) => [name, '', '', '', ...seen.places.map(() => ''), listNames[kind], String(number), open];
  return [
    ...ambiguous.map((it) => row(it.row, it.name, `may be ${it.maybe.join(' or ')}${it.why === null ? '' : `: ${it.why}`}`)),
    ...unmatched.map((it) => row(it.row, it.name, 'is nothing that is known here')),
    ...refused.map((it) => row(it.row, '', `could not be used: ${it.why}`)),
  ];
}
