import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/remote-access/linux.ts';
import { programs, serverKinds } from '../../../../agent/facts/remote-access/server-kinds.ts';
import { fits } from '../../../../agent/host/wildcard.ts';
import { sharedFixtures } from '../../../shared.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { townServer } from '../town-server.ts';

const status = (version: string) => `Package: openssh-server\nStatus: install ok installed\nVersion: ${version}\n`;
const base: Machine = {
  '/usr/sbin/sshd': 'x',
  '/etc/ssh/sshd_config': 'UsePAM yes\n',
  '/var/lib/dpkg/status': status('1:9.2p1-2+deb12u3'),
  '/etc/systemd/system/multi-user.target.wants/ssh.service': { link: '/lib/systemd/system/ssh.service' },
  '/etc/os-release': 'ID=debian\n',
};
const of = (more: Machine = {}) => factsOf(linux, { ...base, ...more });
const ssh = (config: string, more: Machine = {}) => of({ '/etc/ssh/sshd_config': config, ...more }).data.ssh;

test('the server of a town', () => {
  const { data, missing } = factsOf(linux, townServer);
  expect(data).toEqual({
    ssh: {
      version: '9.2p1',
      enabled: true,
      ports: [22],
      permitRootLogin: 'no',
      passwordAuthentication: false,
      keyboardInteractive: false,
      publicKeyAuthentication: true,
      permitEmptyPasswords: false,
      authenticationMethods: [],
      usePam: true,
      maxAuthTries: 6,
      x11Forwarding: true,
      weakAlgorithms: ['3des-cbc'],
      matchBlocks: 2,
      looserInMatch: ['PermitRootLogin'],
    },
    servers: [{ name: 'vsftpd', kind: 'ftp', encrypted: false, enabled: true, requiresSecondStep: false }],
    tools: [{ name: 'TeamViewer', version: '15.60.3', unattended: false }],
    rdp: null,
    winrm: null,
    screenSharing: null,
  });
  expect(missing).toEqual([]);
});

test('a machine without any of it', () => {
  expect(factsOf(linux, {})).toMatchObject({ data: { ssh: null, servers: [], tools: [] }, missing: [] });
});

