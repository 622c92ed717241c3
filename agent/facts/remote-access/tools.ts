import type { RemoteAccess } from '../../../wire/sections/remote-access.ts';
import { dpkgStatus, installedVersion } from '../../host/dpkg-status.ts';
import { sortedBy } from '../../host/order.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

interface Tool {
  /** Any of these is proof that it is installed. */
  readonly paths: readonly string[];
  /** Debian package that tells its version. */
  readonly package?: string;
}

/**
 * Programs by which somebody outside can see or steer this computer, by the places where the installers of their makers
 * put them (Linux pages of each maker; TeamViewer, AnyDesk, NoMachine and Chrome Remote Desktop from their .deb files).
 */
const tools: Readonly<Record<string, Tool>> = {
  AnyDesk: { paths: ['/usr/bin/anydesk'], package: 'anydesk' },
  'Chrome Remote Desktop': { paths: ['/opt/google/chrome-remote-desktop/chrome-remote-desktop'], package: 'chrome-remote-desktop' },
  DWService: { paths: ['/usr/share/dwagent/native', '/opt/dwagent/native'] },
  HopToDesk: { paths: ['/usr/bin/hoptodesk'], package: 'hoptodesk' },
  MeshAgent: { paths: ['/usr/local/mesh_services/*', '/usr/local/mesh/meshagent', '/opt/tacticalmesh/meshagent'] },
  NoMachine: { paths: ['/usr/NX/bin/nxserver'], package: 'nomachine' },
  RustDesk: { paths: ['/usr/bin/rustdesk', '/usr/share/rustdesk/rustdesk'], package: 'rustdesk' },
  /** The name of the folder ends in the id of the server that may connect. */
  ScreenConnect: { paths: ['/opt/connectwisecontrol-*', '/opt/screenconnect-*'] },
  Splashtop: { paths: ['/opt/splashtop-streamer/SRFeature'], package: 'splashtop-streamer' },
  'Tactical RMM': { paths: ['/usr/local/bin/tacticalagent', '/opt/tacticalagent/tacticalagent'] },
  TeamViewer: { paths: ['/opt/teamviewer/tv_bin/teamviewerd'], package: 'teamviewer' },
  ToDesk: { paths: ['/opt/todesk/bin/ToDesk'], package: 'todesk' },
};

export const toolSources: Sources = {
  dpkgStatus,
  ...Object.fromEntries(Object.values(tools).flatMap(({ paths }) => paths.map((pattern) => [`tool ${pattern}`, { kind: 'names', pattern }]))),
};

/** The remote-support programs that are installed, by name. */
export function supportTools(at: Look<Sources>): RemoteAccess['tools'] {
  const packages = at.one('dpkgStatus');
  const found = Object.entries(tools).flatMap(([name, tool]) => {
    const version = packages.state === 'read' && tool.package !== undefined ? installedVersion(packages.text, tool.package) : undefined;
    const places = tool.paths.map((path) => `tool ${path}`);
    if (version === undefined && !places.some((place) => presence(at, place))) {
      for (const why of places.map((place) => whyUnread(at, place))) if (why) at.lack('tools', why);
      return [];
    }
    return [{ name, version: version === undefined ? unknownVersion(at, name) : printable(version, 64) }];
  });
  return sortedBy(found, ({ name }) => name);
}

function unknownVersion(at: Look<Sources>, name: string): undefined {
  return at.lack('tools[].version', { reason: 'not-visible-from-here', detail: `${name} is in no package that tells its version` });
}
