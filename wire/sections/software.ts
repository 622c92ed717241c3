import * as z from 'zod/mini';
import { always, fact, section, text, when } from '../section.ts';

export const software = section({
  name: 'software',
  version: 1,
  meaning: 'Which programs are installed, in which version, from where.',
  maxBytes: 16 * 1024 * 1024,
  maxItems: { packages: 20_000, managers: 32, browsers: 200, runtimes: 500 },
  moving: false,
  schema: z.object({
    packages: fact(z.array(z.object({
      name: always(text(255), 'Name of the package'),
      version: fact(text(255), 'Version as the package manager writes it'),
      source: always(z.enum(['dpkg', 'rpm', 'apk', 'pacman', 'snap', 'flatpak', 'pip', 'npm', 'registry', 'appx', 'msi', 'application', 'homebrew', 'pkgutil', 'other']), 'Package manager or record that lists it'),
      architecture: fact(z.nullable(text(32)), 'Architecture the package was built for; null when it is for all'),
      sourcePackage: fact(text(255), 'Package of the distribution from which this one was built; absent when it is the same'),
      publisher: fact(z.nullable(text(255)), 'Who made the package, as the package says'),
      installedOn: fact(z.nullable(when()), 'When it was installed or last updated; null when no trace is left'),
      user: fact(text(128), 'User for whom alone it is installed', { sensitivity: 'personal' }),
    })), 'Installed packages of every package manager, by source, name, version, architecture'),
    browsers: fact(z.array(z.object({
      name: always(text(64), 'Browser: chrome, edge, firefox, safari, brave, opera, internet-explorer, chromium'),
      version: fact(z.nullable(text(64)), 'Version of the browser'),
      channel: fact(z.nullable(text(32)), 'Channel it is updated from: stable, esr, beta; null when not told'),
      user: fact(text(128), 'User for whom alone it is installed', { sensitivity: 'personal' }),
    })), 'Browsers, by name; also among the packages where a package manager lists them'),
    runtimes: fact(z.array(z.object({
      name: always(text(64), 'Runtime: dotnet, dotnet-framework, java, python, php, node'),
      version: always(text(64), 'Version of the runtime'),
      vendor: fact(z.nullable(text(128)), 'Who built it; null when not told'),
      place: fact(text(1024), 'Folder it lies in'),
    })), 'Runtimes that programs need, also bundled copies that could be found; by name, version, place'),
    managers: fact(z.array(text(32)), 'Package managers whose lists were read, sorted'),
  }),
  examples: [
    {
      packages: [
        { name: 'openssl', version: '3.0.14-1~deb12u2', source: 'dpkg', architecture: 'amd64', publisher: 'Debian OpenSSL Team', installedOn: '2024-09-03T06:31:10Z' },
        { name: 'postgresql-13', version: '13.16-0+deb11u1', source: 'dpkg', architecture: 'amd64', publisher: 'Debian PostgreSQL Maintainers', installedOn: '2023-01-10T08:00:00Z' },
      ],
      browsers: [{ name: 'firefox', version: '128.3.1', channel: 'esr' }], runtimes: [{ name: 'java', version: '11.0.24', vendor: 'Debian', place: '/usr/lib/jvm/java-11-openjdk-amd64' }], managers: ['dpkg'],
    },
    { packages: [], managers: ['apk'] },
  ],
});
export type Software = z.infer<typeof software.schema>;
