import { look } from './reading.ts';
import type { Look } from './reading.ts';
import type { Answer, Answers, Sources } from './source.ts';
import { sshdConfigOf, sshdSources } from './sshd-config.ts';
import type { SshdConfig } from './sshd-config.ts';

/** Where OpenSSH for Windows finds its settings (learn.microsoft.com, "OpenSSH Server configuration for Windows Server and Windows"). */
export const windowsSshdSources = { sshdConfig: { kind: 'file', path: String.raw`%ProgramData%\ssh\sshd_config`, maxBytes: 1_048_576 } } as const satisfies Sources;

/** The settings as on Linux. There are no units, no options beside the file; what an Include names is not read and leaves a hole. */
export function windowsSshdConfig(answers: Answers): SshdConfig | undefined {
  const config = answers['sshdConfig'];
  if (config === undefined) return undefined;
  const nothing = Object.entries<Sources[string]>(sshdSources).map(([name, source]): [string, Answer] => [name, 'pattern' in source ? { kind: 'many', entries: [] } : { kind: 'one', reading: { state: 'absent' } }]);
  const all: Answers = { ...Object.fromEntries(nothing), sshdConfig: config };
  return sshdConfigOf(look(all, sshdSources), all);
}

/** Why {@link windowsSshdConfig} has nothing. */
export function whyNoWindowsConfig(at: Look<typeof windowsSshdSources>) {
  const reading = at.one('sshdConfig');
  return reading.state === 'failed' ? reading : ({ reason: 'not-visible-from-here', detail: windowsSshdSources.sshdConfig.path } as const);
}