describe('settings of sshd', () => {
  test('are the defaults where nothing is set', () => {
    expect(ssh('')).toEqual({
      version: '9.2p1',
      enabled: true,
      ports: [22],
      permitRootLogin: 'prohibit-password',
      passwordAuthentication: true,
      keyboardInteractive: false,
      publicKeyAuthentication: true,
      permitEmptyPasswords: false,
      authenticationMethods: [],
      usePam: false,
      maxAuthTries: 6,
      x11Forwarding: false,
      weakAlgorithms: [],
      matchBlocks: 0,
      looserInMatch: [],
    });
  });

  test.each([
    [
      'a list that demands a key and a password',
      'AuthenticationMethods publickey,password\nUsePAM yes\n',
      { passwordAuthentication: false, publicKeyAuthentication: false, keyboardInteractive: false, authenticationMethods: ['publickey,password'] },
    ],
    ['a list with one way that is a password', 'AuthenticationMethods publickey password\nUsePAM yes\n', { passwordAuthentication: true, publicKeyAuthentication: true, keyboardInteractive: false }],
    ['a list of any', 'AuthenticationMethods any\nUsePAM yes\n', { passwordAuthentication: true, keyboardInteractive: true, authenticationMethods: [] }],
    ['questions without PAM', 'UsePAM no\nKbdInteractiveAuthentication yes\n', { keyboardInteractive: false }],
    [
      'old spellings',
      'ChallengeResponseAuthentication no\nDSAAuthentication no\nPermitRootLogin without-password\nUsePAM yes\n',
      { keyboardInteractive: false, publicKeyAuthentication: false, permitRootLogin: 'prohibit-password' },
    ],
    ['the first word counts', 'PasswordAuthentication no\nPasswordAuthentication yes\n', { passwordAuthentication: false }],
    ['ports and addresses', 'Port 2222\nPort 22\nListenAddress 10.0.0.1\nListenAddress [::1]:2200\nListenAddress 10.0.0.2:2201\n', { ports: [22, 2200, 2201, 2222] }],
    ['IPv6 without a port', 'ListenAddress ::\n', { ports: [22] }],
  ])('with %s', (_name, config, expected) => {
    expect(ssh(config)).toMatchObject(expected);
  });

  test('on the command line come first', () => {
    expect(ssh('PasswordAuthentication no\nPort 1\n', { '/etc/default/ssh': 'SSHD_OPTS="-o PasswordAuthentication=yes -p 2022"\n' })).toMatchObject({ passwordAuthentication: true });
    const other = of({ '/etc/sysconfig/sshd': 'OPTIONS="-f /etc/ssh/other"\n' });
    expect(other.data.ssh?.passwordAuthentication).toBeUndefined();
    expect(other.gaps).toMatchObject({ 'ssh.passwordAuthentication': 'unreadable', 'ssh.permitRootLogin': 'unreadable' });
  });

  test('before a hidden file are known, those after it are not', () => {
    const { data, gaps } = of({ '/etc/ssh/sshd_config': 'PasswordAuthentication no\nInclude /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin no\n', '/etc/ssh/sshd_config.d/50-cloud-init.conf': { refused: 'needs-root' } });
    expect(data.ssh).toMatchObject({ passwordAuthentication: false });
    expect(data.ssh?.permitRootLogin).toBeUndefined();
    expect(gaps).toMatchObject({ 'ssh.permitRootLogin': 'needs-root', 'ssh.matchBlocks': 'needs-root', 'ssh.ports': 'needs-root', 'ssh.looserInMatch': 'needs-root' });
  });

  test('that may not be read are named one by one', () => {
    const { data, gaps } = of({ '/etc/ssh/sshd_config': { refused: 'needs-root' } });
    expect(data.ssh).toEqual({ version: '9.2p1', enabled: true });
    expect(Object.keys(gaps)).toHaveLength(13);
    expect(of({ '/etc/ssh/sshd_config': undefined }).gaps).toMatchObject({ 'ssh.usePam': 'unreadable' });
  });

  test('may stand in the folder of SUSE, whose default for root is not one', () => {
    const suse = of({
      '/etc/ssh/sshd_config': undefined,
      '/usr/etc/ssh/sshd_config': 'Include /usr/etc/ssh/sshd_config.d/*.conf\nUsePAM yes\n',
      '/usr/etc/ssh/sshd_config.d/40-x.conf': 'PasswordAuthentication no\n',
      '/etc/os-release': 'ID=opensuse-leap\nID_LIKE="suse opensuse"\n',
    });
    expect(suse.data.ssh).toMatchObject({ usePam: true, passwordAuthentication: false });
    expect(suse.gaps).toEqual({ 'ssh.permitRootLogin': 'not-visible-from-here' });
  });

  test('that make no sense are unreadable', () => {
    expect(of({ '/etc/ssh/sshd_config': 'PermitRootLogin maybe\nPort x\nPasswordAuthentication\nMaxAuthTries many\n' }).gaps).toEqual({
      'ssh.permitRootLogin': 'unreadable',
      'ssh.ports': 'unreadable',
      'ssh.passwordAuthentication': 'unreadable',
      'ssh.maxAuthTries': 'unreadable',
    });
  });

  test('that include themselves end', () => {
    const { gaps } = of({ '/etc/ssh/sshd_config': 'Include /etc/ssh/sshd_config.d/*.conf\n', '/etc/ssh/sshd_config.d/a.conf': 'Include sshd_config.d/*.conf\nInclude /etc/ssh/sshd_config.d/a.conf\n' });
    expect(gaps['ssh.permitRootLogin']).toBe('too-large');
  });
});

