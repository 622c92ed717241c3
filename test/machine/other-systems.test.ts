import { beforeAll, describe, expect, it } from 'vitest';
import { debian, scanIn } from './other-systems/tree.ts';
import type { Answer, ScanSection, Situation } from './other-systems/tree.ts';
import { differences, verdictsOf } from './other-systems/verdicts.ts';
import type { Verdicts } from './other-systems/verdicts.ts';

/**
 * Another Debian than the one we sit on, made by debootstrap and scanned inside namespaces: the agent must see what the
 * system's own tools see, and on a machine that hides, breaks or twists things no rule may pass or fail for want of a fact.
 * Needs root, debootstrap and an archive that apt can reach.
 */
const suite = 'trixie';
const root = process.getuid?.() === 0;

/** A machine in order: an administrator, a security archive, and defaults. */
const usual = `
  useradd -m -s /bin/bash maria; echo 'maria:secret1' | chpasswd; usermod -aG sudo maria
  echo 'deb http://deb.example.org/debian-security ${suite}-security main' >> /etc/apt/sources.list
  printf 'APT::Periodic::Update-Package-Lists "1";\\nAPT::Periodic::Unattended-Upgrade "1";\\n' > /etc/apt/apt.conf.d/20auto-upgrades
  mkdir -p /run/sshd
`;
const known: { tree?: string; root?: Verdicts; user?: Verdicts } = {};

function scanned(situation: Situation): Answer {
  if (known.tree === undefined) throw new Error('there is no tree');
  const answer = scanIn(known.tree, { ...situation, change: `${usual}\n${situation.change ?? ''}` });
  expect(answer.scanMs).toBeLessThan(10_000);
  return answer;
}

/** How the verdicts on a changed machine differ from those on one in order. */
function changes(situation: Situation): string[] {
  const before = situation.asUser ? (known.user ??= verdictsOf(scanned({ asUser: true }).scan)) : (known.root ??= verdictsOf(scanned({}).scan));
  return differences(before, verdictsOf(scanned(situation).scan));
}

function dataOf(section: ScanSection | undefined): Readonly<Record<string, unknown>> {
  return section?.data ?? {};
}

/** Parts of an answer that begin with a line `## name`. */
function parts(said: string): Map<string, string[]> {
  return new Map(said.split(/^## /m).slice(1).map((part) => {
    const [name = '', ...lines] = part.trim().split('\n');
    return [name, lines];
  }));
}

