import type { Firewall } from '../../../wire/sections/firewall.ts';
import { sortedBy } from '../../host/order.ts';
import { filesOf, presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import { starts, unitSources, unitsOf } from '../../host/systemd-units.ts';
import { isUfwEnabled, managedSources } from './managed.ts';

type Product = NonNullable<Firewall['products']>[number];

interface Kind {
  readonly name: Product['name'];
  /** Programs of which any proves that it is installed. */
  readonly programs: readonly string[];
  readonly units: readonly string[];
}

/** Programs that write the rule set, as the packages of Debian, Red Hat and SUSE, or their makers, install them. */
const kinds: readonly Kind[] = [
  { name: 'nftables', programs: ['/usr/sbin/nft'], units: ['nftables.service'] },
  { name: 'ufw', programs: ['/usr/sbin/ufw'], units: ['ufw.service'] },
  { name: 'firewalld', programs: ['/usr/sbin/firewalld'], units: ['firewalld.service'] },
  /** What loads saved iptables rules at boot; the command alone is no product. */
  {
    name: 'iptables',
    programs: ['/usr/sbin/netfilter-persistent', '/usr/libexec/iptables/iptables.init'],
    units: ['netfilter-persistent.service', 'iptables.service'],
  },
  /** Shorewall, ConfigServer Firewall, ferm, FireHOL. */
  {
    name: 'other',
    programs: ['/usr/sbin/shorewall', '/usr/sbin/csf', '/usr/sbin/ferm', '/usr/sbin/firehol'],
    units: ['shorewall.service', 'csf.service', 'ferm.service', 'firehol.service'],
  },
];

export const productSources: Sources & typeof unitSources & typeof managedSources = {
  ...unitSources,
  ...managedSources,
  ...Object.fromEntries(kinds.flatMap(({ programs }) => programs.map((pattern) => [`program ${pattern}`, { kind: 'names', pattern }]))),
};

/** The installed programs that manage the rule set, by name. */
export function firewallProducts(at: Look<typeof productSources>): Product[] {
  const units = unitsOf(at);
  const found = kinds.flatMap(({ name, programs, units: names }): Product[] => {
    const sources = programs.map((program) => `program ${program}`);
    if (!sources.some((source) => presence(at, source))) {
      for (const why of sources.map((source) => whyUnread(at, source))) if (why) at.lack('products', why);
      return [];
    }
    const started = starts(units, ...names);
    const enabledAtBoot = name === 'ufw' ? ufwAtBoot(started, at) : started;
    if (enabledAtBoot === undefined) at.lack('products[].enabledAtBoot', units.unread ?? { reason: 'denied', detail: managedSources.ufw.path });
    return [{ name, enabledAtBoot }];
  });
  return sortedBy(found, ({ name }) => name);
}

/** The unit of ufw always runs and then looks whether `ufw enable` was said. */
function ufwAtBoot(started: boolean | undefined, at: Look<typeof productSources>): boolean | undefined {
  if (started === false) return false;
  return at.one('ufw').state === 'failed' ? undefined : isUfwEnabled(at) ? started : false;
}

/** Whether firewalld is what keeps the rules. */
export function isFirewalldEnabled(at: Look<typeof productSources>): boolean {
  return (
    presence(at, 'program /usr/sbin/firewalld') === true &&
    starts(unitsOf(at), 'firewalld.service') === true &&
    (at.one('firewalld').state !== 'absent' || filesOf(at, 'firewalldVendorZones').length > 0)
  );
}
