import type { Drills } from '../../../wire/sections/drills.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { FactSettings, ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { drillsIn, resultsSource } from './results.ts';

/** Drills are the agent's own memory, the same on every system: results that `townwatch-agent drill` kept in the state folder. */
export const local: PlatformFact<Drills> = { sources: declared, parse };

function declared({ state }: FactSettings): Sources {
  return state === undefined ? {} : { results: resultsSource(state) };
}

function parse(answers: Answers, { settings }: ParseContext): Parsed<Drills> {
  const at = look(answers, declared(settings));
  if (settings.state === undefined) at.lack('drills', { reason: 'not-visible-from-here', detail: 'drills are kept by the agent of the computer itself' });
  const kept = settings.state === undefined ? undefined : at.take('drills', 'results', drillsIn);
  if (kept && kept.torn > 0) at.lack('drills', { reason: 'unreadable', detail: `${kept.torn} results of another form` });
  const drills = kept === null ? [] : kept?.drills;
  return { data: drills === undefined ? {} : { drills }, missing: at.missing() };
}
