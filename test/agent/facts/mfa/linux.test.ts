import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/mfa/linux.ts';
import { sharedFixtures } from '../../../shared.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { canary, townServer } from '../town-server.ts';

const password = 'auth [success=1 default=ignore] pam_unix.so nullok\nauth requisite pam_deny.so\nauth required pam_permit.so\n';
const totp = 'auth required pam_google_authenticator.so\n';
const base: Machine = {
  '/bin/login': 'x',
  '/usr/bin/sudo': 'x',
  '/usr/sbin/sshd': 'x',
  '/etc/sudoers': 'root ALL=(ALL) ALL\n%sudo ALL=(ALL) ALL\n',
  '/etc/group': 'sudo:x:27:maria\nnopasswdlogin:x:109:\nmfa:x:200:maria\n',
  '/etc/passwd': 'maria:x:1000:1000::/home/maria:/bin/bash\n',
  '/etc/systemd/system/multi-user.target.wants/ssh.service': { link: '/lib/systemd/system/ssh.service' },
  '/etc/ssh/sshd_config': 'UsePAM yes\nKbdInteractiveAuthentication yes\nPasswordAuthentication no\nPubkeyAuthentication no\n',
  '/etc/pam.d/common-auth': password,
  '/etc/pam.d/login': '@include common-auth\n',
  '/etc/pam.d/sshd': '@include common-auth\n',
  '/etc/pam.d/sudo': '@include common-auth\n',
  '/etc/pam.d/other': 'auth required pam_deny.so\n',
};
const of = (more: Machine = {}) => factsOf(linux, { ...base, ...more });
const entry = (name: string, more: Machine = {}) => of(more).data.entryPoints?.find((it) => it.entry === name);
/** State, methods and whether it fails open, of a console with the given stack. */
const stack = (text: string, more: Machine = {}) => {
  const found = entry('console', { '/etc/pam.d/login': text, ...more });
  return [found?.state, found?.methods?.join(), found?.failsOpen].join(' ');
};

test('the server of a town', () => {
  const { data, gaps } = factsOf(linux, townServer);
  const unix = { file: '/etc/pam.d/common-auth', line: 2, says: 'auth [success=1 default=ignore] pam_unix.so nullok' };
  expect(data.entryPoints).toEqual([
    { entry: 'console', present: true, state: 'absent', methods: [], failsOpen: false, proof: [unix] },
    {
      entry: 'ssh',
      present: true,
      state: 'absent',
      methods: [],
      failsOpen: false,
      proof: [
        { file: '/etc/ssh/sshd_config', line: 2, says: 'KbdInteractiveAuthentication no' },
        { file: '/etc/ssh/sshd_config', line: 3, says: 'UsePAM yes' },
        { file: '/etc/ssh/sshd_config', line: 7, says: 'PasswordAuthentication no' },
        { file: '/etc/ssh/sshd_config.d/10-town.conf', line: 1, says: 'PasswordAuthentication no' },
      ],
    },
    { entry: 'su', present: true, state: 'absent', methods: [], failsOpen: false, proof: [unix] },
    { entry: 'sudo', present: true, state: 'optional', methods: ['duo'], failsOpen: true, proof: [{ file: '/etc/pam.d/sudo', line: 2, says: 'auth required pam_duo.so …' }] },
  ]);
  expect(gaps).toEqual({});
  expect(JSON.stringify(data)).not.toContain(canary);
});

