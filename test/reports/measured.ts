import { buildReport } from '../../reports/build.ts';
import { formats } from '../../reports/formats/list.ts';
import { withLists } from './listed.ts';
import { syntheticTown } from './town.ts';
import type { TownSize } from './town.ts';

const parts = ['build', 'html', 'json', 'csv', 'floor'] as const;
type Times = Record<(typeof parts)[number], number>;

/** Milliseconds that each part of a report took: in the first run of this process, and the median of the others. */
export interface Measured {
  readonly first: Times;
  readonly median: Times;
  readonly bytes: Record<string, number>;
  readonly outcomes: number;
}

/** Builds and renders the report of a synthetic town several times. Runs bundled: see test/bench/report.ts. */
export function measureReport(size: TownSize, runs: number): Measured {
  const town = withLists(syntheticTown(size));
  const bytes: Record<string, number> = {};
  const all = Array.from({ length: runs + 1 }, () => {
    const times: Partial<Times> = {};
    const timed = <T>(part: string, work: () => T): T => {
      const begun = performance.now();
      const made = work();
      times[part as keyof Times] = performance.now() - begun;
      return made;
    };
    const model = timed('build', () => buildReport(town));
    for (const format of formats) bytes[format.id] = timed(format.id, () => format.render(model)).length;
    bytes['floor'] = timed('floor', () => Buffer.from(JSON.stringify(model))).length;
    return times as Times;
  });
  const [first, ...rest] = all;
  const middle = (part: keyof Times) => rest.map((times) => times[part]).sort((a, b) => a - b)[rest.length >> 1]!;
  return { first: first!, median: Object.fromEntries(parts.map((part) => [part, middle(part)])) as Times, bytes, outcomes: town.outcomes.length };
}
