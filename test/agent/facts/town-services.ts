import type { Machine } from './machine.ts';
import type { Programs } from './started.ts';
import { canary, townServer } from './town-server.ts';

const wanted = (name: string, target = 'multi-user.target'): Machine => ({ [`/etc/systemd/system/${target}.wants/${name}`]: { link: `/lib/systemd/system/${name}` } });
const group = (name: string): Machine => ({ [`/sys/fs/cgroup/system.slice/${name}/cgroup.procs`]: '1\n' });

const running: Machine = {
  '/proc/1/comm': 'systemd\n',
  '/proc/700/comm': 'chronyd\n',
  '/proc/701/comm': 'clamd\n',
  '/lib': { link: 'usr/lib' },
  ...wanted('chrony.service'),
  ...wanted('rsyslog.service'),
  ...wanted('auditd.service'),
  ...wanted('smbd.service'),
  ...wanted('nmbd.service'),
  ...wanted('avahi-daemon.service'),
  ...wanted('snmpd.service'),
  ...wanted('cups.service'),
  ...wanted('clamav-daemon.service'),
  ...wanted('postgresql.service'),
  ...wanted('nut-monitor.service'),
  ...wanted('fapolicyd.service'),
  ...wanted('logrotate.timer', 'timers.target'),
  ...group('chrony.service'),
  ...group('rsyslog.service'),
  ...group('clamav-daemon.service'),
  '/usr/lib/systemd/system/chrony.service': '[Unit]\nDescription=chrony, an NTP client/server\n[Service]\nType=forking\nUser=_chrony\nExecStart=!/usr/sbin/chronyd $DAEMON_OPTS\n[Install]\nWantedBy=multi-user.target\n',
  '/usr/lib/systemd/system/rsyslog.service': '[Unit]\nDescription=System Logging Service\n[Service]\nExecStart=/usr/sbin/rsyslogd -n\n[Install]\nWantedBy=multi-user.target\n',
  '/usr/lib/systemd/system/logrotate.service': '[Unit]\nDescription=Rotate log files\n[Service]\nType=oneshot\nExecStart=/usr/sbin/logrotate /etc/logrotate.conf\n',
  '/usr/lib/systemd/system/vsftpd.service': '[Unit]\nDescription=vsftpd FTP server\n[Service]\nExecStart=/usr/sbin/vsftpd\n[Install]\nWantedBy=multi-user.target\n',
  '/etc/systemd/system/town.service': `[Unit]\nDescription=Our own\n[Service]\nEnvironment=PASSWORD=${canary}\nUser=ops\nExecStart="/opt/our things/run" --token ${canary}\n[Install]\nWantedBy=multi-user.target\n`,
  '/etc/systemd/system/town.service.d/user.conf': '[Service]\nUser=town\n',
  '/etc/systemd/system/telnet.socket': { link: '/dev/null' },
  '/etc/systemd/system/rpcbind.service': { link: '/dev/null' },
};

const clocks: Machine = {
  '/etc/localtime': { link: '../usr/share/zoneinfo/America/Chicago' },
  '/usr/sbin/chronyd': 'x',
  '/etc/chrony/chrony.conf': 'pool 2.debian.pool.ntp.org iburst\nserver time.town.example iburst nts\nconfdir /etc/chrony/conf.d\nsourcedir /run/chrony-dhcp\nkeyfile /etc/chrony/chrony.keys\ninclude /etc/chrony/extra.conf\n',
  '/etc/chrony/conf.d/local.conf': '! a comment\nserver 192.0.2.1 key 7\n',
  '/etc/chrony/extra.conf': 'peer ntp2.town.example\n',
};

const logs: Machine = {
  '/usr/lib/systemd/systemd-journald': 'x',
  '/usr/sbin/rsyslogd': 'x',
  '/usr/sbin/auditd': 'x',
  '/etc/systemd/journald.conf': '[Journal]\n#Storage=auto\nSystemMaxUse=500M\n',
  '/etc/systemd/journald.conf.d/keep.conf': '[Journal]\nMaxRetentionSec=3month\n',
  '/var/log/journal/0f/system.journal': 'x',
  '/etc/audit/auditd.conf': 'log_file = /var/log/audit/audit.log\nmax_log_file = 8\nnum_logs = 5\nmax_log_file_action = ROTATE\n',
  '/etc/audit/audit.rules': '-D\n-b 8192\n-w /etc/passwd -p wa -k identity\n-a always,exit -F arch=b64 -S adjtimex -k time\n-e 2\n',
  '/proc/cmdline': 'root=/dev/sda1 ro quiet\n',
  '/etc/rsyslog.conf': `module(load="imuxsock")\n*.* @@(o)logs.town.example:514\naction(type="omfwd" target="siem.town.example" port="6514" protocol="tcp" StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name" key="${canary}")\n`,
  '/etc/logrotate.conf': 'weekly\nrotate 4\ncreate\n',
  '/etc/logrotate.d/rsyslog': '/var/log/syslog\n/var/log/auth.log\n{\n  rotate 12\n  weekly\n  missingok\n}\n',
  '/var/ossec/etc/ossec.conf': `<ossec_config><client><server><address>wazuh.town.example</address></server></client><!-- ${canary} --></ossec_config>\n`,
};

