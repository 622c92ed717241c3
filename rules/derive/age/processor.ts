import { amd } from './amd.ts';
import { intelCore } from './intel-core.ts';
import { intelSmall } from './intel-small.ts';
import { intelXeon } from './intel-xeon.ts';
import type { LaunchTable } from './launch.ts';
import { appleProcessors, otherProcessors } from './other-makers.ts';

/** A group of processors: when it was first sold, and who says so. */
export interface Processor {
  readonly name: string;
  /** First month of sale, `YYYY-MM`. */
  readonly launched: string;
  readonly source: string;
}

/** Longer texts are no names: SMBIOS and CPUID hold 48 characters. */
const longestName = 128;

/** The group a processor belongs to, by the name it gives itself; undefined when the name is generic or not in the tables. */
export function processorOf(model: string): Processor | undefined {
  const name = bareName(model.slice(0, longestName));
  if (/\bEng Sample\b/i.test(name)) return undefined;
  for (const { source, launches } of tablesFor(name)) {
    const found = launches.find(([models]) => models.test(name));
    if (found) return { name: found[2], launched: found[1], source };
  }
  return undefined;
}

/** Without marks, the words every name has, clock and repeated blanks: `Intel(R) Core(TM)2 Duo CPU P8600 @ 2.40GHz` → `Intel Core 2 Duo P8600`. */
function bareName(model: string): string {
  return model
    .replace(/\((?:R|TM|C)\)/gi, ' ')
    .replace(/@.*$/, '')
    .replace(/\b(?:CPU|Processor)\b/gi, ' ')
    .replace(/\bCore\s*2\b/, 'Core 2')
    .replace(/\s+/g, ' ')
    .trim();
}

function tablesFor(name: string): readonly LaunchTable[] {
  if (/\bAMD\b|\bRyzen\b|\bEPYC\b/.test(name)) return [amd];
  if (/\bXeon\b/.test(name)) return [intelXeon];
  if (/\b(?:Intel|Pentium|Celeron|Atom|Core|i[3579]-\w+)\b/.test(name)) return [intelSmall, intelCore];
  if (/^Apple M\d/.test(name)) return [appleProcessors];
  return [otherProcessors];
}