describe('a stack with', () => {
  test.each([
    ['a password', '@include common-auth\n', 'absent  false'],
    ['a required code', `@include common-auth\n${totp}`, 'enforced totp false'],
    ['a required code before the password', `${totp}@include common-auth\n`, 'enforced totp false'],
    ['a code that some have not set up', '@include common-auth\nauth required pam_google_authenticator.so nullok\n', 'optional totp false'],
    ['a code that does not matter', '@include common-auth\nauth optional pam_google_authenticator.so\n', 'optional totp false'],
    ['a code in a comment', `#${totp}@include common-auth\n`, 'absent  false'],
    ['a code behind a jump over it', `auth [success=1 default=ignore] pam_access.so\n${totp}@include common-auth\n`, 'optional totp false'],
    ['a code for a group only', `@include common-auth\nauth [success=1 default=ignore] pam_succeed_if.so user notingroup mfa\n${totp}`, 'optional totp false'],
    ['a code that nobody reaches', `auth sufficient pam_unix.so\nauth required pam_deny.so\n${totp}`, 'absent  false'],
    ['a code or a password', `auth sufficient pam_google_authenticator.so\n@include common-auth\n`, 'optional totp false'],
    ['a key as an alternative', 'auth sufficient pam_u2f.so cue\n@include common-auth\n', 'optional fido2 false'],
    ['a key as well', '@include common-auth\nauth required pam_u2f.so cue\n', 'enforced fido2 false'],
    ['a key unless none is registered', '@include common-auth\nauth required pam_u2f.so nouserok\n', 'optional fido2 false'],
    ['a key alone', 'auth required pam_u2f.so\n', 'optional fido2 false'],
    ['a smart card with its PIN', 'auth required pam_pkcs11.so\n', 'enforced smart-card false'],
    ['a smart card or a password', 'auth sufficient pam_pkcs11.so\n@include common-auth\n', 'optional smart-card false'],
    ['a finger or a password', 'auth sufficient pam_fprintd.so\n@include common-auth\n', 'absent  false'],
    ['a finger and a code', `auth sufficient pam_unix.so\nauth required pam_fprintd.so\n${totp}`, 'optional totp false'],
    ['OATH and a password', 'auth requisite pam_oath.so usersfile=/etc/users.oath\n@include common-auth\n', 'enforced totp false'],
    ['Yubikeys', '@include common-auth\nauth required pam_yubico.so id=1 key=secret\n', 'enforced yubikey false'],
    ['everybody let in', 'auth sufficient pam_permit.so\n', 'absent  false'],
    [
      'the stack of Red Hat with sssd',
      'auth required pam_env.so\nauth required pam_faildelay.so delay=2000000\nauth [default=1 ignore=ignore success=ok] pam_usertype.so isregular\nauth [default=1 ignore=ignore success=ok] pam_localuser.so\nauth sufficient pam_unix.so nullok\nauth [default=1 ignore=ignore success=ok] pam_usertype.so isregular\nauth sufficient pam_sss.so forward_pass\nauth required pam_deny.so\n',
      'absent  false',
    ],
    ['a card as Red Hat offers it', 'auth sufficient pam_unix.so\nauth [success=done authinfo_unavail=ignore ignore=ignore default=die] pam_pkcs11.so\nauth required pam_deny.so\n', 'optional smart-card false'],
    ['a step whose server may be down', '@include common-auth\nauth [success=ok authinfo_unavail=ignore default=die] pam_yubico.so\n', 'enforced yubikey true'],
    ['a substack that ends early', `auth substack common\n${totp}`, 'enforced totp false'],
  ])('%s', (_name, text, expected) => {
    expect(stack(text, { '/etc/pam.d/common': 'auth sufficient pam_unix.so\nauth required pam_deny.so\n' })).toBe(expected);
  });

  test('a group that nobody belongs to, as gdm ships it', () => {
    const text = `auth sufficient pam_succeed_if.so user ingroup nopasswdlogin\n@include common-auth\n${totp}`;
    expect(stack(text)).toBe('enforced totp false');
    expect(stack(text, { '/etc/group': 'nopasswdlogin:x:109:kiosk\n' })).toBe('optional totp false');
    expect(stack(text, { '/etc/group': { refused: 'denied' } })).toBe('optional totp false');
  });

  test('a module that is not installed', () => {
    const modules = { '/lib/x86_64-linux-gnu/security/pam_unix.so': 'x', '/lib/x86_64-linux-gnu/security/pam_permit.so': 'x', '/lib/x86_64-linux-gnu/security/pam_deny.so': 'x' };
    expect(stack(`@include common-auth\n-${totp}`, modules)).toBe('absent  false');
    expect(stack('auth [success=ok default=ignore] pam_google_authenticator.so\n@include common-auth\n', modules)).toBe('optional totp false');
  });

  test('RADIUS, which may ask for a code or not', () => {
    const { data, gaps } = of({ '/etc/pam.d/login': 'auth required pam_radius_auth.so\n' });
    expect(data.entryPoints?.[0]).toMatchObject({ entry: 'console', methods: [], failsOpen: false });
    expect(data.entryPoints?.[0]?.state).toBeUndefined();
    expect(gaps).toEqual({ 'entryPoints[].state': 'not-visible-from-here' });
    expect(stack('auth sufficient pam_radius_auth.so\n@include common-auth\n')).toBe('absent  false');
  });

  test('a directory alone, which may ask for a code or not', () => {
    expect(of({ '/etc/pam.d/login': 'auth required pam_sss.so\n' }).missing).toEqual([{ path: 'entryPoints[].state', reason: 'not-visible-from-here', detail: 'console: pam_sss asks what is decided elsewhere' }]);
  });

  test('nobody let in claims nothing', () => {
    expect(of({ '/etc/pam.d/login': 'auth required pam_deny.so\n' }).gaps).toEqual({ 'entryPoints[].state': 'unreadable' });
  });

  test('a part that may not be read', () => {
    const { data, gaps } = of({ '/etc/pam.d/common-auth': { refused: 'needs-root' } });
    expect(data.entryPoints?.map((it) => it.state)).toEqual([undefined, undefined, undefined]);
    expect(gaps).toMatchObject({ 'entryPoints[].state': 'needs-root', 'entryPoints[].proof': 'needs-root', 'entryPoints[].failsOpen': 'needs-root' });
  });
});

