import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/firewall/linux.ts';
import type { Machine } from '../machine.ts';
import { factsWith } from '../started.ts';
import type { Programs } from '../started.ts';
import { townPrograms, townServer } from '../town-server.ts';

const nothing = '{"nftables":[{"metainfo":{"version":"1.0.6","json_schema_version":1}}]}';
const of = (machine: Machine, programs: Programs = { nft: nothing }) => factsWith(linux, machine, programs);
const unit = (name: string): Machine => ({ [`/etc/systemd/system/multi-user.target.wants/${name}`]: { link: `/lib/systemd/system/${name}` } });
const noRules = { reason: 'needs-root', state: 'failed', detail: '/usr/sbin/nft' } as const;
const nft = (policy: string, ...rules: unknown[][]) =>
  JSON.stringify({
    nftables: [
      { metainfo: {} },
      { chain: { family: 'inet', table: 'filter', name: 'input', type: 'filter', hook: 'input', prio: 0, policy } },
      ...rules.map((expr) => ({ rule: { family: 'inet', table: 'filter', chain: 'input', expr } })),
    ],
  });
const dport = (right: unknown, protocol = 'tcp') => ({ match: { op: '==', left: { payload: { protocol, field: 'dport' } }, right } });
const saddr = (right: unknown) => ({ match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right } });
const through = (right: string) => ({ match: { op: '==', left: { meta: { key: 'iifname' } }, right } });
const accept = { accept: null };

test('the server of a town', () => {
  const { data, missing } = of(townServer, townPrograms);
  expect(data).toEqual({
    filtering: true,
    defaultInbound: 'drop',
    hooks: [
      { family: 'ip', table: 'filter', chain: 'INPUT', hook: 'input', policy: 'drop', rules: 2, refusesRest: false },
      { family: 'ip6', table: 'filter', chain: 'INPUT', hook: 'input', policy: 'drop', rules: 2, refusesRest: false },
    ],
    allowed: [{ protocol: 'tcp', port: '22', from: '10.0.0.0/24', program: '*' }],
    profiles: [],
    products: [
      { name: 'nftables', enabledAtBoot: false },
      { name: 'ufw', enabledAtBoot: true },
    ],
  });
  expect(missing.map(({ path }) => path)).toEqual([]);
});

test('a machine without rules is open, and that is known', () => {
  const { data, missing } = of({ '/usr/sbin/nft': 'x' });
  expect(data).toEqual({ filtering: false, defaultInbound: 'accept', hooks: [], allowed: [], profiles: [], products: [{ name: 'nftables', enabledAtBoot: false }] });
  expect(missing).toEqual([]);
});

test('an ordinary user learns of products, and why not of rules', () => {
  const refused = { refused: 'needs-root' } as const;
  const { data, gaps } = of({ ...townServer, '/etc/ufw/user.rules': refused, '/etc/ufw/user6.rules': refused }, { nft: noRules });
  expect(data).toEqual({
    profiles: [],
    products: [
      { name: 'nftables', enabledAtBoot: false },
      { name: 'ufw', enabledAtBoot: true },
    ],
  });
  expect(gaps).toEqual({ filtering: 'needs-root', defaultInbound: 'needs-root', hooks: 'needs-root', allowed: 'needs-root' });
});

describe('nft that says something else', () => {
  test.each([
    ['is not installed', {}, 'tool-missing'],
    ['was refused by the kernel', { nft: { state: 'read', text: '', exitCode: 1, stderr: 'Operation not permitted (you must be root)\n' } }, 'denied'],
    ['knows no JSON', { nft: { state: 'read', text: '', exitCode: 1, stderr: 'Error: JSON support not compiled-in\n' } }, 'unreadable'],
    ['speaks nonsense', { nft: 'table inet filter {}' }, 'unreadable'],
    ['hangs', { nft: { state: 'failed', reason: 'timeout', detail: 'nft' } }, 'timeout'],
  ] as [string, Programs, string][])('%s', (_name, programs, reason) => {
    const { data, gaps } = of({}, programs);
    expect(data).toEqual({ profiles: [], products: [] });
    expect(gaps).toEqual({ filtering: reason, defaultInbound: reason, hooks: reason, allowed: reason });
  });
});

describe('a kernel whose filters are modules', () => {
  const modules = (loaded: string, builtin: Machine[string]): Machine => ({ '/proc/modules': loaded, '/proc/sys/kernel/osrelease': '6.1.0-18-amd64\n', '/lib/modules/6.1.0-18-amd64/modules.builtin': builtin });

  test('filters nothing while none is loaded, whoever asks', () => {
    for (const programs of [{}, { nft: noRules }] as Programs[]) {
      const { data, gaps } = of(modules('ext4 1 2 - Live 0x0\n', 'kernel/fs/ext4/ext4.ko\n'), programs);
      expect(data).toMatchObject({ filtering: false, defaultInbound: 'accept', hooks: [], allowed: [] });
      expect(gaps).toEqual({});
    }
  });

  test.each([
    ['nf_tables is loaded', modules('nf_tables 303104 85 - Live 0x0\n', 'kernel/fs/ext4/ext4.ko\n')],
    ['ip_tables is loaded', modules('ip_tables 36864 0 - Live 0x0\n', 'kernel/fs/ext4/ext4.ko\n')],
    ['it is built in', modules('', 'kernel/net/netfilter/nf_tables.ko\n')],
    ['the list of built-in drivers is not there', modules('', undefined)],
    ['the kernel has no modules', {}],
  ])('may filter when %s', (_name, machine) => {
    expect(of(machine, { nft: noRules }).gaps).toMatchObject({ filtering: 'needs-root' });
  });
});

