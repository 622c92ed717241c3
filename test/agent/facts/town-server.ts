import type { Machine } from './machine.ts';
import type { Programs } from './started.ts';

/** What must never leave the machine: it stands wherever a secret would. */
export const canary = 'CANARYc4n4ry';

const commonAuth = `# comment
auth\t[success=1 default=ignore]\tpam_unix.so nullok
auth\trequisite\t\t\tpam_deny.so
auth\trequired\t\t\tpam_permit.so
auth\toptional\t\t\tpam_cap.so
`;

const accounts: Machine = {
  '/etc/passwd': [
    'root:x:0:0:root:/root:/bin/bash',
    'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
    'postgres:x:105:110:PostgreSQL:/var/lib/postgresql:/bin/bash',
    'maria:x:1000:1000:Maria Lopez,,,:/home/maria:/bin/bash',
    'tom:x:1001:1001::/home/tom:/bin/bash',
    'old:x:1002:1002::/home/old:/bin/sh',
    'ops:x:1003:1003::/srv/ops:/bin/bash',
    'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
    '',
  ].join('\n'),
  '/etc/shadow': [
    `root:$y$j9T$${canary}$hash:19789:0:99999:7:::`,
    'daemon:*:19700:0:99999:7:::',
    'postgres:!:19700:0:99999:7:::',
    `maria:$6$${canary}$hash:20700:0:90:7:14::`,
    `tom:!$6$${canary}$hash:18000:0:99999:7:::`,
    `old:$1$${canary}$h:15000:0:99999:7::18500:`,
    'ops:*:19900:0:99999:7:::',
    'nobody:*:19700:0:99999:7:::',
    '',
  ].join('\n'),
  '/etc/group': 'root:x:0:\nsudo:x:27:maria\ndocker:x:998:tom\nmaria:x:1000:\ntom:x:1001:\nold:x:1002:\nops:x:1003:\n',
  '/etc/login.defs': 'UID_MIN\t\t\t 1000\nUID_MAX\t\t\t60000\n',
  '/etc/nsswitch.conf': 'passwd: files systemd sss\ngroup: files\n',
  '/etc/sudoers': `Defaults env_reset\nDefaults passwd_tries=3, !${canary}\nroot ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n`,
  '/etc/sudoers.d/backup': `ops ALL=(root) NOPASSWD: /usr/bin/mysqldump -p${canary}, /usr/bin/restic\n`,
  '/usr/bin/sudo': 'x',
  '/root/.ssh/authorized_keys': '',
  '/home/maria/.ssh/authorized_keys': `# laptop\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${canary} maria@laptop\nfrom="10.0.0.1",command="x y" ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB${canary} m\n`,
  '/home/tom/.ssh/authorized_keys': '',
  '/srv/ops/.ssh/authorized_keys': 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB ops\n',
};

const ssh: Machine = {
  '/usr/sbin/sshd': 'x',
  '/etc/ssh/sshd_config':
    'Include /etc/ssh/sshd_config.d/*.conf\nKbdInteractiveAuthentication no\nUsePAM yes\nX11Forwarding yes\nSubsystem sftp /usr/lib/openssh/sftp-server\nMatch User ops\n  PasswordAuthentication no\nMatch Group admins\n  PermitRootLogin yes\n',
  '/etc/ssh/sshd_config.d/10-town.conf': 'PasswordAuthentication no\nPermitRootLogin no\nCiphers aes256-ctr,3des-cbc\n',
  '/etc/default/ssh': 'SSHD_OPTS=\n',
  '/etc/os-release': 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n',
  '/etc/systemd/system/multi-user.target.wants/ssh.service': { link: '/lib/systemd/system/ssh.service' },
  '/etc/systemd/system/multi-user.target.wants/ufw.service': { link: '/lib/systemd/system/ufw.service' },
  '/etc/systemd/system/multi-user.target.wants/vsftpd.service': { link: '/lib/systemd/system/vsftpd.service' },
  '/etc/systemd/system/timers.target.wants/apt-daily.timer': { link: '/lib/systemd/system/apt-daily.timer' },
  '/etc/systemd/system/timers.target.wants/apt-daily-upgrade.timer': { link: '/lib/systemd/system/apt-daily-upgrade.timer' },
  '/etc/systemd/system/timers.target.wants/restic.timer': { link: '/etc/systemd/system/restic.timer' },
  '/etc/systemd/system/getty.target.wants/getty@tty1.service': { link: '/lib/systemd/system/getty@.service' },
  '/etc/rc3.d/S01cron': 'x',
  '/usr/sbin/vsftpd': 'x',
  '/etc/vsftpd.conf': `listen=YES\nssl_enable=NO\nrsa_private_key_file=/etc/ssl/${canary}\n`,
  '/opt/teamviewer/tv_bin/teamviewerd': 'x',
};

