import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { peer } from '../peers.ts';
import { factsAfter } from './changed-copy.ts';

/**
 * Services of this machine, switched on, off and taken away for real in a copy of it. The kernel's own clock belongs to all
 * copies, so that "synchronized" is what chronyd leaves behind when it says so, and the clock itself stays as it is.
 */
const isRoot = process.getuid?.() === 0;
const limit = { timeout: 120_000 };

describe.skipIf(!isRoot)('chrony', limit, () => {
  const config = `printf 'server 192.0.2.1 iburst nts\\npool pool.town.example\\ndriftfile /var/lib/chrony/chrony.drift\\n' > /etc/chrony/chrony.conf`;

  it('that starts and runs has its servers', ({ skip }) => {
    if (peer('chronyd') === undefined) return skip();
    const { time } = factsAfter(`${config}; systemctl enable chrony; chronyd -x; sleep 0.3`, 'time');
    expect(time.data).toMatchObject({
      services: [{ name: 'chrony', enabled: true, running: true }], source: 'servers',
      servers: [{ address: '192.0.2.1', pool: false, authenticated: true }, { address: 'pool.town.example', pool: true, authenticated: false }],
    });
  });

  it('that neither starts nor runs sets no clock; one that is not installed is not there', ({ skip }) => {
    if (peer('chronyd') === undefined) return skip();
    expect(factsAfter(`${config}; systemctl disable chrony; rm -f /etc/rc?.d/S??chrony`, 'time').time.data).toMatchObject({ services: [{ name: 'chrony', enabled: false, running: false }], source: 'none', servers: [] });
    expect(factsAfter('rm /usr/sbin/chronyd', 'time').time.data).toMatchObject({ services: [], source: 'none' });
  });

  it('that followed a server a moment ago, and one that has not for a day', ({ skip }) => {
    if (peer('chronyd') === undefined) return skip();
    const drift = 'mkdir -p /var/lib/chrony; echo "1.0 0.1" > /var/lib/chrony/chrony.drift; rm -rf /run/systemd/timesync';
    expect(factsAfter(drift, 'vitals').vitals.data.clockSynchronized).toBe(true);
    expect(factsAfter(`${drift}; touch --date=yesterday /var/lib/chrony/chrony.drift`, 'vitals').vitals.data.clockSynchronized).toBeUndefined();
  });
});

describe.skipIf(!isRoot)('auditd', limit, () => {
  const rules = `printf -- '-w /etc/passwd -p wa -k identity\\n-w /etc/shadow -p wa -k identity\\n-e 2\\n' > /etc/audit/rules.d/town.rules; augenrules >/dev/null 2>&1 || true`;

  it('present with rules, present without, installed and not started, absent', ({ skip }) => {
    if (peer('auditd') === undefined) return skip();
    const auditOf = (change: string) => factsAfter(change, 'logging').logging.data.audit;
    expect(auditOf(`systemctl enable auditd; ${rules}`)).toEqual({ enabled: true, rules: 2, locked: true });
    expect(auditOf('systemctl enable auditd; rm -f /etc/audit/rules.d/*; : > /etc/audit/audit.rules')).toEqual({ enabled: true, rules: 0, locked: false });
    expect(auditOf('systemctl disable auditd; rm -f /etc/rc?.d/S??auditd')).toMatchObject({ enabled: false });
    expect(auditOf('rm -f /usr/sbin/auditd')).toBeNull();
  });
});

