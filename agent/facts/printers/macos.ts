import type { Printers } from '../../../wire/sections/printers.ts';
import { mapped, tell } from '../../host/known.ts';
import { plistFile } from '../../host/mac.ts';
import { isEnabled, jobAt, launchdSources, overridesOf } from '../../host/mac-launchd.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { cupsSources, printersOf } from './linux.ts';

const sources = { ...launchdSources, ...cupsSources, cupsJob: plistFile('/System/Library/LaunchDaemons/org.cups.cupsd.plist') } as const satisfies Sources;

/** Printers of CUPS, which is part of macOS; launchd starts it as soon as something prints. */
export const macos: PlatformFact<Printers> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Printers> {
  const at = look(answers, sources);
  const job = mapped(jobAt(at, 'cupsJob', sources), (it) => it ?? undefined, sources.cupsJob.path);
  const spooler = job.why ? job : isEnabled(job.value, overridesOf(at));
  return { data: { printers: printersOf(at), spooler: tell(at, 'spooler', spooler) }, missing: at.missing() };
}