describe('Duo', () => {
  const duo = (settings: Machine[string], args = '') => stack(`@include common-auth\nauth required pam_duo.so${args}\n`, { '/etc/duo/pam_duo.conf': settings });

  test.each([
    ['[duo]\nskey = s\nfailmode = secure\n', '', 'enforced duo false'],
    ['[duo]\nskey = s\nfailmode = safe\n', '', 'enforced duo true'],
    ['[duo]\nskey = s\n', '', 'enforced duo true'],
    ['[duo]\nfailmode=secure\ngroups = users,!wheel\n', '', 'optional duo false'],
    ['[duo]\nfailmode=secure\n', ' conf=/etc/duo/pam_duo.conf', 'enforced duo false'],
  ])('%j%s', (settings, args, expected) => {
    expect(duo(settings, args)).toBe(expected);
  });

  test('with hidden settings is not known', () => {
    const { data, gaps } = of({ '/etc/pam.d/login': '@include common-auth\nauth required pam_duo.so\n', '/etc/duo/pam_duo.conf': { refused: 'needs-root' } });
    expect(data.entryPoints?.[0]).toMatchObject({ methods: ['duo'], proof: [{ says: 'auth required pam_duo.so' }] });
    expect(gaps).toMatchObject({ 'entryPoints[].state': 'needs-root', 'entryPoints[].failsOpen': 'needs-root' });
    expect(stack('@include common-auth\nauth required pam_duo.so conf=/root/other.conf\n')).toBe(' duo ');
  });

  test('in place of the shell', () => {
    const login = (settings: string, more = '') => entry('ssh', { '/etc/ssh/sshd_config': `PasswordAuthentication no\n${more}ForceCommand /usr/sbin/login_duo\n`, '/etc/duo/login_duo.conf': settings });
    expect(login('[duo]\nfailmode = secure\n')).toMatchObject({ state: 'enforced', methods: ['duo'], failsOpen: false, proof: [{ line: 1 }, { line: 2, says: 'ForceCommand login_duo' }] });
    expect(login('[duo]\nfailmode = secure\ngroup = it\n')).toMatchObject({ state: 'optional' });
    expect(login('[duo]\n', 'Match User ops\n')).toMatchObject({ state: 'optional', failsOpen: true });
  });
});