describe.skipIf(!root)('another Debian', () => {
  beforeAll(() => {
    const tree = debian(suite);
    if (tree !== undefined) known.tree = tree;
  }, 85_000);

  it('is seen as its own tools see it', ({ skip }) => {
    if (known.tree === undefined) return skip();
    const { scan, said } = scanned({
      change: `
        useradd -m -s /bin/bash carol; passwd -d carol
        useradd -m -s /bin/bash frank; echo frank:x | chpasswd; chage -M 30 -I 5 -d 2026-01-01 frank
        useradd -m -s /bin/bash erin; echo erin:x | chpasswd; usermod -L erin
        mkdir /etc/ssh/more; echo 'PasswordAuthentication no' > /etc/ssh/sshd_config.d/00.conf
        printf 'Match Group sudo\\n PermitEmptyPasswords yes\\n' > /etc/ssh/more/a.conf
        printf 'Include /etc/ssh/sshd_config.d/*.conf\\ninclude more/*.conf\\nPort 2222\\nPort=2200\\npermitrootlogin "yes"\\nPermitRootLogin no\\nUsePAM yes\\nCiphers +aes128-cbc\\nMaxAuthTries 10\\nMatch all\\n MaxAuthTries 3\\n' > /etc/ssh/sshd_config`,
      ask: `
        echo '## packages'; dpkg-query -W -f '\${db:Status-Status} \${Package} \${Version}\\n' | sed -n 's/^installed //p'
        echo '## passwords'; passwd -S -a
        echo '## sshd'; sshd -T
        echo '## units'; for unit in ssh.service apt-daily-upgrade.timer nftables.service; do echo "$unit $(systemctl is-enabled --root=/ $unit)"; done
        echo '## system'; . /etc/os-release; echo "$ID $VERSION_ID"`,
    });
    const own = parts(said);
    const packages = dataOf(scan.sections['software'])['packages'] as readonly { name: string; version: string }[];
    expect(own.get('packages')?.length).toBeGreaterThan(100);
    expect(packages.map(({ name, version }) => `${name} ${version}`).sort()).toEqual(own.get('packages')?.sort());

    const letters: Readonly<Record<string, string>> = { set: 'P', empty: 'NP', locked: 'L', none: 'L' };
    const users = dataOf(scan.sections['accounts'])['users'] as readonly { name: string; password: string; passwordChangedOn: string | null; passwordMaxDays: number | null }[];
    const told = users.map(({ name, password, passwordChangedOn, passwordMaxDays }) => `${name} ${letters[password]} ${passwordChangedOn} ${passwordMaxDays}`);
    const shown = own.get('passwords')?.map((line) => line.split(' ')).map(([name, state, day, , max]) => `${name} ${state} ${day} ${max === '99999' || max === '-1' ? 'null' : max}`);
    expect(told.sort()).toEqual(shown?.sort());

    const sshd = new Map(own.get('sshd')?.map((line) => [line.replace(/ .*/, ''), line.replace(/^\S+ /, '')]));
    const ports = own.get('sshd')?.flatMap((line) => /^port (\d+)$/.exec(line)?.[1] ?? []);
    expect(dataOf(scan.sections['remote-access'])['ssh']).toMatchObject({
      enabled: own.get('units')?.includes('ssh.service enabled'),
      ports: ports?.map(Number).sort((a, b) => a - b),
      permitRootLogin: sshd.get('permitrootlogin'),
      passwordAuthentication: sshd.get('passwordauthentication') === 'yes',
      permitEmptyPasswords: sshd.get('permitemptypasswords') === 'yes',
      maxAuthTries: Number(sshd.get('maxauthtries')),
      weakAlgorithms: sshd.get('ciphers')?.split(',').filter((name) => name.endsWith('-cbc')),
      looserInMatch: ['PermitEmptyPasswords'],
    });
    expect(dataOf(scan.sections['updates'])['automatic']).toMatchObject({ scheduled: own.get('units')?.includes('apt-daily-upgrade.timer enabled') });
    const { product, version } = dataOf(scan.sections['os']) as { product?: string; version?: string };
    expect(`${product} ${version}`).toBe(own.get('system')?.[0]);
  });

  it.for([
    ['there is no procfs', { mounts: 'no-proc' }],
    ['there is no sysfs', { mounts: 'no-sys' }],
    ['the list of packages was torn off', { change: 'truncate -s 40000 /var/lib/dpkg/status' }],
    ['the list of packages was emptied', { change: ': > /var/lib/dpkg/status' }],
    ['everybody may write the list of packages', { change: 'chmod 666 /var/lib/dpkg/status' }],
    ['the system does not say what it is', { change: 'rm -f /etc/os-release /usr/lib/os-release' }],
    ['there is no shadow file', { change: 'rm /etc/shadow' }],
    ['sshd_config is UTF-16', { change: String.raw`printf 'PermitRootLogin yes\n' | iconv -t UTF-16 > /etc/ssh/sshd_config` }],
    ['a part of sshd_config is UTF-16', { change: String.raw`printf 'PermitRootLogin yes\n' | iconv -t UTF-16 > /etc/ssh/sshd_config.d/a.conf` }],
    ['sshd_config includes itself', { change: 'echo "Include /etc/ssh/sshd_config" > /etc/ssh/sshd_config.d/a.conf' }],
    ['a value of sshd_config is none', { change: 'echo "PermitRootLogin maybe" > /etc/ssh/sshd_config.d/a.conf' }],
    ['a program says which keys sign in', { change: 'echo "AuthorizedKeysCommand /usr/bin/keys" > /etc/ssh/sshd_config.d/a.conf' }],
    ['apt refuses its settings', { change: String.raw`printf 'APT::Periodic::Enable "1"\n' > /etc/apt/apt.conf.d/99bad` }],
    ['sudo asks netgroups', { change: 'usermod -G "" maria; echo "+admins ALL=(ALL) ALL" > /etc/sudoers.d/a' }],
    ['sudoers includes itself', { change: 'usermod -G "" maria; echo "@include /etc/sudoers" > /etc/sudoers.d/loop' }],
    ['sudoers includes a file by the name of the computer', { change: 'usermod -G "" maria; echo "@include /etc/sudoers.%h" >> /etc/sudoers' }],
    ['sudoers holds nonsense', { change: 'usermod -G "" maria; echo "this is ( none" >> /etc/sudoers' }],
    ['a user may not see the accounts', { asUser: true, change: 'chmod 600 /etc/passwd' }],
    ['a user may not see sshd_config', { asUser: true, change: 'chmod 600 /etc/ssh/sshd_config' }],
    ['a user may not see settings of apt', { asUser: true, change: 'chmod 700 /etc/apt/apt.conf.d' }],
    ['a user may not see units', { asUser: true, change: 'chmod 700 /etc/systemd/system' }],
    ['a user may not list programs', { asUser: true, change: 'chmod 711 /usr/bin /usr/sbin' }],
    ['a user may not see the packages', { asUser: true, change: 'chmod 700 /var/lib/dpkg' }],
  ] as const satisfies readonly (readonly [string, Situation])[])('is known less, never better or worse, when %s', ([, situation], { skip }) => {
    if (known.tree === undefined) return skip();
    const found = changes(situation);
    expect(found.length).toBeGreaterThan(0);
    // Accounts that are not seen any more have no verdict of their own: then all of them together are not known.
    expect(found.filter((line) => !/→ (?:unknown|-)$/.test(line))).toEqual([]);
    expect(found.some((line) => line.endsWith('→ unknown'))).toBe(true);
  });

  it.for([
    ['nothing can be written', { mounts: 'read-only' }],
    ['processes of others are hidden', { mounts: 'hidepid', asUser: true }],
  ] as const satisfies readonly (readonly [string, Situation])[])('is known as well when %s', ([, situation], { skip }) => {
    if (known.tree === undefined) return skip();
    expect(changes(situation)).toEqual([]);
  });

  it.for<[string, string, string[]]>([
    ['a service of apt is masked', 'ln -s /dev/null /etc/systemd/system/apt-daily-upgrade.service', ['PAT-005 pc: pass → fail']],
    ['there is no archive of security updates', 'sed -i /security/d /etc/apt/sources.list', ['PAT-005 pc: pass → unknown']],
    ['Match all overrides what stands before', String.raw`printf 'PermitRootLogin no\nMatch all\nPermitRootLogin yes\n' > /etc/ssh/sshd_config`, ['CFG-014 pc: pass → fail']],
    ['the lines of sshd_config end as in DOS', String.raw`printf 'PermitRootLogin yes\r\n' > /etc/ssh/sshd_config`, ['CFG-014 pc: pass → fail']],
    ['systemd starts sshd with other options', String.raw`mkdir /etc/systemd/system/ssh.service.d; printf '[Service]\nExecStart=\nExecStart=/usr/sbin/sshd -D -o PermitRootLogin=yes\n' > /etc/systemd/system/ssh.service.d/o.conf`, ['CFG-014 pc: pass → fail']],
    ['SSH asks everybody for a code', String.raw`echo 'auth required pam_google_authenticator.so' >> /etc/pam.d/sshd; printf 'PubkeyAuthentication no\nUsePAM yes\n' > /etc/ssh/sshd_config`, ['IAM-001 pc/1000: fail → pass']],
    ['who has no code gets in without', String.raw`echo 'auth required pam_google_authenticator.so nullok' >> /etc/pam.d/sshd; printf 'PubkeyAuthentication no\nUsePAM yes\n' > /etc/ssh/sshd_config`, []],
    ['a code is enough', String.raw`sed -i '1i auth sufficient pam_google_authenticator.so' /etc/pam.d/sshd; printf 'PubkeyAuthentication no\nUsePAM yes\n' > /etc/ssh/sshd_config`, []],
    ['the code is commented out', String.raw`echo '#auth required pam_google_authenticator.so' >> /etc/pam.d/sshd; printf 'PubkeyAuthentication no\nUsePAM yes\n' > /etc/ssh/sshd_config`, []],
    ['a rule of sudo gives a folder of programs', 'usermod -G "" maria; echo "maria ALL=(ALL) /usr/bin/" > /etc/sudoers.d/a', []],
    ['another SSH server stands in', 'mv /usr/sbin/sshd /usr/sbin/dropbear; ln -s /x /etc/systemd/system/multi-user.target.wants/dropbear.service', ['CFG-014 pc: pass → not-applicable', 'IAM-001 pc/1000: fail → unknown']],
  ])('%s', ([, change, expected], { skip }) => {
    if (known.tree === undefined) return skip();
    expect(changes({ change })).toEqual(expected);
  });

  it('counts the accounts that it could not take in', ({ skip }) => {
    if (known.tree === undefined) return skip();
    const { scan } = scanned({ change: `seq 20000 30000 | sed 's/.*/u&:x:&:100::\\/home\\/u&:\\/bin\\/bash/' >> /etc/passwd` });
    expect(scan.sections['accounts']?.missing).toContainEqual(expect.objectContaining({ path: 'users', reason: 'too-large' }));
    expect(verdictsOf(scan).get('IAM-001 pc/*')).toBe('unknown');
  });
});
