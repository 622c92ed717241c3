import { isUtf8 } from 'node:buffer';
import { usualMaxFiles } from '../pattern.ts';
import type { Answer, Entry, Reading, Source } from '../source.ts';
import { fileReading } from './file-answer.ts';
import { linkReading, stampReading } from './lines.ts';
import type { Machine } from './machine.ts';
import type { Record } from './records.ts';
import { refused, systemError } from './refusals.ts';

type Pattern = Extract<Source, { kind: 'files' | 'names' | 'times' | 'links' }>;
type Incomplete = Extract<Answer, { kind: 'many' }>['incomplete'];

/** What a list is made of: each path with what was said of it, the first gap, and how many paths there were. */
interface Said {
  readonly items: readonly { readonly path: Buffer; readonly slash: boolean; readonly own: readonly Record[] }[];
  readonly gap: Record | undefined;
  readonly count: number;
}

/** The paths of a pattern with their readings, by path, as the local host lists them. */
export function listAnswer(source: Pattern, records: readonly Record[], machine: Machine): Answer {
  const { pattern, maxFiles = usualMaxFiles } = source;
  const { items, gap, count } = sorted(records);
  const entries = items.flatMap(({ path, slash, own }): Entry[] => {
    // Node shows such a name with a letter that is none, and then does not find it.
    if (!isUtf8(path)) return [];
    const name = path.toString();
    const reading = readingOf(source, name, { own, machine });
    return reading.state === 'absent' ? [] : [{ path: slash ? `${name}/` : name, reading }];
  });
  entries.sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
  const refusal = gap && refused(gap, pattern, machine);
  const beyond: Incomplete = count > maxFiles ? { reason: 'too-large', detail: `${pattern}: ${count} paths, the limit is ${maxFiles}` } : undefined;
  const incomplete = beyond ?? (refusal?.state === 'failed' ? { reason: refusal.reason, detail: refusal.detail } : undefined);
  return { kind: 'many', entries, ...(incomplete ? { incomplete } : {}) };
}

function bare({ path }: Entry): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Gives every path what belongs to it: what follows a `path`, or its line of the `lines` behind a run of `item`s. */
function sorted(records: readonly Record[]): Said {
  const items: { path: Buffer; slash: boolean; own: Record[] }[] = [];
  let batch: { path: Buffer; slash: boolean; own: Record[] }[] = [];
  let [gap, count]: [Record | undefined, number] = [undefined, 0];
  for (const [index, record] of records.entries()) {
    const item = { path: record.body, slash: record.word === 'dir', own: [] };
    switch (record.word) {
      case 'path':
      case 'name':
      case 'dir':
        items.push(item);
        break;
      case 'item':
        batch.push(item);
        break;
      case 'lines': {
        const troubles = records.slice(index - 1, index).filter(({ word }) => word === 'troubles');
        items.push(...batch.map((each, at) => ({ ...each, own: [{ ...record, body: lineOf(record.body, at, batch.length) }, ...troubles] })));
        batch = [];
        break;
      }
      case 'troubles':
        break;
      case 'gap':
        gap ??= records[index + 1];
        break;
      case 'count':
        count = Number(record.args[0]);
        break;
      default:
        if (records[index - 1]?.word !== 'gap') items.at(-1)?.own.push(record);
    }
  }
  return { items, gap, count };
}

/** The line of one item; an answer about one item alone is all its own, whatever line feeds are in it. */
function lineOf(body: Buffer, at: number, items: number): Buffer {
  return items === 1 ? body : Buffer.from(body.toString('latin1').split('\n')[at] ?? '', 'latin1');
}

function readingOf(source: Pattern, name: string, { own, machine }: { readonly own: readonly Record[]; readonly machine: Machine }): Reading {
  const [first, second] = own;
  if (source.kind === 'files') return fileReading(name, own, { limits: source, machine });
  if (first && first.word !== 'lines') return refused(first, name, machine) ?? { state: 'failed', reason: 'unreadable', detail: name };
  if (source.kind === 'names') return { state: 'read', text: '' };
  const line = first?.body.toString() ?? '';
  if (source.kind === 'times') return stampReading(name, line);
  const asked = `./${name.slice(name.lastIndexOf('/') + 1)}`;
  const told = second?.body.toString().split('\n').find((each) => each.includes(asked));
  // A link that ls shows without its goal is one that could not be read.
  return told !== undefined && !line.includes(` ${asked} -> `) ? systemError(told, name, machine) : linkReading(name, asked, line);
}
