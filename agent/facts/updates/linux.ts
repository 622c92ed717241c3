import type { Updates } from '../../../wire/sections/updates.ts';
import { dpkgStatus, heldPackages } from '../../host/dpkg-status.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable, wholeNumber } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { automaticSources, automaticUpdates } from './automatic.ts';
import { packageSources, sourcesOf } from './package-sources.ts';
import { aptIndexSources, aptSecurityIndexes, waitingByApt } from './pending-apt.ts';
import type { Waiting } from './pending-apt.ts';
import { advisoryFiles, advisorySources, hasAdvisories, waitingByRpm } from './pending-rpm.ts';

const sources = {
  ...automaticSources,
  ...packageSources,
  dpkgStatus,
  ...aptIndexSources,
  ...advisorySources,
  /** What Ubuntu prints at sign-in; written daily. */
  updatesAvailable: { kind: 'file', path: '/var/lib/update-notifier/updates-available' },
  versionLock: { kind: 'file', path: '/etc/dnf/plugins/versionlock.list' },
  yumVersionLock: { kind: 'file', path: '/etc/yum/pluginconf.d/versionlock.list' },
  zyppLocks: { kind: 'file', path: '/etc/zypp/locks' },
} as const satisfies Sources;

type At = Look<typeof sources>;

export const linux: PlatformFact<Updates> = {
  sources: () => sources,
  more: {
    follows: 'lists of the archives of security updates that apt, dnf or zypper fetched last',
    sources: (answers) => {
      const at = look(answers, sources);
      return { ...aptSecurityIndexes(at), ...advisoryFiles(at) };
    },
  },
  parse,
};

function parse(answers: Answers): Parsed<Updates> {
  const at = look(answers, sources);
  const packageSourcesHere = sourcesOf(at);
  const data = {
    automatic: automaticUpdates(at),
    ...pendingOf(at, answers, packageSourcesHere),
    installed: at.lack('installed', { reason: 'not-this-platform', detail: 'Linux has packages, see the section software' }),
    failed: at.lack('failed', { reason: 'not-visible-from-here', detail: 'package managers keep no list of what failed' }),
    held: held(at),
    sources: packageSourcesHere,
  };
  return { data, missing: at.missing() };
}

const elsewhere = { reason: 'not-visible-from-here', detail: 'only the package manager itself knows, and it is not started' } as const;
const ordinary = { reason: 'not-visible-from-here', detail: 'only lists of security updates are read; what else waits the package manager knows' } as const;

/**
 * Security updates that wait, by the lists that the package manager fetched last; else the number that Ubuntu prints at
 * sign-in. Other updates are not looked for: the lists of whole distributions are too large for a nightly scan.
 */
function pendingOf(at: At, answers: Answers, packageSourcesHere: NonNullable<Updates['sources']>): Pick<Updates, 'pending' | 'pendingSecurityCount'> {
  const waiting = waitingOf(at, answers, packageSourcesHere);
  if (waiting === undefined) return { pending: at.lack('pending', elsewhere), pendingSecurityCount: at.take('pendingSecurityCount', 'updatesAvailable', securityCount) };
  at.lack('pending', waiting.why ?? ordinary);
  const pending = sortedBy(waiting.pending, ({ name }) => name);
  if (!waiting.why) return { pending, pendingSecurityCount: pending.length };
  const counted = at.one('updatesAvailable').state === 'absent' ? at.lack('pendingSecurityCount', waiting.why) : at.take('pendingSecurityCount', 'updatesAvailable', securityCount);
  return { ...(pending.length > 0 ? { pending } : {}), pendingSecurityCount: counted };
}

/** Undefined where there is no list that tells security updates from others. */
function waitingOf(at: At, answers: Answers, packageSourcesHere: NonNullable<Updates['sources']>): Waiting | undefined {
  const status = at.one('dpkgStatus');
  if (at.all('aptIndexes').entries.length > 0) {
    if (status.state !== 'read') return { pending: [], why: status.state === 'failed' ? status : elsewhere };
    const doubt = at.missing().find(({ path }) => path === 'sources');
    const suites = packageSourcesHere.flatMap(({ security, suite }) => (security && suite ? [suite] : []));
    const waiting = waitingByApt(at, { answers, status, suites });
    return doubt ? { ...waiting, why: waiting.why ?? doubt } : waiting;
  }
  return hasAdvisories(at) ? waitingByRpm(at, answers) : undefined;
}

/**
 * The number of security updates in the words of update-notifier (Ubuntu 14.04 to 24.04), in English only; undefined for
 * any other text. Updates behind a subscription are not counted: this computer cannot get them.
 */
function securityCount(text: string): number | undefined {
  const security =
    /^(\d{1,6}) (?:of these updates (?:is a|are) (?:standard )?security updates?|updates? (?:is a|are) (?:standard )?security updates?)\.?$/m.exec(
      text,
    );
  if (security) return wholeNumber(security[1]);
  return /^\d{1,6} (?:updates?|packages?) can be (?:applied|updated|installed)(?: immediately)?\.?$/m.test(text) ? 0 : undefined;
}

/** Packages on hold of dpkg, and locks of dnf-plugins-core, yum and zypper. */
function held(at: At): string[] | undefined {
  const status = at.one('dpkgStatus');
  const failed = [status, at.one('versionLock'), at.one('yumVersionLock'), at.one('zyppLocks')].find(({ state }) => state === 'failed');
  const packages = [
    ...(status.state === 'read' ? heldPackages(status) : []),
    ...[at.text('versionLock'), at.text('yumVersionLock')].flatMap((text) =>
      (text ?? '')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => /^[\w!*]/.test(line)),
    ),
    ...[...(at.text('zyppLocks') ?? '').matchAll(/^solvable_name:\s*(\S+)$/gm)].map(([, name = '']) => name),
  ];
  if (failed?.state === 'failed') at.lack('held', failed);
  return failed && packages.length === 0 ? undefined : sortedSet(packages.map((name) => printable(name, 255)));
}
