import { fits } from '../../host/wildcard.ts';
import { inTable } from '../../host/table.ts';
import type { AptConfig } from './apt-config.ts';

/** What a Release file says of the archive a package comes from. */
interface Origin {
  readonly origin: string;
  readonly label: string;
  readonly archives: readonly string[];
  readonly codename: string;
}

/** Which updates unattended-upgrades installs; undefined where we do not know the archives of the distribution. */
export interface Coverage {
  readonly security: boolean | undefined;
  readonly all: boolean | undefined;
}

/** Letters by which a pattern may name a field, see the comments in 50unattended-upgrades. */
const fields: Readonly<Record<string, 'origin' | 'label' | 'archives' | 'codename' | 'any'>> = {
  o: 'origin',
  origin: 'origin',
  l: 'label',
  label: 'label',
  a: 'archives',
  suite: 'archives',
  archive: 'archives',
  n: 'codename',
  codename: 'codename',
  c: 'any',
  component: 'any',
  site: 'any',
};

/** What Allowed-Origins and Origins-Pattern cover on a distribution. `osRelease` is the text of os-release(5). */
export function coverage(config: AptConfig, osRelease: string): Coverage {
  const value = (key: string) => new RegExp(`^${key}=["']?([^"'\\n]*)`, 'm').exec(osRelease)?.[1] ?? '';
  const [id, codename] = [value('ID'), value('VERSION_CODENAME') || (/\((\w+)\)/.exec(value('VERSION'))?.[1] ?? '')];
  const patterns = patternsOf(config).map((pattern) => substituted(pattern, id, codename));
  const known = archivesOf(id, codename, Number.parseInt(value('VERSION_ID'), 10));
  const matchesAll = patterns.some((pattern) => everythingFits(pattern));
  if (!known)
    return { security: patterns.length === 0 ? false : matchesAll || undefined, all: patterns.length === 0 ? false : matchesAll || undefined };
  return {
    security: patterns.some((pattern) => originFits(pattern, known.security)),
    all: patterns.some((pattern) => originFits(pattern, known.updates)),
  };
}

/**
 * The archives of a distribution as their Release files name them. Since Debian 11 the codename of the security archive
 * ends in `-security`, before it was that of the release.
 */
function archivesOf(id: string, codename: string, version: number): { security: Origin; updates: Origin } | undefined {
  if (codename === '') return undefined;
  if (id === 'ubuntu') {
    const ubuntu = { origin: 'Ubuntu', label: 'Ubuntu', codename };
    return { security: { ...ubuntu, archives: [`${codename}-security`] }, updates: { ...ubuntu, archives: [`${codename}-updates`] } };
  }
  if (id !== 'debian') return undefined;
  const suites = ['stable', 'oldstable', 'oldoldstable'];
  const separate = version >= 11;
  return {
    security: {
      origin: 'Debian',
      label: 'Debian-Security',
      archives: suites.map((suite) => (separate ? `${suite}-security` : suite)),
      codename: separate ? `${codename}-security` : codename,
    },
    updates: { origin: 'Debian', label: 'Debian', archives: suites.map((suite) => `${suite}-updates`), codename: `${codename}-updates` },
  };
}

/** `Allowed-Origins` items are `origin:archive`; they mean `o=…,a=…`. */
function patternsOf(config: AptConfig): string[] {
  const allowed = config.list('Unattended-Upgrade::Allowed-Origins').map((item) => {
    const [origin = '', archive = ''] = /(?<!\\):/.test(item) ? item.split(/(?<!\\):/) : item.trim().split(/\s+/);
    return `o=${origin.replaceAll(',', '\\,')},a=${archive.replaceAll(',', '\\,')}`;
  });
  return [...allowed, ...config.list('Unattended-Upgrade::Origins-Pattern')].filter((pattern) => pattern.trim() !== '');
}

function substituted(pattern: string, id: string, codename: string): string {
  const name = id.charAt(0).toUpperCase() + id.slice(1);
  return pattern.replaceAll('${distro_codename}', codename).replaceAll('${distro_id}', name);
}

function tokensOf(pattern: string): { field: string | undefined; value: string }[] {
  return pattern.split(/(?<!\\),/).map((token) => {
    const [name = '', value = ''] = token.split('=').map((part) => part.trim().replaceAll('\\,', ','));
    return { field: inTable(fields, name), value };
  });
}

function originFits(pattern: string, origin: Origin): boolean {
  return tokensOf(pattern).every(({ field, value }) => {
    if (field === undefined) return false;
    if (field === 'any') return true;
    const names = origin[field as keyof Origin];
    return (typeof names === 'string' ? [names] : names).some((name) => fits(value, name));
  });
}

function everythingFits(pattern: string): boolean {
  return tokensOf(pattern).every(({ field, value }) => field !== undefined && /^\*+$/.test(value));
}
