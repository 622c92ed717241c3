import { describe, expect, it } from 'vitest';
import { peer } from '../peers.ts';
import { auditIn, differences } from './sandbox.ts';
import type { Situation, Verdicts } from './sandbox.ts';

/**
 * This machine, changed for real in its own namespaces: each change must change exactly the verdicts that it should.
 * Needs root. Programs of others are those of test/peers.txt.
 */
const root = process.getuid?.() === 0;
const known: { base?: Verdicts } = {};
const base = () => (known.base ??= auditIn());
const changes = (situation: Situation, before = base()) => differences(before, auditIn(situation));

describe.skipIf(!root)('a machine that is changed', () => {
  it('gives the same verdicts again when nothing changed', () => {
    expect(base().size).toBeGreaterThan(30);
    expect(changes({})).toEqual([]);
  });

  it('has a firewall once nftables drops what no rule allows', ({ skip }) => {
    if (peer('nft') === undefined) return skip();
    expect(base().get('CFG-007 computer')).toBe('fail');
    expect(changes({ change: `
      nft add table inet filter
      nft 'add chain inet filter input { type filter hook input priority 0; policy drop; }'
      nft add rule inet filter input iif lo accept` })).toEqual(['CFG-007 computer: fail → pass']);
  });

  it('has a firewall once ufw is enabled, where it starts', ({ skip }) => {
    if (peer('ufw') === undefined) return skip();
    expect(changes({ change: 'ufw --force enable' })).toEqual(['CFG-007 computer: fail → pass']);
  });

  it('has an administrator that nobody approved once a second account has uid 0', () => {
    const found = changes({ change: `
      echo 'toor:x:0:0::/root:/bin/bash' >> /etc/passwd
      echo 'toor:$y$j9T$abcdefghijklmnop$0123456789012345678901234567890123456789abc:19000:0:99999:7:::' >> /etc/shadow` });
    // With a password of its own it also is the first account to which the rules for passwords apply, where root has none.
    expect(found.filter((line) => !/computer\/0\/toor|^IAM-01[23] computer: not-applicable → fail$/.test(line))).toEqual(['IAM-015 computer: pass → fail']);
    expect(found.filter((line) => line.includes('computer/0/toor')).length).toBeGreaterThan(0);
  });

  it('lets root in by password once sshd says so', ({ skip }) => {
    if (peer('sshd') === undefined) return skip();
    expect(changes({ change: `printf 'PermitRootLogin yes\\nPasswordAuthentication yes\\n' > /etc/ssh/sshd_config.d/00-weak.conf` })).toEqual(['CFG-014 computer: pass → fail']);
  });

  it('runs a database that is no longer repaired once its package is installed', ({ skip }) => {
    if (peer('dpkg-deb') === undefined) return skip();
    const found = changes({ change: `
      mkdir -p /root/old/DEBIAN
      printf 'Package: postgresql-9.6\\nVersion: 9.6.24-1.pgdg110+1\\nArchitecture: amd64\\nMaintainer: Debian PostgreSQL Maintainers <team@example.org>\\nDescription: a database\\n' > /root/old/DEBIAN/control
      dpkg-deb --build --root-owner-group /root/old /root/old.deb
      dpkg --install /root/old.deb` });
    // What is out of support also has nobody who answers for it.
    expect(found).toEqual([expect.stringMatching(/^EOL-007 computer: (pass|not-applicable) → fail$/), 'EOL-022 computer: not-applicable → fail']);
  });

  it('has a backup that grows old', ({ skip }) => {
    if (peer('restic') === undefined || peer('faketime') === undefined) return skip();
    // Of the programs of other backups nobody said where their copies are: with one of them the list would be known in part.
    const repository = `
      rm -f /usr/bin/borg /usr/bin/borgfs
      mkdir -p /etc/townwatch /srv/copies; echo secret > /root/restic-password; chmod 600 /root/restic-password
      export RESTIC_PASSWORD_FILE=/root/restic-password HOME=/root
      restic --quiet --repo /srv/copies init; restic --quiet --repo /srv/copies backup /etc/hostname
      printf 'repositories:\\n  - {product: restic, location: /srv/copies, passwordFile: /root/restic-password}\\n' > /etc/townwatch/agent.yaml; chmod 600 /etc/townwatch/agent.yaml`;
    const fresh = auditIn({ change: repository });
    expect(fresh.get('BKP-002 computer')).toBe('pass');
    const old = changes({ change: repository, wrap: 'faketime -f +20d' }, fresh);
    // Another system may back it up from outside: only a job list could say that nothing does.
    expect(old).toEqual(['BKP-002 computer: pass → unknown(population-not-known)']);
  });
});

describe.skipIf(!root)('the same machine, asked by an ordinary user', () => {
  it('leaves what needs root unknown for that reason, and root decides it', () => {
    const user = auditIn({ wrap: 'setpriv --reuid=65534 --regid=65534 --clear-groups' });
    const differing = differences(base(), user);
    expect(differing.length).toBeGreaterThan(3);
    expect(differing.filter((line) => !line.endsWith('→ unknown(needs-root)'))).toEqual([]);
    expect([...base().values()].filter((verdict) => verdict === 'unknown(needs-root)')).toEqual([]);
  });
});