describe('tables of older iptables', () => {
  const present = { '/proc/net/ip_tables_names': 'nat\nfilter\n' };
  const saved = '# Generated by iptables-save v1.8.9 on Sun\n*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\n-A INPUT -s 192.168.0.0/16 -p tcp -m tcp --dport 443 -j ACCEPT\n-A INPUT -i wg0 -j ACCEPT\nCOMMIT\n';

  test('are read by their own program', () => {
    const { data } = of(present, { nft: nothing, iptables: saved });
    expect(data).toMatchObject({ filtering: true, defaultInbound: 'drop', hooks: [{ family: 'ip', chain: 'INPUT', policy: 'drop', rules: 3 }] });
    expect(data.allowed).toEqual([
      { protocol: 'any', port: null, from: 'interface wg0', program: '*' },
      { protocol: 'tcp', port: '443', from: '192.168.0.0/16', program: '*' },
    ]);
  });

  test('leave IPv6 open, where the machine has it', () => {
    const six = { '/proc/net/if_inet6': 'fe80000000000000021122fffe334455 02 40 20 80 eth0\n' };
    expect(of({ ...present, ...six }, { nft: nothing, iptables: saved }).data).toMatchObject({ filtering: true, defaultInbound: 'accept' });
    expect(of({ ...present, '/proc/net/if_inet6': '00000000000000000000000000000001 01 80 10 80 lo\n' }, { nft: nothing, iptables: saved }).data.defaultInbound).toBe('drop');
  });

  test('are not known without it, unless nft refuses by itself', () => {
    expect(of(present, { nft: nothing }).gaps).toMatchObject({ filtering: 'tool-missing', defaultInbound: 'tool-missing' });
    expect(of(present, { nft: nft('drop') }).data).toMatchObject({ filtering: true, defaultInbound: 'drop' });
    expect(of({ '/proc/net/ip_tables_names': { refused: 'needs-root' } }).gaps).toMatchObject({ filtering: 'needs-root' });
  });

  test('are not looked for when there are none', () => {
    expect(of({ '/proc/net/ip_tables_names': '' }).data).toMatchObject({ filtering: false, defaultInbound: 'accept' });
  });
});

test('what rules of nft let in', () => {
  const rules = nft(
    'drop',
    [{ match: { op: 'in', left: { ct: { key: 'state' } }, right: ['established', 'related'] } }, accept],
    [through('lo'), accept],
    [dport({ set: [22, { range: [8000, 8010] }] }), accept],
    [saddr({ prefix: { addr: '10.0.0.0', len: 24 } }), dport(161, 'udp'), accept],
    [saddr('@admins'), accept],
    [through('eth0'), dport(25), accept],
    [through('wg0'), accept],
    [{ match: { op: '==', left: { meta: { key: 'l4proto' } }, right: 'ipv6-icmp' } }, accept],
    [{ match: { op: '==', left: { meta: { key: 'l4proto' } }, right: 'esp' } }, accept],
  );
  const { data, gaps } = of({}, { nft: rules });
  expect(data.allowed).toEqual([
    { protocol: 'any', port: null, from: '@admins', program: '*' },
    { protocol: 'any', port: null, from: 'interface wg0', program: '*' },
    { protocol: 'esp', port: null, from: null, program: '*' },
    { protocol: 'tcp', port: '22', from: null, program: '*' },
    { protocol: 'tcp', port: '25', from: null, program: '*' },
    { protocol: 'tcp', port: '8000-8010', from: null, program: '*' },
    { protocol: 'udp', port: '161', from: '10.0.0.0/24', program: '*' },
  ]);
  expect(gaps).toEqual({});
});

test('a rule that cannot be said as ports and addresses leaves the list known in part', () => {
  const { data, gaps } = of({}, { nft: nft('drop', [dport(22), accept], [{ xt: { type: 'match', name: 'multiport' } }, accept]) });
  expect(data.allowed).toEqual([{ protocol: 'tcp', port: '22', from: null, program: '*' }]);
  expect(gaps).toMatchObject({ allowed: 'unreadable' });
});

