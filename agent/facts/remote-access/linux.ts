import type { RemoteAccess } from '../../../wire/sections/remote-access.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { sshdIncludes } from '../../host/sshd-config.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { otherServers, serverSources } from './servers.ts';
import { sshServer, sshSources } from './ssh.ts';
import { supportTools, toolSources } from './tools.ts';

const sources: Sources & typeof sshSources & typeof toolSources = { ...sshSources, ...serverSources, ...toolSources };

export const linux: PlatformFact<RemoteAccess> = {
  sources: () => sources,
  more: { follows: 'Include lines of sshd_config', sources: (answers) => sshdIncludes(look(answers, sources)) },
  parse,
};

function parse(answers: Answers): Parsed<RemoteAccess> {
  const at = look(answers, sources);
  const data = { ssh: sshServer(at, answers), rdp: null, winrm: null, screenSharing: null, servers: otherServers(at), tools: supportTools(at) };
  return { data, missing: at.missing() };
}
