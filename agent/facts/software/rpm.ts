import type { Sources } from '../../host/source.ts';
import { ofSeconds, publisherOf } from './package.ts';
import type { Listed, Package } from './package.ts';

const tags = ['NAME', 'EPOCHNUM', 'VERSION', 'RELEASE', 'ARCH', 'INSTALLTIME', 'SOURCERPM', 'VENDOR'];

export const rpmSources = {
  /** The database of rpm is binary and changed its form three times; only rpm itself reads them all. Where there is no rpm nothing is started. */
  rpm: {
    kind: 'command',
    program: ['/usr/bin/rpm', '/bin/rpm'],
    args: ['-qa', '--queryformat', `${tags.map((tag) => `%{${tag}}`).join('\\t')}\\n`],
    timeoutMs: 30_000,
    maxBytes: 32 * 1024 * 1024,
  },
} as const satisfies Sources;

/** Packages from the lines of the query above; keys that rpm keeps beside them (gpg-pubkey) are none. */
export function rpmPackages(output: string): Listed {
  const lines = output.split('\n').filter((line) => line !== '');
  const fields = lines.map((line) => line.split('\t')).filter(([name]) => name !== 'gpg-pubkey');
  const packages = fields.filter((line) => line.length === tags.length).map(packageOf);
  return { packages, unread: fields.length - packages.length };
}

function packageOf([name = '', epoch = '', version = '', release = '', architecture = '', installed, origin = '', vendor = '']: string[]): Package {
  const source = /^(.+)-[^-]+-[^-]+\.(?:no)?src\.rpm$/.exec(origin)?.[1];
  return {
    name,
    version: `${/^0?$|\(none\)/.test(epoch) ? '' : `${epoch}:`}${version}-${release}`,
    source: 'rpm',
    architecture: architecture === 'noarch' || architecture === '(none)' ? null : architecture,
    ...(source === undefined || source === name ? {} : { sourcePackage: source }),
    publisher: publisherOf(vendor),
    installedOn: ofSeconds(installed),
  };
}