describe('a Match block makes looser', () => {
  test.each([
    ['nothing', 'PasswordAuthentication yes\nMatch User a\nPasswordAuthentication no\nPermitRootLogin no\n', [], 1],
    ['passwords and root', 'PasswordAuthentication no\nPermitRootLogin no\nMatch Address 10.0.0.0/8\nPasswordAuthentication yes\nPermitRootLogin prohibit-password\n', ['PasswordAuthentication', 'PermitRootLogin'], 1],
    ['a demand', 'AuthenticationMethods publickey,keyboard-interactive\nMatch User a\nAuthenticationMethods publickey\nMatch User b\nAuthenticationMethods publickey,keyboard-interactive,password\n', ['AuthenticationMethods'], 2],
    ['a demand to none', 'AuthenticationMethods publickey,password\nMatch User a\nAuthenticationMethods any\n', ['AuthenticationMethods'], 1],
    ['what Match all says for everybody', 'PasswordAuthentication no\nMatch all\nPasswordAuthentication yes\n', [], 0],
  ])('%s', (_name, config, looser, blocks) => {
    expect(ssh(config)).toMatchObject({ looserInMatch: looser, matchBlocks: blocks });
  });

  test('and Match all counts for everybody', () => {
    expect(ssh('PasswordAuthentication no\nMatch User x\nMaxAuthTries 3\nMatch all\nPasswordAuthentication yes\nPermitRootLogin no\n')).toMatchObject({ passwordAuthentication: true, permitRootLogin: 'no' });
  });
});

describe('weak algorithms', () => {
  const weak = (config: string, version = '1:9.2p1-2') => of({ '/etc/ssh/sshd_config': config, '/var/lib/dpkg/status': status(version) });

  test.each([
    [
      'Ciphers aes256-gcm@openssh.com,aes128-cbc,arcfour256\nMACs hmac-md5-96-etm@openssh.com,hmac-sha1\nKexAlgorithms diffie-hellman-group1-sha1,diffie-hellman-group14-sha256\n',
      ['aes128-cbc', 'arcfour256', 'diffie-hellman-group1-sha1', 'hmac-md5-96-etm@openssh.com'],
    ],
    ['Ciphers +3des-cbc\nMACs -*sha1*\nKexAlgorithms ^diffie-hellman-group-exchange-sha1\n', ['3des-cbc', 'diffie-hellman-group-exchange-sha1']],
    ['', []],
  ])('%s', (config, expected) => {
    expect(weak(config).data.ssh?.weakAlgorithms).toEqual(expected);
  });

  test('of defaults are known by version only', () => {
    expect(weak('', '1:6.6p1-2ubuntu1').gaps).toMatchObject({ 'ssh.weakAlgorithms': 'not-visible-from-here' });
    expect(of({ '/var/lib/dpkg/status': undefined }).gaps).toEqual({ 'ssh.version': 'not-visible-from-here', 'ssh.weakAlgorithms': 'not-visible-from-here' });
    expect(weak('Ciphers aes256-ctr\nMACs hmac-sha2-256\nKexAlgorithms curve25519-sha256\n', '6.6').data.ssh?.weakAlgorithms).toEqual([]);
  });
});

describe('the SSH server starts', () => {
  const off = { '/etc/systemd/system/multi-user.target.wants/ssh.service': undefined };
  const socket = { ...off, '/etc/systemd/system/sockets.target.wants/ssh.socket': { link: '/lib/systemd/system/ssh.socket' } };

  test.each([
    ['by its unit', {}, true],
    ['not without one', off, false],
    ['not when it is masked', { '/etc/systemd/system/ssh.service': { link: '/dev/null' } }, false],
    ['not while Debian says so', { '/etc/ssh/sshd_not_to_be_run': '' }, false],
    ['by its socket', socket, true],
    ['by the unit of Red Hat', { ...off, '/etc/systemd/system/multi-user.target.wants/sshd.service': { link: '/usr/lib/systemd/system/sshd.service' } }, true],
    ['by an init script', { ...off, '/etc/rc5.d/S55sshd': 'x' }, true],
  ] as [string, Machine, boolean][])('%s', (_name, machine, expected) => {
    expect(of(machine).data.ssh?.enabled).toBe(expected);
  });

  test('on ports that a socket decides, unless Ubuntu hands them over', () => {
    expect(of(socket).gaps).toEqual({ 'ssh.ports': 'not-visible-from-here' });
    expect(of({ ...socket, '/etc/ssh/sshd_config': 'Port 2222\n', '/usr/lib/systemd/system-generators/sshd-socket-generator': 'x' }).data.ssh?.ports).toEqual([2222]);
  });
});