describe('SSH', () => {
  const code = { '/etc/pam.d/sshd': `@include common-auth\n${totp}` };
  const both = 'UsePAM yes\nPasswordAuthentication no\nKbdInteractiveAuthentication yes\n';
  const state = (config: string, more: Machine = code) => {
    const found = entry('ssh', { ...more, '/etc/ssh/sshd_config': config });
    return [found?.present, found?.state, found?.methods?.join()].join(' ');
  };

  test.each([
    ['a code by PAM, keys off', `${both}PubkeyAuthentication no\n`, 'true enforced totp'],
    ['a code by PAM, and a key that goes past it', both, 'true optional totp'],
    ['a key and the questions of PAM', `${both}AuthenticationMethods publickey,keyboard-interactive\n`, 'true enforced totp'],
    ['a key and questions, or a key', `${both}AuthenticationMethods publickey,keyboard-interactive publickey\n`, 'true optional totp'],
    ['a key and a password', 'UsePAM no\nAuthenticationMethods publickey,password\n', 'true enforced '],
    ['a key twice', 'UsePAM no\nAuthenticationMethods publickey,publickey\n', 'true absent '],
    ['a demand that somebody is spared', `${both}AuthenticationMethods publickey,keyboard-interactive\nMatch User backup\nAuthenticationMethods publickey\n`, 'true optional totp'],
    ['a demand for some only', `UsePAM yes\nMatch Group it\nAuthenticationMethods publickey,keyboard-interactive\n`, 'true optional totp'],
    ['a code where PAM is not asked', 'UsePAM no\nPubkeyAuthentication no\n', 'true absent '],
    [
      'only tokens with a PIN',
      'PasswordAuthentication no\nKbdInteractiveAuthentication no\nPubkeyAcceptedAlgorithms sk-ssh-ed25519@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com\nPubkeyAuthOptions verify-required\n',
      'true enforced fido2',
    ],
    ['tokens without a PIN', 'PasswordAuthentication no\nKbdInteractiveAuthentication no\nPubkeyAcceptedAlgorithms sk-ssh-ed25519@openssh.com\n', 'true absent '],
    ['trusted hosts', `${both}PubkeyAuthentication no\nHostbasedAuthentication yes\n`, 'true optional totp'],
    ['tickets', `${both}PubkeyAuthentication no\nGSSAPIAuthentication yes\n`, 'true optional totp'],
  ])('with %s', (_name, config, expected) => {
    expect(state(config)).toBe(expected);
  });

  test('with a key and a code for a part of PAM that asks no password', () => {
    expect(state(`${both}AuthenticationMethods publickey,keyboard-interactive\n`, { '/etc/pam.d/sshd': totp })).toBe('true enforced totp');
  });

  test('that is off is told as off; one that is not there is not told', () => {
    expect(entry('ssh', { '/etc/systemd/system/multi-user.target.wants/ssh.service': undefined })).toMatchObject({ present: false, state: 'absent' });
    expect(entry('ssh', { '/usr/sbin/sshd': undefined })).toBeUndefined();
  });

  test('whose settings are hidden', () => {
    const { data, gaps } = of({ '/etc/ssh/sshd_config': { refused: 'needs-root' } });
    expect(data.entryPoints?.[1]).toEqual({ entry: 'ssh', present: true });
    expect(gaps).toMatchObject({ 'entryPoints[].state': 'needs-root', 'entryPoints[].methods': 'needs-root' });
  });
});

describe('sudo', () => {
  const code = { '/etc/pam.d/sudo': `@include common-auth\n${totp}` };

  test.each([
    ['asks everybody', code, 'enforced'],
    ['spares somebody', { ...code, '/etc/sudoers': 'root ALL=(ALL) NOPASSWD: ALL\nops ALL=(ALL) NOPASSWD: /bin/x\n' }, 'optional'],
    ['spares root only', { ...code, '/etc/sudoers': 'root ALL=(ALL) NOPASSWD: ALL\n' }, 'enforced'],
    ['never asks', { ...code, '/etc/sudoers': 'Defaults !authenticate\n%sudo ALL=(ALL) ALL\n' }, 'optional'],
    ['asks no code, whatever the rules', { '/etc/sudoers': { refused: 'needs-root' } }, 'absent'],
    ['asks a code, but its rules are hidden', { ...code, '/etc/sudoers': { refused: 'needs-root' } }, undefined],
  ] as [string, Machine, string | undefined][])('%s', (_name, machine, expected) => {
    expect(entry('sudo', machine)?.state).toBe(expected);
  });
});

