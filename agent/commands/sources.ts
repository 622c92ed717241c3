import { factModules } from '../facts/list.ts';
import type { Platform } from '../facts/fact.ts';
import { exits, failure } from '../failure.ts';
import { programOf } from '../host/command.ts';
import { matching } from '../host/pattern.ts';
import type { Source } from '../host/source.ts';
import { newVisit } from '../host/visit.ts';
import { describeSources, sourcesText } from '../sources.ts';
import { configured, platformOf, print } from './context.ts';
import type { Context } from './context.ts';

export interface SourcesOptions {
  readonly resolved?: boolean;
  readonly platform?: Platform;
}

/** `sources`: all that a scan reads, before anybody installs it; `--resolved` also what the patterns stand for here. */
export async function sourcesCommand({ resolved, platform }: SourcesOptions, context: Context): Promise<number> {
  const { settings } = await configured(context);
  const own = platformOf(context.platform);
  if (resolved && platform !== undefined && platform !== own) throw failure('wrong-use', 'Patterns can only be resolved for this computer; leave --platform or --resolved out.');
  const modules = Object.values(factModules).filter(({ name }) => !settings.skip.includes(name));
  const request = { platform: platform ?? own, settings: { repositories: settings.repositories, networks: settings.networks } };
  const sections = describeSources(modules, resolved ? { ...request, resolve: resolver(context) } : request);
  print(context, sections, sourcesText(sections));
  return exits.done;
}

/** What a source stands for on this machine now: paths are listed, nothing is opened. */
function resolver({ clock, privileged }: Context): (source: Source) => readonly string[] {
  const visit = newVisit({ owner: 0, privileged, monotonicMs: clock.monotonicMs });
  return (source) => {
    if ('pattern' in source) return matching(source, visit).paths;
    if (source.kind !== 'command') return [];
    const program = programOf(source, visit);
    return typeof program === 'string' ? [program] : [];
  };
}