describe('other servers', () => {
  const servers = (machine: Machine) => factsOf(linux, machine).data.servers?.map(({ name, kind, enabled, encrypted }) => [name, kind, enabled, encrypted]);
  const wants = (unit: string): Machine => ({ [`/etc/systemd/system/multi-user.target.wants/${unit}`]: { link: `/lib/systemd/system/${unit}` } });

  test.each([
    [
      'telnet by inetd',
      { '/usr/sbin/in.telnetd': 'x', '/etc/inetd.conf': '#shell stream\ntelnet stream tcp nowait telnetd /usr/sbin/tcpd /usr/sbin/in.telnetd\n', ...wants('inetutils-inetd.service') },
      [['telnetd', 'telnet', true, false]],
    ],
    ['telnet without inetd', { '/usr/sbin/in.telnetd': 'x', '/etc/inetd.conf': 'telnet stream tcp nowait telnetd /usr/sbin/tcpd\n' }, [['telnetd', 'telnet', false, false]]],
    ['telnet in a comment', { '/usr/sbin/telnetd': 'x', '/etc/inetd.conf': '#<off># telnet stream tcp\n', ...wants('inetd.service') }, [['telnetd', 'telnet', false, false]]],
    ['rsh by xinetd', { '/usr/sbin/in.rshd': 'x', '/etc/xinetd.d/rsh': 'service shell\n{\n disable = no\n}\n', ...wants('xinetd.service') }, [['rsh-server', 'rsh', true, false]]],
    ['rsh switched off in xinetd', { '/usr/sbin/in.rshd': 'x', '/etc/xinetd.d/rsh': 'service shell\n{\n disable = yes\n}\n', ...wants('xinetd.service') }, [['rsh-server', 'rsh', false, false]]],
    ['FTP with TLS', { '/usr/sbin/vsftpd': 'x', '/etc/vsftpd/vsftpd.conf': 'ssl_enable=YES\n', ...wants('vsftpd.service') }, [['vsftpd', 'ftp', true, true]]],
    ['FTP with TLS that nobody has to use', { '/usr/sbin/vsftpd': 'x', '/etc/vsftpd.conf': 'ssl_enable=YES\nforce_local_logins_ssl=NO\n' }, [['vsftpd', 'ftp', false, false]]],
    ['proftpd that demands TLS', { '/usr/sbin/proftpd': 'x', '/etc/proftpd/tls.conf': 'TLSEngine on\nTLSRequired on\n' }, [['proftpd', 'ftp', false, true]]],
    ['pure-ftpd that demands TLS', { '/usr/sbin/pure-ftpd': 'x', '/etc/pure-ftpd/conf/TLS': '2\n' }, [['pure-ftpd', 'ftp', false, true]]],
    ['remote desktop', { '/usr/sbin/xrdp': 'x', '/etc/xrdp/xrdp.ini': 'security_layer=negotiate\ncrypt_level=high\n', ...wants('xrdp.service') }, [['xrdp', 'rdp', true, true]]],
    ['remote desktop in the clear', { '/usr/sbin/xrdp': 'x', '/etc/xrdp/xrdp.ini': 'security_layer=rdp\ncrypt_level=low\n' }, [['xrdp', 'rdp', false, false]]],
    ['VNC of one user', { '/usr/bin/Xtigervnc': 'x', ...wants('tigervncserver@:1.service') }, [['TigerVNC', 'vnc', true, false]]],
    ['TFTP', { '/usr/sbin/in.tftpd': 'x', ...wants('tftpd-hpa.service') }, [['tftpd', 'tftp', true, false]]],
    ['programs that only sound like one', { '/usr/sbin/in.ntalkd': 'x', '/usr/bin/vncviewer': 'x', '/usr/sbin/sftpd': 'x' }, []],
  ] as [string, Machine, unknown][])('%s', (_name, machine, expected) => {
    expect(servers(machine)).toEqual(expected);
  });

  test('whose settings are hidden', () => {
    const { data, gaps } = factsOf(linux, { '/usr/sbin/vsftpd': 'x', '/etc/vsftpd.conf': { refused: 'needs-root' } });
    expect(data.servers).toEqual([{ name: 'vsftpd', kind: 'ftp', enabled: false, requiresSecondStep: false }]);
    expect(gaps).toEqual({ 'servers[].encrypted': 'needs-root' });
    expect(factsOf(linux, { '/usr/sbin/in.telnetd': 'x', '/etc/inetd.conf': { refused: 'denied' } }).gaps).toMatchObject({ 'servers[].enabled': 'denied', 'servers[].requiresSecondStep': 'not-visible-from-here' });
  });

  test('are all looked for', () => {
    const paths = serverKinds.flatMap((kind) => kind.paths);
    const isLookedFor = (file: string) => programs.some((pattern) => fits(pattern, file) && pattern.split('/').length === file.split('/').length);
    expect(paths.filter((file) => !isLookedFor(file))).toEqual([]);
  });
});

