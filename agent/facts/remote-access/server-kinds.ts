import type { RemoteAccess } from '../../../wire/sections/remote-access.ts';

/** One server program: where its package puts it, what starts it, and how it treats what is sent. */
export interface ServerKind {
  readonly name: string;
  readonly kind: NonNullable<RemoteAccess['servers']>[number]['kind'];
  readonly paths: readonly string[];
  readonly units: readonly string[];
  /** Names of its services in inetd.conf and xinetd. */
  readonly inetd: readonly string[];
  /** Whether the protocol protects what is sent. */
  readonly encrypted: boolean;
  /** Whether it asks for more than a password; undefined where PAM decides. */
  readonly secondStep?: boolean;
  /** Settings that can switch encryption on or off, all files joined. */
  readonly settings?: { readonly patterns: readonly string[]; readonly encrypted: (text: string) => boolean };
}

/** Where the programs of {@link serverKinds} are looked for: each of their paths fits one of these. */
export const programs = [
  '/usr/sbin/*telnetd',
  '/usr/sbin/in.r*d',
  '/usr/sbin/*ftpd',
  '/usr/sbin/pure-ftpd*',
  '/usr/sbin/xrdp',
  '/usr/sbin/dropbear',
  '/usr/bin/*vnc*',
  '/usr/bin/shellinaboxd',
  '/usr/lib*/cockpit-ws',
  '/usr/lib/cockpit/cockpit-ws',
  '/opt/TurboVNC/bin/Xvnc',
  '/etc/webmin/miniserv.conf',
] as const;