describe.skipIf(!isRoot)('unattended-upgrades', limit, () => {
  const on = `printf 'APT::Periodic::Update-Package-Lists "1";\\nAPT::Periodic::Unattended-Upgrade "1";\\n' > /etc/apt/apt.conf.d/20auto-upgrades; systemctl enable apt-daily.timer apt-daily-upgrade.timer`;

  it('on, installed and off, its timer off, absent', ({ skip }) => {
    if (peer('unattended-upgrade') === undefined) return skip();
    const automatic = (change: string) => factsAfter(change, 'updates').updates.data.automatic;
    expect(automatic(on)).toMatchObject({ product: 'unattended-upgrades', installs: true, scheduled: true });
    expect(automatic(`${on}; sed -i 's/Unattended-Upgrade "1"/Unattended-Upgrade "0"/' /etc/apt/apt.conf.d/20auto-upgrades`)).toMatchObject({ product: 'unattended-upgrades', installs: false, scheduled: true });
    expect(automatic(`${on}; systemctl disable apt-daily-upgrade.timer`)).toMatchObject({ product: 'unattended-upgrades', installs: false, scheduled: false });
    expect(automatic('rm /usr/bin/unattended-upgrade')).toMatchObject({ product: null, installs: false });
  });

  it('security updates that wait are those that apt would install from the archive of security updates', ({ skip }) => {
    const apt = peer('apt-get');
    if (apt === undefined) return skip();
    const { stdout } = spawnSync(apt, ['--simulate', 'dist-upgrade'], { encoding: 'utf8' });
    const theirs = [...stdout.matchAll(/^Inst (\S+) \[[^\n]*Security/gm)].map(([, name = '']) => name).sort((a, b) => (a < b ? -1 : 1));
    const { pending, pendingSecurityCount } = factsAfter('true', 'updates').updates.data;
    if (pendingSecurityCount === undefined || pendingSecurityCount === null) return skip('apt fetched no list of security updates here');
    expect(pending?.map(({ name }) => name)).toEqual(expect.arrayContaining(theirs));
  });
});

describe.skipIf(!isRoot)('firewalld', limit, () => {
  it('on with open ports, on and empty, installed and off', ({ skip }) => {
    if (peer('firewall-offline-cmd') === undefined) return skip();
    const firewall = (change: string) => factsAfter(change, 'firewall').firewall.data;
    const zone = 'firewall-offline-cmd --new-zone=town; firewall-offline-cmd --set-default-zone=town';
    const open = firewall(`systemctl enable firewalld; ${zone}; firewall-offline-cmd --zone=town --add-service=ssh; firewall-offline-cmd --zone=town --add-port=8443/tcp`);
    expect(open.products).toContainEqual({ name: 'firewalld', enabledAtBoot: true });
    expect(open.allowed?.map(({ protocol, port }) => `${protocol} ${port}`)).toEqual(['tcp 22', 'tcp 8443']);
    const empty = firewall(`systemctl enable firewalld; ${zone}`);
    expect([empty.products?.find(({ name }) => name === 'firewalld')?.enabledAtBoot, empty.allowed]).toEqual([true, []]);
    expect(firewall('systemctl disable firewalld').products).toContainEqual({ name: 'firewalld', enabledAtBoot: false });
  });
});

describe.skipIf(!isRoot)('a power supply that the dummy driver of NUT plays', limit, () => {
  const state = `printf 'device.serial: T-1\\nups.status: OL RB\\nbattery.charge: 87\\nbattery.runtime: 1200\\nbattery.date: 2021/05/01\\n' > /etc/nut/town.dev`;
  const nut = `
    printf 'MODE=standalone\\n' > /etc/nut/nut.conf
    ${state}
    printf '[rack]\\n  driver = dummy-ups\\n  port = town.dev\\n  mode = dummy-once\\n' > /etc/nut/ups.conf
    printf 'LISTEN 127.0.0.1 3493\\n' > /etc/nut/upsd.conf
    printf '[upsmon]\\n  password = CANARY\\n  upsmon primary\\n' > /etc/nut/upsd.users
    printf 'MONITOR rack@localhost 1 upsmon CANARY primary\\nSHUTDOWNCMD "/sbin/shutdown -h +0"\\n' > /etc/nut/upsmon.conf
    systemctl enable nut-monitor; mkdir -p /run/nut; chown nut:nut /run/nut`;
  const started = `${nut}; upsdrvctl start; upsd; for i in 1 2 3 4 5 6 7 8 9 10; do upsc rack@localhost 2>/dev/null | grep -q battery.date && break; sleep 0.5; done`;

  it('says what it is and how it is, and no password', ({ skip }) => {
    if (peer('upsd') === undefined || peer('upsc') === undefined) return skip();
    const facts = factsAfter(started, 'power', 'vitals');
    expect(facts.power.data).toEqual({
      ups: [{ name: 'rack', by: 'nut', manufacturer: 'Dummy Manufacturer', model: 'Dummy UPS', serial: 'T-1', firmware: null, manufacturedOn: null, batteryChangedOn: '2021-05-01', local: true }],
      monitors: [{ name: 'nut', enabled: true, shutsDown: true }],
    });
    expect(facts.vitals.data.ups).toEqual([{ name: 'rack', online: true, replaceBattery: true, chargePercent: 87, runtimeSeconds: 1200 }]);
    expect(JSON.stringify(facts)).not.toContain('CANARY');
  });

  it('whose driver does not run is known by name only', ({ skip }) => {
    if (peer('upsd') === undefined) return skip();
    expect(factsAfter(nut, 'power').power.data.ups).toEqual([{ name: 'rack', by: 'nut', local: true }]);
  });
});