test('remote-support programs', () => {
  const { data, gaps } = factsOf(linux, {
    '/usr/bin/anydesk': 'x',
    '/etc/systemd/system/multi-user.target.wants/anydesk.service': { link: '/etc/systemd/system/anydesk.service' },
    '/etc/systemd/system/multi-user.target.wants/connectwisecontrol-0123456789abcdef.service': { link: '/x' },
    '/opt/connectwisecontrol-0123456789abcdef/ScreenConnect.Client.jar': 'x',
    '/usr/local/mesh_services/meshagent/meshagent': 'x',
    '/usr/share/rustdesk/rustdesk': 'x',
    '/var/lib/dpkg/status': 'Package: anydesk\nStatus: install ok installed\nVersion: 6.3.2\n\nPackage: teamviewer\nStatus: deinstall ok config-files\nVersion: 15\n',
  });
  expect(data.tools).toEqual([{ name: 'AnyDesk', version: '6.3.2', unattended: true }, { name: 'MeshAgent', unattended: false }, { name: 'RustDesk', unattended: false }, { name: 'ScreenConnect', unattended: true }]);
  expect(gaps).toEqual({ 'tools[].version': 'not-visible-from-here' });
});

const shared = sharedFixtures();

test.skipIf(!shared)('effective settings as sshd prints them, handwritten and captured', () => {
  const read = (file: string) => readFileSync(path.join(shared!, file), 'utf8');
  expect(ssh(read('handwritten/linux/sshd-T.txt'))).toMatchObject({
    passwordAuthentication: false,
    permitRootLogin: 'prohibit-password',
    keyboardInteractive: false,
    publicKeyAuthentication: false,
    authenticationMethods: ['publickey,keyboard-interactive'],
    weakAlgorithms: [],
  });
  for (const name of ['sshd-T', 'sshd-T-2']) {
    const expected = JSON.parse(read(`jc/files/generic/${name}.json`)) as Record<string, string | string[] | number>;
    const found = ssh(read(`jc/files/generic/${name}.out`));
    const isYes = (field: string) => expected[field] === 'yes';
    expect(found).toMatchObject({ ports: [22], usePam: isYes('usepam'), x11Forwarding: isYes('x11forwarding'), maxAuthTries: expected['maxauthtries'], permitEmptyPasswords: isYes('permitemptypasswords') });
    expect(found?.permitRootLogin).toBe(String(expected['permitrootlogin']).replace('without-password', 'prohibit-password'));
  }
});
