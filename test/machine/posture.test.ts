import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Accounts } from '../../wire/sections/accounts.ts';
import type { Firewall } from '../../wire/sections/firewall.ts';
import { peer } from '../peers.ts';

/**
 * Posture of this machine, changed for real inside namespaces of its own and read by the sections themselves: finer than
 * the verdicts of outcomes.test.ts. Needs root.
 */
/** Prints what sections say of the machine it runs on. */
const printer = fileURLToPath(new URL('./facts-here.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;

interface Contents {
  readonly firewall: { readonly data: Firewall };
  readonly accounts: { readonly data: Accounts };
}

/** Runs shell commands over overlays of /etc and /var, then prints what `ask` prints. */
function inside(change: string, ask: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'townwatch-posture-'));
  try {
    const script = `
      mount -t tmpfs none ${folder}
      for place in etc var; do
        mkdir -p ${folder}/$place/upper ${folder}/$place/work
        mount -t overlay overlay -o lowerdir=/$place,upperdir=${folder}/$place/upper,workdir=${folder}/$place/work /$place
      done
      ip link set lo up
      { ${change}
      } >&2
      ${ask}`;
    const { status, stdout, stderr } = spawnSync('unshare', ['--mount', '--net', 'bash', '-euo', 'pipefail', '-c', script], { encoding: 'utf8', timeout: 60_000 });
    if (status !== 0) throw new Error(`${change} ended with ${status}: ${stderr.slice(-2000)}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function factsAfter(change: string): Contents {
  return JSON.parse(inside(change, `exec ${process.execPath} ${printer} firewall accounts`)) as Contents;
}

/** Packages of peers may have switched on a firewall of their own here. */
const firewallAfter = (change: string) => factsAfter(`systemctl disable --quiet firewalld 2>/dev/null || true; ${change}`).firewall.data;

describe.skipIf(!isRoot)('the firewall of this machine', () => {
  it('is open when nothing is loaded', () => {
    expect(firewallAfter('true')).toMatchObject({ filtering: false, defaultInbound: 'accept', hooks: [], allowed: [] });
  });

  it('is told from its rules when nftables has some', ({ skip }) => {
    if (peer('nft') === undefined) return skip();
    const rules = `table inet filter {
      chain input { type filter hook input priority 0; policy accept; iif lo accept; ct state established,related accept; tcp dport { 22, 80 } accept; ip saddr 10.0.0.0/24 udp dport 161 accept; reject; }
    }`;
    const facts = firewallAfter(`nft -f - <<'END'\n${rules.replaceAll('; }', ';\n}').replaceAll('; ', ';\n').replace('{ type', '{\ntype')}\nEND`);
    expect(facts).toMatchObject({ filtering: true, defaultInbound: 'reject', hooks: [{ family: 'inet', chain: 'input', policy: 'accept', rules: 5, refusesRest: true }] });
    expect(facts.allowed).toEqual([
      { protocol: 'tcp', port: '22', from: null, program: '*' },
      { protocol: 'tcp', port: '80', from: null, program: '*' },
      { protocol: 'udp', port: '161', from: '10.0.0.0/24', program: '*' },
    ]);
  });

  it('is what ufw made it', ({ skip }) => {
    if (peer('ufw') === undefined) return skip();
    const facts = firewallAfter('ufw allow 22/tcp; ufw limit proto tcp from 10.0.0.0/24 to any port 3389; ufw deny 23; ufw allow out 53; ufw --force enable');
    expect(facts).toMatchObject({ filtering: true, defaultInbound: 'drop' });
    expect(facts.products).toContainEqual({ name: 'ufw', enabledAtBoot: true });
    expect(facts.allowed).toEqual([
      { protocol: 'tcp', port: '22', from: null, program: '*' },
      { protocol: 'tcp', port: '3389', from: '10.0.0.0/24', program: '*' },
    ]);
    expect(firewallAfter('ufw --force enable; ufw disable')).toMatchObject({ filtering: false, defaultInbound: 'accept' });
  });

  it('is not open because only the older iptables refuses', ({ skip }) => {
    if (!existsSync('/usr/sbin/iptables-legacy')) return skip();
    expect(firewallAfter('iptables-legacy -P INPUT DROP; ip6tables-legacy -P INPUT DROP')).toMatchObject({ filtering: true, defaultInbound: 'drop' });
    expect(firewallAfter('iptables-legacy -A INPUT -p tcp --dport 23 -j DROP')).toMatchObject({ filtering: true, defaultInbound: 'accept' });
  });
});

describe.skipIf(!isRoot)('administrators of this machine', () => {
  const people = ['anna', 'bert', 'carl', 'dora', 'emil', 'finn'];
  const change = `
    for user in ${people.join(' ')}; do useradd --no-create-home --shell /bin/bash $user; done
    groupadd --force chiefs; usermod --append --groups chiefs anna
    cat > /etc/sudoers.d/town <<'END'
User_Alias STAFF = bert, carl
Cmnd_Alias EVERYTHING = ALL
%chiefs ALL=(ALL:ALL) ALL
STAFF, !carl ALL = EVERYTHING
dora ALL=(www-data) ALL
emil ALL=(root) NOPASSWD: /usr/bin/id, /usr/bin/apt-get update
END
    echo 'finn ALL=(root) NOPASSWD: ALL' > /etc/sudoers.d/more
    chmod 440 /etc/sudoers.d/town /etc/sudoers.d/more
    visudo --check`;

  it('are those that sudo itself lets do everything as root', ({ skip }) => {
    if (peer('sudo') === undefined) return skip();
    const users = factsAfter(change).accounts.data.users ?? [];
    const ours = people.filter((name) => users.find((user) => user.name === name)?.administrator);
    const theirs = people.filter((name) => /^\s+\((?:ALL|root)[^)]*\) (?:NOPASSWD: )?ALL$/m.test(inside(change, `sudo --list --other-user=${name}`)));
    expect(ours).toEqual(theirs);
    expect(ours).toEqual(['anna', 'bert', 'finn']);
  });

  it('and their passwords are read as chage reads them', () => {
    const set = `${change}\necho 'anna:secret' | chpasswd; chage --maxdays 90 --expiredate 2020-08-26 --lastday 2023-12-09 anna; usermod --lock bert; passwd --delete carl`;
    const users = new Map((factsAfter(set).accounts.data.users ?? []).map((user) => [user.name, user]));
    expect(users.get('anna')).toMatchObject({ password: 'set', passwordScheme: 'yescrypt', passwordMaxDays: 90, expiresOn: '2020-08-26', passwordChangedOn: '2023-12-09', enabled: false });
    expect(users.get('bert')).toMatchObject({ password: 'locked', enabled: false });
    expect(users.get('carl')).toMatchObject({ password: 'empty', enabled: true });
    expect(execFileSync('id', ['-un'], { encoding: 'utf8' }).trim()).toBe('root');
  });
});
