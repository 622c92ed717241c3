import type { NextAct } from './act.ts';
import { essentials } from './essentials.ts';
import type { EssentialResult } from './essentials.ts';

/**
 * What would close most of what is not known of an essential: the act that does. Where no act is about it and nothing is known
 * of it, or what is open was not even asked, the usual first step; null where nothing in the hands of the town closes what
 * was asked. May hold names as machines gave them.
 * @param acts as `nextActs` gives them for the same outcomes
 */
export function adviceOf({ number, counts }: Pick<EssentialResult, 'number' | 'counts'>, acts: readonly NextAct[]): string | null {
  const closing = acts.filter(({ fix }) => fix === null).map((act) => ({ act, answers: act.essentials.find((share) => share.number === number)?.answers ?? 0 })).filter(({ answers }) => answers > 0);
  const [best] = closing.sort((a, b) => b.answers - a.answers || a.act.minutes - b.act.minutes);
  if (best) return `${best.act.text} (closes ${best.answers} of ${counts.unknown} ${counts.unknown === 1 ? 'answer that is' : 'answers that are'} not known).`;
  const nothingKnown = counts.pass + counts.fail + counts.notApplicable === 0;
  return nothingKnown || counts.unknown === 0 ? (essentials.find((essential) => essential.number === number)?.en.act ?? null) : null;
}
