import type { RemoteAccess } from '../../../wire/sections/remote-access.ts';
import { dpkgStatus, installedVersion } from '../../host/dpkg-status.ts';
import { sortedBy } from '../../host/order.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { starts, unitSources, unitsOf } from '../../host/systemd-units.ts';
import type { Units } from '../../host/systemd-units.ts';
import { fits } from '../../host/wildcard.ts';

interface Tool {
  /** Any of these is proof that it is installed. */
  readonly paths: readonly string[];
  /** Debian package that tells its version. */
  readonly package?: string;
  /** Its service, as the installer of its maker names it; none where it only runs while somebody started it. */
  readonly units: readonly string[];
  /** The name of its service is not proven: that it does not start is then not known. */
  readonly guessed?: true;
}

/**
 * Programs by which somebody outside can see or steer this computer, by the places where the installers of their makers
 * put them (Linux pages of each maker; TeamViewer, AnyDesk, NoMachine and Chrome Remote Desktop from their .deb files).
 */
const tools: Readonly<Record<string, Tool>> = {
  AnyDesk: { paths: ['/usr/bin/anydesk'], package: 'anydesk', units: ['anydesk.service'] },
  'Chrome Remote Desktop': { paths: ['/opt/google/chrome-remote-desktop/chrome-remote-desktop'], package: 'chrome-remote-desktop', units: ['chrome-remote-desktop@.service', 'chrome-remote-desktop.service'] },
  DWService: { paths: ['/usr/share/dwagent/native', '/opt/dwagent/native'], units: ['dwagent.service'], guessed: true },
  HopToDesk: { paths: ['/usr/bin/hoptodesk'], package: 'hoptodesk', units: ['hoptodesk.service'], guessed: true },
  MeshAgent: { paths: ['/usr/local/mesh_services/*', '/usr/local/mesh/meshagent', '/opt/tacticalmesh/meshagent'], units: ['meshagent.service'] },
  NoMachine: { paths: ['/usr/NX/bin/nxserver'], package: 'nomachine', units: ['nxserver.service'] },
  RustDesk: { paths: ['/usr/bin/rustdesk', '/usr/share/rustdesk/rustdesk'], package: 'rustdesk', units: ['rustdesk.service'] },
  /** The name of the folder ends in the id of the server that may connect. */
  ScreenConnect: { paths: ['/opt/connectwisecontrol-*', '/opt/screenconnect-*'], units: ['connectwisecontrol-*.service', 'screenconnect-*.service'], guessed: true },
  Splashtop: { paths: ['/opt/splashtop-streamer/SRFeature'], package: 'splashtop-streamer', units: ['SRStreamer.service'], guessed: true },
  'Tactical RMM': { paths: ['/usr/local/bin/tacticalagent', '/opt/tacticalagent/tacticalagent'], units: ['tacticalagent.service'] },
  TeamViewer: { paths: ['/opt/teamviewer/tv_bin/teamviewerd'], package: 'teamviewer', units: ['teamviewerd.service'] },
  ToDesk: { paths: ['/opt/todesk/bin/ToDesk'], package: 'todesk', units: ['todeskd.service'], guessed: true },
};

export const toolSources: Sources & typeof unitSources = {
  ...unitSources,
  dpkgStatus,
  ...Object.fromEntries(Object.values(tools).flatMap(({ paths }) => paths.map((pattern) => [`tool ${pattern}`, { kind: 'names', pattern }]))),
};

/** The remote-support programs that are installed, by name. */
export function supportTools(at: Look<typeof toolSources>): RemoteAccess['tools'] {
  const packages = at.one('dpkgStatus');
  const units = unitsOf(at);
  const found = Object.entries(tools).flatMap(([name, tool]) => {
    const version = packages.state === 'read' && tool.package !== undefined ? installedVersion(packages, tool.package) : undefined;
    const places = tool.paths.map((path) => `tool ${path}`);
    if (version === undefined && !places.some((place) => presence(at, place))) {
      for (const why of places.map((place) => whyUnread(at, place))) if (why) at.lack('tools', why);
      return [];
    }
    const started = startsAlone(tool, units);
    const unattended = started === false && tool.guessed ? undefined : started;
    return [
      {
        name,
        version: version === undefined ? unknownVersion(at, name) : printable(version, 64),
        unattended: unattended ?? at.lack('tools[].unattended', units.unread ?? { reason: 'not-visible-from-here', detail: `${name}: the name of its service is not known for sure` }),
      },
    ];
  });
  return sortedBy(found, ({ name }) => name);
}

/** A name may hold the id of a server: then any enabled unit of that form counts. */
function startsAlone({ units: names }: Tool, units: Units): boolean | undefined {
  const open = names.filter((name) => name.includes('*'));
  const wanted = [...units.wanted.keys()].some((unit) => !units.masked.has(unit) && open.some((name) => fits(name, unit)));
  return wanted ? true : starts(units, ...names.filter((name) => !name.includes('*')));
}

function unknownVersion(at: Look<Sources>, name: string): undefined {
  return at.lack('tools[].version', { reason: 'not-visible-from-here', detail: `${name} is in no package that tells its version` });
}