/** Paths, units and service names are those of the Debian, Ubuntu, Red Hat and SUSE packages, else of the maker's own. */
export const serverKinds: readonly ServerKind[] = [
  {
    name: 'telnetd',
    kind: 'telnet',
    encrypted: false,
    inetd: ['telnet'],
    paths: ['/usr/sbin/in.telnetd', '/usr/sbin/telnetd'],
    units: ['telnet.socket', 'telnetd.service', 'inetutils-telnetd.service'],
  },
  {
    name: 'rsh-server',
    kind: 'rsh',
    encrypted: false,
    inetd: ['shell', 'login', 'exec'],
    secondStep: false,
    paths: ['/usr/sbin/in.rshd', '/usr/sbin/in.rlogind', '/usr/sbin/in.rexecd'],
    units: ['rsh.socket', 'rlogin.socket', 'rexec.socket'],
  },
  {
    name: 'tftpd',
    kind: 'tftp',
    encrypted: false,
    inetd: ['tftp'],
    secondStep: false,
    paths: ['/usr/sbin/in.tftpd', '/usr/sbin/atftpd'],
    units: ['tftp.socket', 'tftp.service', 'tftpd-hpa.service', 'atftpd.service'],
  },
  {
    name: 'vsftpd',
    kind: 'ftp',
    encrypted: false,
    inetd: ['ftp'],
    secondStep: false,
    paths: ['/usr/sbin/vsftpd'],
    units: ['vsftpd.service', 'vsftpd@.service'],
    /** With ssl_enable the client must use TLS unless force_local_* is taken back, see vsftpd.conf(5). */
    settings: {
      patterns: ['/etc/vsftpd.conf', '/etc/vsftpd/*.conf'],
      encrypted: (text) => /^ssl_enable=YES\b/im.test(text) && !/^force_local_(?:data|logins)_ssl=NO\b/im.test(text),
    },
  },
  {
    name: 'proftpd',
    kind: 'ftp',
    encrypted: false,
    inetd: [],
    secondStep: false,
    paths: ['/usr/sbin/proftpd'],
    units: ['proftpd.service', 'proftpd.socket'],
    settings: {
      patterns: ['/etc/proftpd.conf', '/etc/proftpd/*.conf', '/etc/proftpd/conf.d/*.conf'],
      encrypted: (text) => /^[ \t]*TLSEngine\s+on\b/im.test(text) && /^[ \t]*TLSRequired\s+(?:on|yes|true|1)\b/im.test(text),
    },
  },
  {
    name: 'pure-ftpd',
    kind: 'ftp',
    encrypted: false,
    inetd: [],
    secondStep: false,
    paths: ['/usr/sbin/pure-ftpd', '/usr/sbin/pure-ftpd-wrapper', '/usr/sbin/pure-ftpd-mysql', '/usr/sbin/pure-ftpd-ldap', '/usr/sbin/pure-ftpd-postgresql'],
    units: ['pure-ftpd.service'],
    /** Debian keeps each option as a file that holds its value; 2 and 3 refuse sessions without TLS. */
    settings: { patterns: ['/etc/pure-ftpd/conf/TLS', '/etc/pure-ftpd/pure-ftpd.conf'], encrypted: (text) => /^[ \t]*(?:TLS\s+)?[23]\s*$/m.test(text) },
  },
  {
    name: 'xrdp',
    kind: 'rdp',
    encrypted: true,
    inetd: [],
    paths: ['/usr/sbin/xrdp'],
    units: ['xrdp.service'],
    /** Old RDP security with crypt_level none or low sends in the clear one way or both, see xrdp.ini(5). */
    settings: {
      patterns: ['/etc/xrdp/xrdp.ini'],
      encrypted: (text) => !(/^[ \t]*security_layer\s*=\s*rdp\b/im.test(text) && /^[ \t]*crypt_level\s*=\s*(?:none|low)\b/im.test(text)),
    },
  },
  {
    name: 'TigerVNC',
    kind: 'vnc',
    encrypted: false,
    inetd: [],
    secondStep: false,
    paths: ['/usr/bin/Xtigervnc', '/usr/bin/Xvnc', '/usr/bin/x0tigervncserver', '/usr/bin/x0vncserver'],
    units: ['tigervncserver@.service', 'vncserver@.service', 'x0vncserver.service'],
  },
  {
    name: 'TightVNC',
    kind: 'vnc',
    encrypted: false,
    inetd: [],
    secondStep: false,
    paths: ['/usr/bin/Xtightvnc'],
    units: ['tightvncserver.service', 'tightvnc@.service'],
  },
  { name: 'TurboVNC', kind: 'vnc', encrypted: false, inetd: [], secondStep: false, paths: ['/opt/TurboVNC/bin/Xvnc'], units: ['tvncserver.service'] },
  {
    name: 'RealVNC',
    kind: 'vnc',
    encrypted: true,
    inetd: [],
    paths: ['/usr/bin/vncserver-x11'],
    units: ['vncserver-x11-serviced.service', 'vncserver-virtuald.service'],
  },
  { name: 'x11vnc', kind: 'vnc', encrypted: false, inetd: [], secondStep: false, paths: ['/usr/bin/x11vnc'], units: ['x11vnc.service'] },
  { name: 'Dropbear', kind: 'ssh', encrypted: true, inetd: ['ssh'], paths: ['/usr/sbin/dropbear'], units: ['dropbear.service', 'dropbear.socket'] },
  {
    name: 'Cockpit',
    kind: 'other',
    encrypted: true,
    inetd: [],
    paths: ['/usr/lib/cockpit/cockpit-ws', '/usr/libexec/cockpit-ws'],
    units: ['cockpit.socket', 'cockpit.service'],
  },
  {
    name: 'Webmin',
    kind: 'other',
    encrypted: true,
    inetd: [],
    paths: ['/etc/webmin/miniserv.conf'],
    units: ['webmin.service'],
    settings: { patterns: ['/etc/webmin/miniserv.conf'], encrypted: (text) => /^ssl=1\b/m.test(text) },
  },
  { name: 'Shell In A Box', kind: 'other', encrypted: true, inetd: [], paths: ['/usr/bin/shellinaboxd'], units: ['shellinabox.service'] },
];
