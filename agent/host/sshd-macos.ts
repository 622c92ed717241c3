import type { Answer, Answers, Sources } from './source.ts';
import { sshdSources } from './sshd-config.ts';

/** Where sshd(8) of macOS finds its settings: Apple's own stand in a part that the first line of sshd_config includes. */
export const macSshdSources = { sshdConfig: sshdSources.sshdConfig, sshdParts: sshdSources.sshdParts } as const satisfies Sources;

/** The answers, with "not there" for what a parser of Linux asks and macOS does not have. */
export function nothingElse(answers: Answers, sources: Sources): Answers {
  const none = Object.entries(sources).map(([name, source]): [string, Answer] => [name, 'pattern' in source ? { kind: 'many', entries: [] } : { kind: 'one', reading: { state: 'absent' } }]);
  return { ...Object.fromEntries(none), ...answers };
}