const updates: Machine = {
  '/var/lib/dpkg/status': [
    'Package: openssh-server\nStatus: install ok installed\nVersion: 1:9.2p1-2+deb12u3\n',
    'Package: teamviewer\nStatus: install ok installed\nVersion: 15.60.3\n',
    'Package: restic\nStatus: install ok installed\nVersion: 0.14.0-1+b5\n',
    'Package: linux-image-amd64\nStatus: hold ok installed\nVersion: 6.1.55-1\n',
  ].join('\n'),
  '/usr/bin/unattended-upgrade': 'x',
  '/usr/lib/systemd/systemd': 'x',
  '/etc/apt/apt.conf.d/20auto-upgrades': 'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n',
  '/etc/apt/apt.conf.d/50unattended-upgrades':
    'Unattended-Upgrade::Origins-Pattern {\n  // "origin=Debian,codename=${distro_codename}-updates";\n  "origin=Debian,codename=${distro_codename}-security,label=Debian-Security";\n};\n',
  '/etc/apt/apt.conf.d/80proxy': `Acquire::http::Proxy "http://user:${canary}@proxy:3128/";\n`,
  '/etc/apt/sources.list': `deb http://deb.example.org/debian bookworm main\ndeb [signed-by=/usr/share/keyrings/x.gpg] https://user:${canary}@vendor.example/apt stable main\n`,
  '/etc/apt/sources.list.d/debian.sources': 'Types: deb\nURIs: https://deb.example.org/debian-security\nSuites: bookworm-security\nComponents: main\n',
};

const mfa: Machine = {
  '/bin/login': 'x',
  '/bin/su': 'x',
  '/etc/pam.d/common-auth': commonAuth,
  '/etc/pam.d/login': 'auth optional pam_faildelay.so delay=3000000\nauth requisite pam_nologin.so\n@include common-auth\nauth optional pam_group.so\n',
  '/etc/pam.d/sshd': `@include common-auth\nauth required pam_google_authenticator.so secret=${canary} nullok\n`,
  '/etc/pam.d/sudo': `@include common-auth\nauth required pam_duo.so conf=/etc/duo/pam_duo.conf ${canary}\n`,
  '/etc/pam.d/su': 'auth sufficient pam_rootok.so\n@include common-auth\n',
  '/etc/pam.d/other': '@include common-auth\n',
  '/etc/duo/pam_duo.conf': `[duo]\nikey = DI${canary}\nskey = ${canary}\nhost = api-1.duosecurity.com\nfailmode = safe\n`,
};

const firewall: Machine = {
  '/usr/sbin/nft': 'x',
  '/usr/sbin/ufw': 'x',
  '/etc/ufw/ufw.conf': '# /etc/ufw/ufw.conf\nENABLED=yes\nLOGLEVEL=low\n',
  '/etc/ufw/user.rules': '*filter\n### tuple ### allow tcp 22 0.0.0.0/0 any 10.0.0.0/24 in\n### tuple ### deny any 23 0.0.0.0/0 any 0.0.0.0/0 in\n',
  '/etc/ufw/user6.rules': '*filter\n',
  '/proc/net/if_inet6': '00000000000000000000000000000001 01 80 10 80       lo\nfe800000000000000000000000000001 02 40 20 80     eth0\n',
  '/proc/sys/kernel/osrelease': '6.1.0-18-amd64\n',
  '/proc/modules': 'nf_tables 303104 85 - Live 0x0000000000000000\n',
};

