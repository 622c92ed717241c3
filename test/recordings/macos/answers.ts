import type { Answers, Sources } from '../../../agent/host/source.ts';
import type { Commands } from '../../agent/facts/mac-machine.ts';
import type { Machine } from '../../agent/facts/machine.ts';
import { startedOn } from '../../agent/facts/started.ts';

/** What a Mac with these files and programs answers. Programs go by the beginning of their command line without the folder; the longest that fits counts. */
export function answersOfMac(files: Machine, commands: Commands): (sources: Sources) => Answers {
  const starts = Object.keys(commands).sort((a, b) => b.length - a.length);
  return (sources) => {
    const programs = Object.entries(sources).flatMap(([name, source]) => {
      if (source.kind !== 'command') return [];
      const line = [source.program[0]?.split('/').at(-1), ...source.args].join(' ');
      const start = starts.find((it) => line.startsWith(it));
      return start === undefined ? [] : [[name, commands[start]!]];
    });
    return startedOn(sources, files, Object.fromEntries(programs));
  };
}
