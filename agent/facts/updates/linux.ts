import type { Updates } from '../../../wire/sections/updates.ts';
import { dpkgStatus, heldPackages } from '../../host/dpkg-status.ts';
import { sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable, wholeNumber } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { automaticSources, automaticUpdates } from './automatic.ts';
import { packageSources, sourcesOf } from './package-sources.ts';

const sources = {
  ...automaticSources,
  ...packageSources,
  dpkgStatus,
  /** What Ubuntu prints at sign-in; written daily. */
  updatesAvailable: { kind: 'file', path: '/var/lib/update-notifier/updates-available' },
  versionLock: { kind: 'file', path: '/etc/dnf/plugins/versionlock.list' },
  yumVersionLock: { kind: 'file', path: '/etc/yum/pluginconf.d/versionlock.list' },
  zyppLocks: { kind: 'file', path: '/etc/zypp/locks' },
} as const satisfies Sources;

type At = Look<typeof sources>;

export const linux: PlatformFact<Updates> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Updates> {
  const at = look(answers, sources);
  const elsewhere = { reason: 'not-visible-from-here', detail: 'only the package manager itself knows, and it is not started' } as const;
  const data = {
    automatic: automaticUpdates(at),
    pending: at.lack('pending', elsewhere),
    pendingSecurityCount: at.take('pendingSecurityCount', 'updatesAvailable', securityCount),
    installed: at.lack('installed', { reason: 'not-this-platform', detail: 'Linux has packages, see the section software' }),
    held: held(at),
    sources: sourcesOf(at),
  };
  return { data, missing: at.missing() };
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
    ...(status.state === 'read' ? heldPackages(`\n${status.text}`) : []),
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