const backups: Machine = {
  '/usr/bin/restic': 'x',
  '/etc/systemd/system/restic.timer': '[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n',
  '/etc/systemd/system/restic.service': `[Service]\nEnvironment=RESTIC_PASSWORD=${canary}\nExecStart=/usr/local/bin/nightly.sh\n`,
  '/usr/local/bin/nightly.sh': `#!/bin/sh\nexport AWS_SECRET_ACCESS_KEY=${canary}\nexec restic backup /srv --password-file /root/pw\n`,
  '/etc/crontab': 'SHELL=/bin/sh\n17 * * * * root cd / && run-parts --report /etc/cron.hourly\n',
  '/proc/self/mountinfo': '22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n30 22 8:17 / /srv rw,relatime - ext4 /dev/sdb1 rw\n',
  '/srv/restic/config': { changed: '2026-06-01T02:00:00.000Z' },
  '/srv/restic/keys/aa': { changed: '2026-06-01T02:00:00.000Z' },
  '/srv/restic/index/cc': { changed: '2026-11-21T02:00:00.000Z' },
  '/srv/restic/data/00': { changed: '2026-11-21T02:00:00.000Z' },
  '/srv/restic/snapshots/bb': { changed: '2026-11-20T02:00:00.000Z' },
  '/srv/restic/snapshots/dd': { changed: '2026-11-21T02:00:09.000Z' },
  '/srv/borg/config': `[repository]\nversion = 1\nappend_only = 1\nid = 0fff\nkey = hqlhbGdvcml0aG2mc2hhMjU2${canary}\n\t${canary}\n`,
  '/srv/borg/data/0/0': { changed: '2026-11-19T02:00:00.000Z' },
  '/srv/borg/index.0': { changed: '2026-11-19T02:00:00.000Z' },
  '/sys/dev/block/8:1': { link: '../../devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda/sda1' },
  '/sys/dev/block/8:0': { link: '../../devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda' },
  '/sys/dev/block/8:16': { link: '../../devices/pci0000:00/0000:00:17.0/ata2/host1/target1:0:0/1:0:0:0/block/sdb' },
  '/sys/dev/block/8:17': { link: '../../devices/pci0000:00/0000:00:17.0/ata2/host1/target1:0:0/1:0:0:0/block/sdb/sdb1' },
};

/** A Debian server of a town: every posture section finds something, and secrets stand wherever secrets stand. */
export const townServer: Machine = { ...accounts, ...ssh, ...updates, ...mfa, ...firewall, ...backups };

/** What its programs answer. */
export const townPrograms: Programs = {
  nft: JSON.stringify({
    nftables: [
      { metainfo: { version: '1.0.6' } },
      ...(['ip', 'ip6'] as const).flatMap((family) => [
        { table: { family, name: 'filter' } },
        { chain: { family, table: 'filter', name: 'INPUT', type: 'filter', hook: 'input', prio: 0, policy: 'drop' } },
        { chain: { family, table: 'filter', name: 'ufw-user-input' } },
        { rule: { family, table: 'filter', chain: 'INPUT', expr: [{ match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'lo' } }, { accept: null }] } },
        { rule: { family, table: 'filter', chain: 'INPUT', expr: [{ counter: { packets: 4, bytes: 200 } }, { jump: { target: 'ufw-user-input' } }] } },
        {
          rule: {
            family,
            table: 'filter',
            chain: 'ufw-user-input',
            expr: [
              { match: { op: '==', left: { payload: { protocol: family, field: 'saddr' } }, right: { prefix: { addr: '10.0.0.0', len: 24 } } } },
              { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 22 } },
              { accept: null },
            ],
          },
        },
      ]),
    ],
  }),
};
