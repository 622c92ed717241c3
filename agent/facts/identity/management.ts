import type { Identity } from '../../../wire/sections/identity.ts';
import { withoutCredentials } from '../../host/address.ts';
import { iniIn } from '../../host/ini.ts';
import { sortedSet } from '../../host/order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/** Programs of device management by the file that stands there once a computer is enrolled (documentation of each maker). */
const managers = {
  'Microsoft Intune': ['/var/lib/microsoft-identity-device-broker/*.db'],
  JumpCloud: ['/opt/jc/jcagent.conf'],
  Fleet: ['/opt/orbit/secret-orbit-node-key.txt'],
  Kandji: ['/var/lib/kandji/agent.json'],
  'Ubuntu Landscape': ['/var/lib/landscape/client/broker.bpickle'],
  'Red Hat Insights': ['/etc/insights-client/.registered'],
  Puppet: ['/etc/puppetlabs/puppet/ssl/certs/*.pem'],
  Chef: ['/etc/chef/client.pem'],
  Salt: ['/etc/salt/pki/minion/minion_master.pub'],
} as const;

/** Where device management and Entra ID leave what they set up. */
export const managementSources = {
  /** See himmelblau.conf(5); its cache is made when the computer is enrolled. */
  himmelblau: { kind: 'file', path: '/etc/himmelblau/himmelblau.conf' },
  himmelblauCache: { kind: 'names', pattern: '/var/cache/himmelblaud/*.db' },
  landscape: { kind: 'file', path: '/etc/landscape/client.conf' },
  salt: { kind: 'file', path: '/etc/salt/minion' },
  puppet: { kind: 'file', path: '/etc/puppetlabs/puppet/puppet.conf' },
  ...namesOf(),
} as const satisfies Sources;

type Manager = keyof typeof managers;
type At = Look<typeof managementSources>;

function namesOf() {
  const entries = Object.entries(managers).flatMap(([name, patterns]) => patterns.map((pattern) => [`manager ${name}`, { kind: 'names', pattern }] as const));
  return Object.fromEntries(entries) as { readonly [Name in `manager ${Manager}`]: { readonly kind: 'names'; readonly pattern: string } };
}

/** Entra ID: joined by himmelblau, or registered by Microsoft's own broker. Null when neither left its state. */
export function entraOf(at: At): Identity['entra'] {
  const why: Why | undefined = whyUnread(at, 'himmelblauCache') ?? whyUnread(at, 'manager Microsoft Intune');
  if (at.all('himmelblauCache').entries.length > 0) return { tenantId: at.take('entra.tenantId', 'himmelblau', tenantIn), join: 'joined' };
  if (why) return at.lack('entra', why);
  if (at.all('manager Microsoft Intune').entries.length === 0) return null;
  return { tenantId: at.lack('entra.tenantId', { reason: 'not-visible-from-here', detail: 'the broker keeps it in a database of its own' }), join: 'registered' };
}

function tenantIn(text: string): string | null {
  for (const [, values] of iniIn(text)) {
    const tenant = values.get('tenant_id') ?? '';
    if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenant)) return tenant.toLowerCase();
  }
  return null;
}

/** Who manages this computer, by name, or by address where the settings tell one. */
export function managersOf(at: At): string[] | undefined {
  const names = (Object.keys(managers) as Manager[]).filter((name) => at.all(`manager ${name}`).entries.some(({ reading }) => reading.state === 'read'));
  const why = (Object.keys(managers) as Manager[]).map((name) => whyUnread(at, `manager ${name}`)).find((it) => it !== undefined);
  if (why) at.lack('managedBy', why);
  if (why && names.length === 0) return undefined;
  return sortedSet(names.map((name) => printable(addressOf(name, at) ?? name, 128)));
}

function addressOf(name: Manager, at: At): string | undefined {
  const asked = { 'Ubuntu Landscape': at.one('landscape'), Salt: at.one('salt'), Puppet: at.one('puppet') }[name as 'Salt'];
  if (asked?.state === 'failed') return at.lack('managedBy', asked);
  const text = asked?.state === 'read' ? asked.text : '';
  const found = name === 'Salt' ? /^master:\s*["']?([\w.:-]+)/m.exec(text)?.[1] : addressIn(name, text);
  return found === undefined || found === '' ? undefined : `${name} (${withoutCredentials(found)})`;
}

function addressIn(name: Manager, text: string): string | undefined {
  const ini = iniIn(text);
  if (name === 'Ubuntu Landscape') return ini.get('client')?.get('url');
  return name === 'Puppet' ? (ini.get('agent')?.get('server') ?? ini.get('main')?.get('server')) : undefined;
}
