import type { RemoteAccess } from '../../../wire/sections/remote-access.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import type { programSources } from '../../host/windows-programs.ts';
import { programsOf, versionOf } from '../../host/windows-programs.ts';
import type { WindowsService, WindowsServices } from '../../host/windows-services.ts';
import { windowsTools } from './tool-names.ts';

type At = Look<typeof programSources>;
type Server = NonNullable<RemoteAccess['servers']>[number];

interface WindowsServer {
  readonly name: string;
  readonly kind: Server['kind'];
  readonly services: readonly string[];
  readonly called?: RegExp;
  /** Absent where a setting of the program decides that is not read. */
  readonly encrypted?: boolean;
  readonly requiresSecondStep?: boolean;
}

/** Servers by the services of Windows' own features and of the makers' installers. */
const windowsServers: readonly WindowsServer[] = [
  { name: 'Bitvise SSH Server', kind: 'ssh', services: ['bvsshserver*'], called: /^bitvise ssh server/i, encrypted: true },
  { name: 'FileZilla Server', kind: 'ftp', services: ['filezilla-server', 'filezilla server'], called: /^filezilla server/i, requiresSecondStep: false },
  { name: 'IIS FTP', kind: 'ftp', services: ['ftpsvc'], requiresSecondStep: false },
  { name: 'RealVNC Server', kind: 'vnc', services: ['vncserver'], called: /^(?:realvnc|vnc) (?:connect|server)/i },
  { name: 'Telnet Server', kind: 'telnet', services: ['tlntsvr'], encrypted: false, requiresSecondStep: false },
  { name: 'TigerVNC', kind: 'vnc', services: ['tigervnc', 'winvnc4'], called: /^tigervnc/i, requiresSecondStep: false },
  { name: 'TightVNC', kind: 'vnc', services: ['tvnserver'], called: /^tightvnc/i, encrypted: false, requiresSecondStep: false },
  { name: 'UltraVNC', kind: 'vnc', services: ['uvnc_service', 'winvnc'], called: /^ultravnc/i, requiresSecondStep: false },
  { name: 'Windows TFTP', kind: 'tftp', services: ['tftpd', 'wdsserver'], encrypted: false, requiresSecondStep: false },
];

/** Other servers that are installed, by name. */
export function windowsOtherServers(at: At, services: WindowsServices): RemoteAccess['servers'] {
  if (services.why) at.lack('servers', services.why);
  const found = windowsServers.flatMap((it): Server[] => {
    const service = installed(it.services, services)[0];
    if (!service) return [];
    const unknown = (field: string) => at.lack(`servers[].${field}`, { reason: 'not-visible-from-here', detail: `settings of ${it.name}` });
    return [{
      name: it.name,
      kind: it.kind,
      encrypted: it.encrypted ?? unknown('encrypted'),
      enabled: service.start === undefined ? at.lack('servers[].enabled', { reason: 'unreadable', detail: `StartMode of ${service.name}` }) : service.start === 'automatic',
      requiresSecondStep: it.requiresSecondStep ?? unknown('requiresSecondStep'),
    }];
  });
  return services.why && found.length === 0 ? undefined : sortedBy(found, ({ name }) => name);
}

/** Remote-support programs by their service or by what they call themselves, by name. */
export function windowsSupportTools(at: At, services: WindowsServices): RemoteAccess['tools'] {
  const programs = programsOf(at);
  const why = services.why ?? programs.why;
  if (why) at.lack('tools', why);
  const found = windowsTools.flatMap((tool): NonNullable<RemoteAccess['tools']> => {
    const own = installed(tool.services, services);
    const version = versionOf(programs.list, tool.called);
    if (own.length === 0 && version === undefined) return [];
    const unlisted = at.lack.bind(undefined, 'tools[].version');
    const starts = own.some(({ start }) => start === 'automatic');
    return [{
      name: tool.name,
      version: version === undefined || (version === null && programs.why) ? unlisted(programs.why ?? { reason: 'not-visible-from-here', detail: `${tool.name} is not in the list of programs` }) : version,
      unattended: starts ? true : services.why ? at.lack('tools[].unattended', services.why) : false,
    }];
  });
  return why && found.length === 0 ? undefined : sortedBy(found, ({ name }) => name);
}

/** The services of these names that are installed. */
function installed(names: readonly string[], { byName }: WindowsServices): WindowsService[] {
  return [...byName].filter(([key]) => names.some((name) => fits(name, key))).map(([, service]) => service).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `*` stands for anything; services come with the id of a customer in their name. */
function fits(pattern: string, name: string): boolean {
  const [begin = '', ...rest] = pattern.split('*');
  return rest.length === 0 ? name === begin : name.startsWith(begin) && rest.every((part) => name.slice(begin.length).includes(part));
}
