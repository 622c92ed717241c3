import { factModules } from '../facts/list.ts';
import type { Platform } from '../facts/fact.ts';
import { exits, failure } from '../failure.ts';
import { programOf } from '../host/command.ts';
import { matching } from '../host/pattern.ts';
import type { Source } from '../host/source.ts';
import { newVisit } from '../host/visit.ts';
import { describeSources, sourcesText } from '../sources.ts';
import { declaredTargets } from '../targets/list.ts';
import type { OpenTarget } from '../targets/target.ts';
import { configured, platformOf, print } from './context.ts';
import type { Context } from './context.ts';
import { openFor } from './targets.ts';

export interface SourcesOptions {
  readonly resolved?: boolean;
  readonly platform?: Platform;
  /** What a declared target is asked, instead of what is read here. */
  readonly target?: string;
}

/** `sources`: all that a scan reads, before anybody installs it; `--resolved` also what the patterns stand for here. */
export async function sourcesCommand({ resolved, platform, target }: SourcesOptions, context: Context): Promise<number> {
  const { settings } = await configured(context);
  if (target !== undefined) return showQuestions(await openFor(target, settings, context), context);
  const own = platformOf(context.platform);
  if (resolved && platform !== undefined && platform !== own) throw failure('wrong-use', 'Patterns can only be resolved for this computer; leave --platform or --resolved out.');
  if (resolved && own === 'windows') throw failure('wrong-use', 'On Windows patterns are only resolved within a scan; leave --resolved out.');
  const modules = Object.values(factModules).filter(({ name }) => !settings.skip.includes(name));
  const request = { platform: platform ?? own, settings: { repositories: settings.repositories, networks: settings.networks } };
  const sections = describeSources(modules, resolved ? { ...request, resolve: resolver(context) } : request);
  const more = declaredTargets(settings).map((name) => `\nWhat ${name} is asked: townwatch-agent sources --target ${name}`);
  print(context, sections, [sourcesText(sections), ...more].join(''));
  return exits.done;
}

function showQuestions(target: OpenTarget, context: Context): number {
  const questions = target.questions();
  const sections = Map.groupBy(questions, ({ section }) => section);
  const blocks = [...sections].map(([section, all]) => [section, ...all.map(({ question, asks }) => `  ${question} ${asks}`)].join('\n'));
  print(context, questions, blocks.join('\n\n'));
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
