import { filesOf, presence } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { signInSettings } from '../../host/sign-in-settings.ts';
import type { Sources } from '../../host/source.ts';
import { starts, unitSources, unitsOf } from '../../host/systemd-units.ts';
import type { Units } from '../../host/systemd-units.ts';
import { demandOf } from './stack.ts';
import type { Surroundings } from './stack.ts';
import type { Passage } from './pam-walk.ts';
import { byProgram, deciding, joined, proofLine } from './verdict.ts';
import type { Findings, Path, WayIn } from './verdict.ts';

/** Ways in at the computer itself. World-readable as shipped. */
export const localSources = {
  ...unitSources,
  login: { kind: 'names', pattern: '/bin/login' },
  su: { kind: 'names', pattern: '/bin/su' },
  xrdp: { kind: 'names', pattern: '/usr/sbin/xrdp' },
  ...signInSettings,
} as const satisfies Sources;

type At = Look<typeof localSources>;

/** Stacks that a display manager uses side by side; one of them is enough to get in. */
const desktops: Readonly<Record<string, readonly string[]>> = {
  gdm: ['gdm-password', 'gdm-fingerprint'],
  gdm3: ['gdm-password', 'gdm-fingerprint'],
  lightdm: ['lightdm'],
  sddm: ['sddm'],
  lxdm: ['lxdm'],
  xdm: ['xdm'],
  slim: ['slim'],
  kdm: ['kde'],
  greetd: ['greetd'],
};

/** A sign-in without a question, by the file and line that says so. */
const automatic: readonly { readonly sources: readonly (keyof typeof localSources)[]; readonly says: RegExp }[] = [
  { sources: ['gdm3', 'gdm'], says: /^(?:AutomaticLoginEnable|TimedLoginEnable)\s*=\s*(?:true|1)$/i },
  { sources: ['lightdm', 'lightdmParts'], says: /^autologin-user\s*=\s*\S/ },
];

/** What the stacks of some services demand, the weakest of them. Stacks that are not there are left out, but for the first. */
export function stacksDemand(services: readonly string[], around: Surroundings): Findings {
  const present = services.filter((service, index) => index === 0 || around.files.byName.has(service));
  return joined(
    present.map((service) => {
      const demand = demandOf(service, around);
      return { ...demand, paths: demand.passages.map(pathOf), bestCase: demand.bestCase.map(pathOf), proof: deciding(demand.reached) };
    }),
  );
}

/** A way through PAM as a path of a way in. */
function pathOf({ first, second, down }: Passage): Path {
  return { proofs: new Set([...(first ? ['first' as const] : []), ...(second ? ['second' as const] : [])]), down };
}

/** Sign-in at a text console. */
export function console(at: At, around: Surroundings): WayIn {
  const open = linesThat(filesOf(at, 'gettySettings'), /^ExecStart=.*\s(?:--autologin|-a)\s/);
  return { present: byProgram(presence(at, 'login')), findings: () => joined([stacksDemand(['login'], around), ...open]) };
}

/** Sign-in at the screen of a desktop. */
export function desktop(at: At, around: Surroundings): WayIn {
  const units = unitsOf(at);
  const manager = displayManager(units);
  const open = automatic.flatMap(({ sources, says }) =>
    linesThat(
      sources.flatMap((source) => filesOf(at, source)),
      says,
    ),
  );
  const sddm = [...filesOf(at, 'sddm'), ...filesOf(at, 'sddmParts')].flatMap(({ path, text }) => autologinOfSddm(path, text));
  const services = desktops[manager ?? ''] ?? [manager ?? ''];
  const present = manager === undefined ? (units.unread ? 'hidden' : 'not installed') : true;
  return { present, findings: () => joined([stacksDemand(services, around), ...open, ...sddm]) };
}

/** Sign-in over RDP by xrdp, which asks PAM. */
export function remoteDesktop(at: At, around: Surroundings): WayIn {
  const installed = presence(at, 'xrdp');
  const started = starts(unitsOf(at), 'xrdp.service');
  const present = installed === true ? started : byProgram(installed);
  return { present, findings: () => stacksDemand(['xrdp-sesman'], around) };
}

/** The enabled display manager; a machine that starts into text shows none. */
function displayManager({ aliases, wanted, masked }: Units): string | undefined {
  if (/^(?:multi-user|rescue)\.target$/.test(aliases.get('default.target') ?? '')) return undefined;
  const named =
    aliases.get('display-manager.service') ??
    Object.keys(desktops)
      .map((name) => `${name}.service`)
      .find((unit) => wanted.has(unit));
  return named === undefined || masked.has(named) ? undefined : named.replace(/\.service$/, '');
}

function linesThat(files: readonly { path: string; text: string }[], says: RegExp): Findings[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (says.test(line.trim()) ? [unasked(path, index + 1, line.trim().replace(/[\s=].*$/, ''))] : [])),
  );
}

/** `User` in the section `[Autologin]`, see sddm.conf(5). */
function autologinOfSddm(path: string, text: string): Findings[] {
  let section = '';
  return text.split('\n').flatMap((raw, index) => {
    const line = raw.trim();
    if (line.startsWith('[')) section = line;
    return section === '[Autologin]' && /^User\s*=\s*\S/.test(line) ? [unasked(path, index + 1, '[Autologin] User')] : [];
  });
}

/** A way in that asks nothing. */
function unasked(file: string, line: number, says: string): Findings {
  const paths = [{ proofs: new Set<never>(), down: false }];
  return { paths, bestCase: paths, methods: [], failsOpen: false, proof: [proofLine(file, line, says)], hole: undefined, doubtful: [] };
}