const shares: Machine = {
  '/usr/sbin/smbd': 'x',
  '/usr/sbin/nmbd': 'x',
  '/usr/bin/smbclient': 'x',
  '/usr/sbin/exportfs': 'x',
  '/usr/sbin/avahi-daemon': 'x',
  '/usr/sbin/snmpd': 'x',
  '/usr/lib/x86_64-linux-gnu/libssl.so.3': 'x',
  '/etc/ssl/openssl.cnf': 'openssl_conf = default_conf\n[default_conf]\nssl_conf = ssl_sect\n[ssl_sect]\nsystem_default = system_default_sect\n[system_default_sect]\nMinProtocol = TLSv1.2\n',
  '/etc/samba/smb.conf': '[global]\nworkgroup = TOWN\nserver signing = mandatory\nmap to guest = Bad User\ninclude = /etc/samba/more.conf\n[homes]\ncomment = Homes\n[public]\npath = /srv/public\nguest ok = yes\n[print$]\npath = /var/lib/samba/printers\n',
  '/etc/samba/more.conf': 'server min protocol = SMB3\nclient min protocol = NT1\n',
  '/etc/exports': '# nfs\n/srv/data 192.0.2.0/24(rw,sync) \\\n  192.0.3.0/24(ro)\n/srv/open *(ro)\n',
  '/etc/snmp/snmpd.conf': `rocommunity public default\nrwcommunity ${canary} 192.0.2.0/24\nsyslocation Town hall\n`,
};

const policy: Machine = {
  '/etc/pam.d/common-password': 'password requisite pam_pwquality.so retry=3\npassword [success=1 default=ignore] pam_unix.so obscure use_authtok try_first_pass yescrypt\npassword requisite pam_deny.so\npassword required pam_pwhistory.so remember=5 use_authtok\n',
  '/etc/pam.d/passwd': '@include common-password\n',
  '/etc/pam.d/chpasswd': '@include common-password\n',
  '/etc/security/pwquality.conf': 'minlen = 12\ndcredit = -1\nucredit = -1\n',
  '/etc/login.defs': 'UID_MIN 1000\nUID_MAX 60000\nPASS_MAX_DAYS 365\nPASS_MIN_DAYS 1\nENCRYPT_METHOD SHA512\n',
};

const protections: Machine = {
  '/proc/sys/kernel/randomize_va_space': '2\n',
  '/proc/sys/net/ipv4/ip_forward': '0\n',
  '/sys/module/apparmor/parameters/enabled': 'Y\n',
  '/sys/kernel/security/apparmor/profiles': '/usr/sbin/chronyd (enforce)\n/usr/bin/man (enforce)\nfirefox (complain)\n',
  '/sys/kernel/security/lsm': 'lockdown,capability,yama,apparmor',
  '/boot/grub/grub.cfg': `set superusers="root"\npassword_pbkdf2 root grub.pbkdf2.sha512.10000.${canary}\nmenuentry 'Debian' {\n}\n`,
  '/etc/modprobe.d/usb.conf': 'install usb-storage /bin/false\n',
  '/usr/share/xsessions/gnome.desktop': 'x',
  '/etc/dconf/profile/user': 'user-db:user\nsystem-db:local\n',
  '/etc/dconf/db/local.d/00-screen': '[org/gnome/desktop/session]\nidle-delay=uint32 600\n[org/gnome/desktop/screensaver]\nlock-enabled=true\nlock-delay=uint32 30\n',
  '/etc/dconf/db/local.d/locks/screen': '/org/gnome/desktop/session/idle-delay\n/org/gnome/desktop/screensaver/lock-enabled\n',
  '/usr/sbin/fapolicyd': 'x',
  '/etc/fapolicyd/fapolicyd.conf': 'permissive = 0\n',
};

const products: Machine = {
  '/usr/sbin/clamd': 'x',
  '/etc/clamav/clamd.conf': 'LocalSocket /run/clamav/clamd.ctl\nExcludePath ^/proc/\nExcludePath ^/home\n',
  '/opt/microsoft/mdatp/sbin/wdavdaemon': 'x',
  '/usr/lib/systemd/system/mdatp.service': '[Service]\nExecStart=/opt/microsoft/mdatp/sbin/wdavdaemon\n[Install]\nWantedBy=multi-user.target\n',
  '/etc/opt/microsoft/mdatp/managed/mdatp_managed.json': JSON.stringify({ antivirusEngine: { enforcementLevel: 'passive', exclusions: [{ $type: 'excludedPath', isDirectory: true, path: '/tmp' }, { $type: 'excludedFileExtension', extension: 'sh' }] }, cloudService: { enabled: true }, tamperProtection: { enforcementLevel: 'audit' }, token: canary }),
};

