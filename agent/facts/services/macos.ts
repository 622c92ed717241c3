import type { Services } from '../../../wire/sections/services.ts';
import { sortedBy } from '../../host/order.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import type { StartOf } from './macos-databases.ts';
import { databasesOf, databaseSources } from './macos-databases.ts';
import { bundledService, jobsOf, jobSources, loadedJobs, serviceOf } from './macos-jobs.ts';

const sources = { ...jobSources, ...databaseSources } as const satisfies Sources;

/** Daemons of launchd by their files, overrides and `launchctl list`; agents of everybody but Apple; databases by their folders. */
export const macos: PlatformFact<Services> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Services> {
  const at = look(answers, sources);
  const { jobs, why } = jobsOf(at);
  const loaded = loadedJobs(at);
  if (why ?? loaded.why) at.lack('services', why ?? loaded.why ?? { reason: 'unreadable' });
  const described = jobs.map((job) => serviceOf(at, job, loaded));
  const known = new Set(jobs.map(({ label }) => label));
  const others = why ? [] : [...(loaded.value ?? [])].filter(([label]) => !known.has(label) && !label.startsWith('com.apple.'));
  const unique = new Map([...described, ...others.map(([label, job]) => bundledService(at, label, job))].map((service) => [service.name, service]));
  const services = sortedBy([...unique.values()], ({ name }) => name);
  const starts = new Map(services.map(({ name, start }) => [name, start]));
  const startOf: StartOf = (label) => {
    const start = starts.get(label);
    if (start !== undefined) return { value: start };
    return starts.has(label) ? { why: { reason: 'not-visible-from-here', detail: label } } : why ? { why } : { value: null };
  };
  return { data: { manager: 'launchd', services: why && services.length === 0 ? undefined : services, databases: databasesOf(at, startOf) }, missing: at.missing() };
}
