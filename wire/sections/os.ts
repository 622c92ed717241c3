import * as z from 'zod/mini';
import { always, fact, section, text, when } from '../section.ts';

export const os = section({
  name: 'os',
  version: 1,
  meaning: 'Which operating system, in which version and edition, installed when, waiting for a restart or not.',
  maxBytes: 64 * 1024,
  maxItems: { rebootReasons: 500, like: 16, installs: 64, roles: 500 },
  moving: false,
  schema: z.object({
    family: fact(z.enum(['linux', 'windows', 'macos', 'bsd']), 'Kind of operating system', { sensitivity: 'public' }),
    product: fact(text(64), 'Product id in lower case: ID of os-release (debian, ubuntu, rhel), windows, windows-server, macos'),
    like: fact(z.array(text(64)), 'Products this one is derived from: ID_LIKE of os-release'),
    name: fact(text(255), 'Name as the system shows it to people'),
    version: fact(z.nullable(text(64)), 'Version: VERSION_ID, 22H2, 15.1; null for a rolling release that has none'),
    codename: fact(z.nullable(text(64)), 'Code name of the release; null when it has none'),
    edition: fact(z.nullable(text(128)), 'Edition (Professional, Enterprise LTSC, Server Standard); null where the product has no editions'),
    build: fact(z.nullable(text(64)), 'Build number (19045.5011, 24B83); null where the product has none'),
    channel: fact(z.nullable(text(64)), 'Servicing channel (general, ltsc, esu, rolling); null where the product has none'),
    architecture: fact(text(32), 'Processor architecture: x86_64, aarch64, i686'),
    kernel: fact(text(128), 'Release of the running kernel'),
    supportEndsOn: fact(z.nullable(when()), 'End of support that the system itself declares (SUPPORT_END); null when it declares none'),
    installedOn: fact(z.nullable(when()), 'When this system was installed, from the oldest trace of the installer; null when no trace is left'),
    installs: fact(z.array(z.object({
      on: always(when(), 'When that system was installed'),
      version: fact(z.nullable(text(128)), 'Which system it was; null when the trace does not tell'),
    })), 'Every installation and upgrade that left a trace, oldest first'),
    role: fact(z.enum(['workstation', 'server', 'domain-controller']), 'What the product is made for, as the system says'),
    roles: fact(z.array(text(128)), 'Roles and features a server has switched on, by their stable names; sorted, empty where the system has no such list'),
    extendedUpdates: fact(z.nullable(z.object({
      product: fact(text(128), 'What was bought or subscribed: ESU year, Ubuntu Pro, ELS'),
      active: fact(z.boolean(), 'It is licensed on this computer now'),
      endsOn: fact(z.nullable(when()), 'When it ends; null when it does not say'),
    })), 'Paid updates beyond the end of support, as the system shows them; null when there are none'),
    bootType: fact(z.enum(['uefi', 'bios', 'container', 'other']), 'How the computer starts'),
    init: fact(text(64), 'Program that runs as process 1'),
    container: fact(z.nullable(text(64)), 'Kind of container this system runs in (docker, lxc, nspawn); null on a real or virtual machine'),
    rebootRequired: fact(z.boolean(), 'An update waits for a restart'),
    rebootReasons: fact(z.array(text(255)), 'What waits for the restart: packages or components, sorted'),
    runningKernelInstalled: fact(z.boolean(), 'The running kernel is still installed; false after it was removed or replaced'),
    kernelCommandLineMitigations: fact(z.nullable(text(255)), 'The mitigations= option of the kernel command line; null when it is not set'),
  }),
  examples: [
    {
      family: 'linux', product: 'ubuntu', like: ['debian'], name: 'Ubuntu 22.04.5 LTS', version: '22.04', codename: 'jammy', edition: null, build: null,
      channel: null, architecture: 'x86_64', kernel: '5.15.0-122-generic', supportEndsOn: null, installedOn: '2022-08-11T09:14:00Z', bootType: 'uefi',
      installs: [{ on: '2022-08-11T09:14:00Z', version: null }], role: 'server', roles: [], extendedUpdates: { product: 'Ubuntu Pro', active: true, endsOn: null },
      init: 'systemd', container: null, rebootRequired: true, rebootReasons: ['linux-image-5.15.0-124-generic'], runningKernelInstalled: true,
      kernelCommandLineMitigations: null,
    },
    { family: 'linux', product: 'debian', name: 'Debian GNU/Linux 12 (bookworm)', version: '12', architecture: 'aarch64', kernel: '6.1.0-26-arm64' },
  ],
});
export type Os = z.infer<typeof os.schema>;