describe('console and desktop', () => {
  const desktop = (manager: string, more: Machine = {}) => entry('desktop', { '/etc/systemd/system/display-manager.service': { link: `/lib/systemd/system/${manager}.service` }, ...more });
  const gdm = { '/etc/pam.d/gdm-password': `@include common-auth\n${totp}` };

  test.each([
    ['GNOME', 'gdm3', gdm, 'enforced'],
    ['GNOME with a finger beside it', 'gdm', { ...gdm, '/etc/pam.d/gdm-fingerprint': 'auth required pam_fprintd.so\n' }, 'optional'],
    ['GNOME that signs in by itself', 'gdm3', { ...gdm, '/etc/gdm3/daemon.conf': '[daemon]\nAutomaticLoginEnable = true\nAutomaticLogin = kiosk\n' }, 'optional'],
    ['GNOME with that in a comment', 'gdm3', { ...gdm, '/etc/gdm3/daemon.conf': '[daemon]\n#AutomaticLoginEnable = true\n' }, 'enforced'],
    ['LightDM', 'lightdm', { '/etc/pam.d/lightdm': '@include common-auth\n' }, 'absent'],
    ['LightDM that signs in by itself', 'lightdm', { '/etc/pam.d/lightdm': totp, '/etc/lightdm/lightdm.conf.d/a.conf': '[Seat:*]\nautologin-user=kiosk\n' }, 'optional'],
    ['SDDM', 'sddm', { '/etc/pam.d/sddm': '@include common-auth\n', '/etc/sddm.conf.d/a.conf': '[Autologin]\nUser=\n[X11]\nUser=x\n' }, 'absent'],
    ['SDDM that signs in by itself', 'sddm', { '/etc/pam.d/sddm': `@include common-auth\n${totp}`, '/etc/sddm.conf': '[Autologin]\nUser=kiosk\n' }, 'optional'],
  ] as [string, string, Machine, string][])('%s', (_name, manager, machine, expected) => {
    expect(desktop(manager, machine)).toMatchObject({ present: true, state: expected });
  });

  test('a machine that starts into text has no desktop', () => {
    expect(desktop('gdm3', { ...gdm, '/etc/systemd/system/default.target': { link: '/lib/systemd/system/multi-user.target' } })).toBeUndefined();
    expect(entry('desktop')).toBeUndefined();
  });

  test('a console that signs in by itself', () => {
    const getty = { '/etc/systemd/system/getty@tty1.service.d/autologin.conf': '[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin kiosk --noclear %I $TERM\n' };
    expect(entry('console', { '/etc/pam.d/login': `@include common-auth\n${totp}`, ...getty })).toMatchObject({
      state: 'optional',
      proof: [
        { file: '/etc/pam.d/login', line: 2 },
        { line: 3, says: 'ExecStart' },
      ],
    });
  });

  test('remote desktop by xrdp', () => {
    const xrdp = { '/usr/sbin/xrdp': 'x', '/etc/pam.d/xrdp-sesman': '@include common-auth\n' };
    expect(entry('rdp', xrdp)).toMatchObject({ present: false, state: 'absent' });
    expect(entry('rdp', { ...xrdp, '/etc/systemd/system/multi-user.target.wants/xrdp.service': { link: '/lib/systemd/system/xrdp.service' } })).toMatchObject({ present: true, state: 'absent' });
  });
});

const shared = sharedFixtures('handwritten', 'linux');

test.skipIf(!shared)('the handwritten stacks', () => {
  const read = (name: string) => readFileSync(path.join(shared!, name), 'utf8');
  expect(stack(read('pam.d-common-auth.u2f'))).toBe('optional fido2 false');
  expect(stack(read('pam.d-sudo.commented'))).toBe('absent  false');
  expect(stack('@include common-auth\nauth required pam_duo.so\n', { '/etc/duo/pam_duo.conf': read('pam_duo.conf') })).toBe('enforced duo true');
  expect(entry('ssh', { '/etc/pam.d/sshd': `@include common-auth\n${totp}`, '/etc/ssh/sshd_config': read('sshd-T.txt') })).toMatchObject({ state: 'enforced', methods: ['totp'] });
});
