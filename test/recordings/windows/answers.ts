import type { Answers, Source, Sources } from '../../../agent/host/source.ts';
import { windowsAnswers } from '../../agent/facts/windows-machine.ts';
import type { WindowsWorld } from '../../agent/facts/windows-machine.ts';

type Row = Readonly<Record<string, unknown>>;

/** What a Windows machine answers; unlike the plain made-up one it applies the WQL of a source, so that a class has all its instances. */
export function answersOfWindows(world: WindowsWorld): (sources: Sources) => Answers {
  return (sources) => Object.assign({}, ...Object.entries(sources).map(([name, source]) => windowsAnswers({ [name]: source }, filtered(world, source)))) as Answers;
}

function filtered(world: WindowsWorld, source: Source): WindowsWorld {
  if (source.kind !== 'cim' || source.filter === undefined) return world;
  const key = `${source.namespace}:${source.class}`;
  const rows = world.cim?.[key];
  if (!Array.isArray(rows)) return world;
  const { filter } = source;
  return { ...world, cim: { ...world.cim, [key]: (rows as readonly Row[]).filter((row) => holds(row, filter)) } };
}

/** The part of WQL that our sources use: comparisons joined by AND and OR, without brackets. @throws Error for any other */
function holds(row: Row, filter: string): boolean {
  return filter.split(/\s+OR\s+/).some((part) => part.split(/\s+AND\s+/).every((comparison) => compared(row, comparison)));
}

function compared(row: Row, comparison: string): boolean {
  const [, property = '', operator = '', literal = ''] = /^\s*(\w+)\s*(=|<>|>=|<=|>|<|LIKE|IS NOT|IS)\s*(.+?)\s*$/i.exec(comparison) ?? [];
  if (!(property in row)) throw new Error(`the described machine has no ${property}, which "${comparison}" asks for`);
  const value = row[property];
  const wanted = literalOf(literal);
  switch (operator.toUpperCase()) {
    case '=':
      return String(value).toLowerCase() === String(wanted).toLowerCase();
    case '<>':
      return String(value).toLowerCase() !== String(wanted).toLowerCase();
    case 'IS':
      return value === null;
    case 'IS NOT':
      return value !== null;
    case 'LIKE':
      return new RegExp(`^${String(wanted).split('%').map((part) => RegExp.escape(part)).join('.*')}$`, 'i').test(String(value));
    default:
      throw new Error(`no comparison of WQL that is known here: ${comparison}`);
  }
}

function literalOf(text: string): unknown {
  if (/^'.*'$/s.test(text)) return text.slice(1, -1);
  if (/^(?:TRUE|FALSE)$/i.test(text)) return /^TRUE$/i.test(text);
  return /^NULL$/i.test(text) ? null : Number(text);
}