test('the tuples of ufw', () => {
  const tuples = [
    'allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in',
    'limit tcp 3389 0.0.0.0/0 any 10.0.0.0/24 in',
    'allow udp 8000:8010 0.0.0.0/0 any 0.0.0.0/0 in',
    'allow tcp 80,443 0.0.0.0/0 any 0.0.0.0/0 in_eth0 comment=68656c6c6f',
    'allow any any 0.0.0.0/0 any 0.0.0.0/0 in_wg0',
    'deny any 23 0.0.0.0/0 any 0.0.0.0/0 in',
    'allow any 53 0.0.0.0/0 any 0.0.0.0/0 out',
    'allow any any 0.0.0.0/0 any 192.168.1.5 in',
    'route:allow any any 0.0.0.0/0 any 0.0.0.0/0 in_eth0!out_eth1',
    'allow_log tcp 5432 0.0.0.0/0 any 0.0.0.0/0 Postgres - in',
  ];
  const { data } = of(
    { '/etc/ufw/ufw.conf': 'ENABLED=yes\n', '/etc/ufw/user.rules': tuples.map((tuple) => `### tuple ### ${tuple}\n-A x\n`).join(''), '/etc/ufw/user6.rules': '### tuple ### allow tcp 22 ::/0 any ::/0 in\n' },
    { nft: nft('drop') },
  );
  expect(data.allowed?.map(({ protocol, port, from }) => `${protocol} ${port} ${from}`)).toEqual([
    'any null 192.168.1.5',
    'any null interface wg0',
    'tcp 22 null',
    'tcp 3389 10.0.0.0/24',
    'tcp 443 null',
    'tcp 5432 null',
    'tcp 80 null',
    'udp 8000-8010 null',
  ]);
});

describe('firewalld', () => {
  const firewalld: Machine = {
    '/usr/sbin/firewalld': 'x',
    ...unit('firewalld.service'),
    '/etc/firewalld/firewalld.conf': 'DefaultZone=public\nFirewallBackend=nftables\n',
    '/usr/lib/firewalld/zones/public.xml': '<zone><service name="telnet"/></zone>',
    '/etc/firewalld/zones/public.xml':
      '<?xml version="1.0"?>\n<zone>\n<short>Public</short><!-- <port port="1" protocol="tcp"/> --><service name="ssh"/><service name="cockpit"/>\n<port port="8080-8081" protocol="tcp"/><protocol value="esp"/></zone>',
    '/etc/firewalld/zones/internal.xml': '<zone><source address="10.1.0.0/16"/><service name="ssh"/></zone>',
    '/usr/lib/firewalld/zones/drop.xml': '<zone target="DROP"/>',
    '/usr/lib/firewalld/services/ssh.xml': '<service><port protocol="tcp" port="22"/></service>',
    '/usr/lib/firewalld/services/cockpit.xml': '<service><port protocol="tcp" port="9090"/></service>',
  };
  const allowed = (more: Machine = {}) => of({ ...firewalld, ...more }, { nft: nft('accept', [{ reject: null }]) });

  test('lets in what the zones in use say', () => {
    const { data, gaps } = allowed();
    expect(data.allowed?.map(({ protocol, port, from }) => `${protocol} ${port} ${from}`)).toEqual(['esp null null', 'tcp 22 10.1.0.0/16', 'tcp 22 null', 'tcp 8080-8081 null', 'tcp 9090 null']);
    expect(data).toMatchObject({ filtering: true, defaultInbound: 'reject', products: [{ name: 'firewalld', enabledAtBoot: true }] });
    expect(gaps).toEqual({});
  });

  test('is known in part with rich rules, unknown services and hidden zones', () => {
    expect(allowed({ '/etc/firewalld/zones/public.xml': '<zone><rule family="ipv4"><port port="1" protocol="tcp"/><accept/></rule><port port="2" protocol="tcp"/></zone>' })).toMatchObject({
      gaps: { allowed: 'unreadable' },
      data: { allowed: [{ port: '2' }, { port: '22' }] },
    });
    expect(allowed({ '/etc/firewalld/zones/public.xml': '<zone><service name="mine"/></zone>' }).gaps).toMatchObject({ allowed: 'unreadable' });
    expect(allowed({ '/etc/firewalld/zones/public.xml': { refused: 'needs-root' } }).gaps).toMatchObject({ allowed: 'needs-root' });
  });
});

describe('products', () => {
  const products = (machine: Machine) => of(machine).data.products?.map(({ name, enabledAtBoot }) => `${name} ${enabledAtBoot}`);

  test.each([
    ['ufw whose unit runs, never enabled', { '/usr/sbin/ufw': 'x', ...unit('ufw.service'), '/etc/ufw/ufw.conf': 'ENABLED=no\n' }, ['ufw false']],
    ['ufw enabled, its unit off', { '/usr/sbin/ufw': 'x', '/etc/ufw/ufw.conf': 'ENABLED=yes\n' }, ['ufw false']],
    ['ufw whose settings are hidden', { '/usr/sbin/ufw': 'x', ...unit('ufw.service'), '/etc/ufw/ufw.conf': { refused: 'denied' } }, ['ufw undefined']],
    ['nftables by its unit', { '/usr/sbin/nft': 'x', ...unit('nftables.service') }, ['nftables true']],
    ['rules that are loaded at boot', { '/usr/sbin/netfilter-persistent': 'x', ...unit('netfilter-persistent.service') }, ['iptables true']],
    ['another one', { '/usr/sbin/csf': 'x', ...unit('csf.service') }, ['other true']],
  ] as [string, Machine, string[]][])('%s', (_name, machine, expected) => {
    expect(products(machine)).toEqual(expected);
  });
});
