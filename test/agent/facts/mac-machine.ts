import type { ParseContext, PlatformFact } from '../../../agent/facts/fact.ts';
import type { Reading, Sources } from '../../../agent/host/source.ts';
import { context } from './machine.ts';
import type { Machine } from './machine.ts';
import { startedOn } from './started.ts';
import type { Programs } from './started.ts';

/** A property list as macOS would hold it, in XML: Buffers become data, Dates dates. */
export function plist(value: unknown): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n${element(value)}\n</plist>\n`;
}

function element(value: unknown): string {
  if (Buffer.isBuffer(value)) return `<data>${value.toString('base64')}</data>`;
  if (value instanceof Date) return `<date>${value.toISOString().slice(0, 19)}Z</date>`;
  if (Array.isArray(value)) return `<array>${value.map(element).join('')}</array>`;
  if (typeof value === 'boolean') return `<${value}/>`;
  if (typeof value === 'number') return Number.isInteger(value) ? `<integer>${value}</integer>` : `<real>${value}</real>`;
  if (typeof value === 'object' && value !== null) return `<dict>${Object.entries(value).map(([key, item]) => `<key>${escaped(key)}</key>${element(item)}`).join('')}</dict>`;
  return `<string>${escaped(String(value))}</string>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What programs of a made-up Mac answer, by the beginning of the command line without the folder: `ioreg -a -r -l`. The longest that fits counts. */
export type Commands = Readonly<Record<string, string | Reading>>;

/** Those of them that a fact starts in either round on a machine with these files, by the name of its source. */
export function programsFor<Data>(fact: PlatformFact<Data>, commands: Commands, { around = context, machine = {} }: { readonly around?: ParseContext; readonly machine?: Machine } = {}): Programs {
  const first = fact.sources(around.settings);
  const programs = answersTo(first, commands);
  const more = fact.more?.sources(startedOn(first, machine, programs), around) ?? {};
  return { ...programs, ...answersTo(more, commands) };
}

function answersTo(sources: Sources, commands: Commands): Programs {
  return Object.fromEntries(Object.entries(sources).flatMap(([name, source]) => {
    if (source.kind !== 'command') return [];
    const line = [source.program[0]?.split('/').at(-1), ...source.args].join(' ');
    const key = Object.keys(commands).filter((start) => line.startsWith(start)).sort((a, b) => b.length - a.length)[0];
    return key === undefined ? [] : [[name, commands[key]!]];
  }));
}