const printing: Machine = {
  '/usr/sbin/cupsd': 'x',
  '/etc/cups/printers.conf': [
    '# Printer configuration file', '<DefaultPrinter Front>', 'MakeModel HP LaserJet Pro M404dn', `DeviceURI ipp://clerk:${canary}@192.0.2.50:631/ipp/print`, 'Location Town hall', 'Shared Yes', '</DefaultPrinter>',
    '<Printer PDF>', 'MakeModel Generic CUPS-PDF Printer', 'DeviceURI cups-pdf:/', 'Shared No', '</Printer>', '<Printer Label>', 'MakeModel Zebra ZPL', 'DeviceURI usb://Zebra/LP2844?serial=42', '</Printer>', '',
  ].join('\n'),
  '/etc/cups/ppd/Front.ppd': '*PPD\n',
};

const supplies: Machine = {
  '/sbin/upsmon': 'x',
  '/etc/nut/nut.conf': 'MODE=standalone\n',
  '/etc/nut/ups.conf': `maxretry = 3\n[rack]\ndriver = usbhid-ups\nport = auto\nauthPassword = ${canary}\n`,
  '/etc/nut/upsmon.conf': `MONITOR rack@localhost 1 upsmon ${canary} primary\nMONITOR hall@192.0.2.9 1 upsmon ${canary} secondary\nSHUTDOWNCMD "/sbin/shutdown -h +0"\n`,
  '/sbin/apcupsd': 'x',
  '/etc/apcupsd/apcupsd.conf': 'UPSCABLE usb\nUPSTYPE usb\nBATTERYLEVEL 5\nMINUTES 3\n',
  '/var/log/apcupsd.status': 'APC      : 001,034,0853\nUPSNAME  : desk\nMODEL    : Back-UPS XS 950U\nSTATUS   : ONLINE REPLACEBATT\nBCHARGE  : 100.0 Percent\nTIMELEFT :  41.5 Minutes\nBATTDATE : 2021-05-01\nSERIALNO : 3B1832X12345\nFIRMWARE : 925.T1 .I USB FW:T1\nMANDATE  : 2018-08-09\n',
};

const site: Machine = {
  '/etc/nginx/nginx.conf': 'http {\n  include /etc/nginx/sites-enabled/*;\n}\n',
  '/etc/nginx/sites-enabled/town': 'server {\n  listen 443 ssl;\n  ssl_certificate /etc/ssl/certs/town.pem;\n  ssl_certificate_key /etc/ssl/private/town.key;\n}\n',
  '/etc/ssl/private/town.key': canary,
  '/etc/postfix/main.cf': 'smtpd_tls_cert_file=/etc/ssl/certs/town.pem\nsmtpd_tls_key_file=/etc/ssl/private/town.key\n',
};

const neighborhood: Machine = {
  interfaces: '[{"name":"eno1","cidr":"192.0.2.10/24"},{"name":"lo","cidr":"127.0.0.1/8"}]',
  '/proc/net/if_inet6': 'fe800000000000000000000000000001 02 40 20 80     eth0\n',
  '/proc/net/arp': 'IP address       HW type     Flags       HW address            Mask     Device\n192.0.2.1        0x1         0x2         00:1b:78:aa:10:01     *        eno1\n192.0.2.40       0x1         0x2         00:1B:78:aa:10:02     *        eno1\n192.0.2.41       0x1         0x0         00:00:00:00:00:00     *        eno1\n192.0.2.42       0x1         0x2         02:1b:78:aa:10:09     *        eno1\n10.8.0.1         0x1         0x2         00:1b:78:aa:10:07     *        tun0\n',
  '/proc/net/route': 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\neno1\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n',
  '/proc/net/ipv6_route': '',
};

/** The server of a town with everything the other sections ask of it; secrets stand wherever secrets stand. */
export const busyServer: Machine = { ...townServer, ...running, ...clocks, ...logs, ...shares, ...policy, ...protections, ...products, ...printing, ...supplies, ...site, ...neighborhood };

/** What its programs answer. */
export const busyPrograms: Programs = {
  'upsc rack': 'battery.charge: 100\nbattery.date: 2021/05/01\nbattery.runtime: 2400\ndevice.mfr: APC\ndevice.model: Smart-UPS 1500\ndevice.serial: AS1832123456\nups.firmware: UPS 15.0\nups.mfr.date: 2018/08/09\nups.status: OL CHRG\n',
  ndp: '2001:db8::7 dev eno1 lladdr 00:1b:78:aa:10:02 REACHABLE\nfe80::1 dev eno1 lladdr 00:1b:78:aa:10:01 router STALE\nfe80::2 dev eno1 FAILED\n',
  'smart sda': JSON.stringify({ smartctl: { exit_status: 0 }, smart_status: { passed: true }, power_on_time: { hours: 12044 }, rotation_rate: 7200, ata_smart_attributes: { table: [{ id: 5, value: 100, raw: { value: 3 } }, { id: 197, value: 100, raw: { value: 1 } }] } }),
};
