import type { Backups } from '../../../wire/sections/backups.ts';
import type { Known } from '../../host/known.ts';
import { known, mapped, tell } from '../../host/known.ts';
import { appSources, appsOf } from '../../host/mac-apps.ts';
import { plistFile, plistFlag, program } from '../../host/mac.ts';
import { disksOf, diskTree, mountList } from '../../host/mac-disks.ts';
import { dictKnown, setIn } from '../../host/mac-known.ts';
import { isEnabled, jobsIn, launchdSources, overridesOf } from '../../host/mac-launchd.ts';
import { macMounts } from '../../host/mac-volumes.ts';
import { sortedBy } from '../../host/order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { macBackups } from './macos-products.ts';
import { destinationsOf } from './time-machine.ts';

const sources = {
  ...appSources,
  ...launchdSources,
  /** Settings and dates of Time Machine. Programs need Full Disk Access to read it, root or not. */
  timeMachine: plistFile('/Library/Preferences/com.apple.TimeMachine.plist'),
  /** See tmutil(8): the places that are set up, as a property list; in words where there are none. */
  destinations: program('/usr/bin/tmutil', ['destinationinfo', '-X']),
  mounts: mountList,
  disks: diskTree,
  resticTool: { kind: 'names', pattern: '/opt/homebrew/bin/restic' },
  resticIntel: { kind: 'names', pattern: '/usr/local/bin/restic' },
  borgTool: { kind: 'names', pattern: '/opt/homebrew/bin/borg' },
  borgIntel: { kind: 'names', pattern: '/usr/local/bin/borg' },
} as const satisfies Sources;

type At = Look<typeof sources>;
type Product = NonNullable<Backups['products']>[number];

/** Time Machine by its own records, programs of others by their applications and jobs. Local snapshots lie on the same disk and are no backup. */
export const macos: PlatformFact<Backups> = { sources: () => sources, parse };

function parse(answers: Answers, { settings }: ParseContext): Parsed<Backups> {
  const at = look(answers, sources);
  const timeMachine = dictKnown(at, 'timeMachine', sources);
  const ground = { own: settings.state !== undefined, settings: timeMachine, mounts: macMounts(at, 'mounts', sources), disks: disksOf(at, 'disks', sources) };
  const destinations = destinationsOf(at, { reading: at.one('destinations'), ...ground });
  const products = productsOf(at, timeMachine, mapped(destinations, (list) => list.length > 0));
  const repositories = destinations.value ?? [];
  const unlisted = products.map(({ name }) => name).filter((name) => name !== 'Time Machine');
  if (destinations.why) at.lack('repositories', destinations.why);
  else if (settings.repositories.length > 0) at.lack('repositories', { reason: 'not-this-platform', detail: 'repositories of restic and borg in the settings are read on Linux only' });
  else if (unlisted.length > 0) at.lack('repositories', { reason: 'not-visible-from-here', detail: `repositories of ${unlisted.join(', ')}` });
  else if (repositories.length === 0) at.lack('repositories', { reason: 'not-visible-from-here', detail: 'no backup program has a place set up; the computer may be backed up from outside' });
  return {
    data: {
      products,
      repositories: repositories.length > 0 ? repositories : undefined,
      snapshots: at.lack('snapshots', { reason: 'not-visible-from-here', detail: 'local snapshots of APFS are not asked for' }),
    },
    missing: at.missing(),
  };
}

/** Time Machine is part of macOS, and a program here once it is on or knows a place; it works by itself when both are so. */
function productsOf(at: At, timeMachine: Parameters<typeof setIn>[0][number], hasPlace: Known<boolean>): Product[] {
  const on = mapped(setIn([timeMachine], 'AutoBackup', plistFlag), (flag) => flag ?? false);
  const scheduled = hasPlace.value === false ? hasPlace : on.why ?? hasPlace.why ? { why: (on.why ?? hasPlace.why)! } : on;
  if (on.value !== true && hasPlace.value !== true) {
    const why = on.why ?? hasPlace.why;
    if (why) at.lack('products', why);
    return sortedBy([...others(at), ...tools(at)], ({ name }) => name);
  }
  const own: Product = { name: 'Time Machine', version: null, scheduled: tell(at, 'products[].scheduled', scheduled), schedule: scheduled.why ? at.lack('products[].schedule', scheduled.why) : scheduled.value ? 'com.apple.backupd-auto' : null };
  return sortedBy([own, ...others(at), ...tools(at)], ({ name }) => name);
}

function others(at: At): Product[] {
  const [apps, daemons, agents] = [appsOf(at), jobsIn(at, 'launchDaemons', sources.launchDaemons), jobsIn(at, 'launchAgents', sources.launchAgents)];
  const why = apps.why ?? daemons.why ?? agents.why;
  if (why) at.lack('products', why);
  const overrides = overridesOf(at);
  return macBackups.flatMap((kind): Product[] => {
    const own = apps.apps.filter(({ id }) => kind.apps.test(id));
    const jobs = [...daemons.jobs, ...agents.jobs].filter(({ label }) => kind.jobs.test(label));
    if (own.length === 0 && jobs.length === 0) return [];
    const ownSchedule = { reason: 'not-visible-from-here', detail: `${kind.name} keeps its schedule itself` } as const;
    const off = jobs.length > 0 && jobs.every((job) => isEnabled(job, overrides).value === false);
    return [{
      name: kind.name,
      version: own.find(({ version }) => version !== undefined)?.version?.slice(0, 64) ?? at.lack('products[].version', { reason: 'not-visible-from-here', detail: `no application of ${kind.name} tells its version` }),
      scheduled: tell(at, 'products[].scheduled', off ? known(false) : { why: ownSchedule }),
      schedule: off ? null : at.lack('products[].schedule', ownSchedule),
    }];
  });
}

/** Programs of Homebrew; what starts them stands in jobs of launchd or cron that users made. */
function tools(at: At): Product[] {
  return ([['borg', 'borgTool', 'borgIntel'], ['restic', 'resticTool', 'resticIntel']] as const).flatMap(([name, ...places]): Product[] => {
    for (const why of places.map((place) => whyUnread(at, place))) if (why) at.lack('products', why);
    if (!places.some((place) => at.all(place).entries.length > 0)) return [];
    const unseen = { reason: 'not-visible-from-here', detail: `what starts ${name} is not read` } as const;
    return [{ name, version: at.lack('products[].version', { reason: 'not-visible-from-here', detail: 'the section software has it from Homebrew' }), scheduled: at.lack('products[].scheduled', unseen), schedule: at.lack('products[].schedule', unseen) }];
  });
}
