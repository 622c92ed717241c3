import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { peer } from '../peers.ts';
import { factsAfter } from './changed-copy.ts';

/** Ways into this machine, hardened and weakened for real in a copy of it. */
const isRoot = process.getuid?.() === 0;
const limit = { timeout: 120_000 };

describe.skipIf(!isRoot)('a code at sign-in by SSH', limit, () => {
  const asks = `printf 'KbdInteractiveAuthentication yes\\nPasswordAuthentication no\\nPubkeyAuthentication no\\nUsePAM yes\\n' > /etc/ssh/sshd_config.d/00-town.conf; systemctl enable ssh`;
  const line = (control: string, options = '') => `${asks}; sed -i '1i auth ${control} pam_google_authenticator.so ${options}' /etc/pam.d/sshd`;
  const ssh = (change: string) => factsAfter(change, 'mfa').mfa.data.entryPoints?.find(({ entry }) => entry === 'ssh');

  it('required, with nullok, sufficient, commented out, and none at all are told apart', ({ skip }) => {
    if (peer('google-authenticator') === undefined || peer('sshd') === undefined) return skip();
    expect(ssh(line('required'))).toMatchObject({ state: 'enforced', methods: ['totp'], proof: expect.arrayContaining([expect.objectContaining({ file: '/etc/pam.d/sshd', line: 1 })]) });
    expect(ssh(line('required', 'nullok'))).toMatchObject({ state: 'optional', methods: ['totp'] });
    expect(ssh(line('sufficient'))?.state).not.toBe('enforced');
    expect(ssh(`${asks}; sed -i '1i #auth required pam_google_authenticator.so' /etc/pam.d/sshd`)).toMatchObject({ state: 'absent', methods: [] });
    expect(ssh(asks)).toMatchObject({ state: 'absent', methods: [] });
  });

  it('counts for nothing where a key alone lets in', ({ skip }) => {
    if (peer('google-authenticator') === undefined || peer('sshd') === undefined) return skip();
    expect(ssh(`${line('required')}; sed -i 's/PubkeyAuthentication no/PubkeyAuthentication yes/' /etc/ssh/sshd_config.d/00-town.conf`)?.state).not.toBe('enforced');
  });
});

describe.skipIf(!isRoot)('sshd', limit, () => {
  const settings = ['permitrootlogin', 'passwordauthentication', 'x11forwarding', 'maxauthtries'];
  const changes = {
    hardened: `printf 'PermitRootLogin no\\nPasswordAuthentication no\\nX11Forwarding no\\nMaxAuthTries 3\\n' > /etc/ssh/sshd_config.d/00-town.conf`,
    'weak, and a later file that comes too late': `printf 'PermitRootLogin yes\\nPasswordAuthentication yes\\n' > /etc/ssh/sshd_config.d/00-weak.conf; printf 'PermitRootLogin no\\nPasswordAuthentication no\\n' > /etc/ssh/sshd_config.d/99-late.conf`,
    'an Include of its own in an included file': `mkdir -p /etc/ssh/more; printf 'MaxAuthTries 2\\n' > /etc/ssh/more/a.conf; printf 'Include /etc/ssh/more/*.conf\\nMaxAuthTries 9\\nPermitRootLogin prohibit-password\\n' > /etc/ssh/sshd_config.d/00-town.conf`,
  };

  it.each(Object.entries(changes))('%s is read as sshd itself takes it', (_name, change, ) => {
    const sshd = peer('sshd');
    if (sshd === undefined) return;
    const ours = factsAfter(change, 'remote-access')['remote-access'].data.ssh!;
    const program = `mount -t tmpfs none /run; mkdir -p /run/sshd; cp -r /etc/ssh /run/ssh; mount --bind /run/ssh /etc/ssh; ${change}; ${sshd} -T`;
    const said = execFileSync('unshare', ['--mount', 'bash', '-euo', 'pipefail', '-c', program], { encoding: 'utf8' });
    const theirs = new Map(said.split('\n').map((each) => [each.split(' ')[0] ?? '', each.split(' ').slice(1).join(' ').replace('without-password', 'prohibit-password')]));
    const told = [ours.permitRootLogin, ours.passwordAuthentication ? 'yes' : 'no', ours.x11Forwarding ? 'yes' : 'no', String(ours.maxAuthTries)];
    expect(told).toEqual(settings.map((name) => theirs.get(name)));
  });
});

describe.skipIf(!isRoot)('the system', limit, () => {
  it('waits for a restart once a package says so, and no longer when it was restarted', () => {
    const waits = (change: string) => factsAfter(change, 'os').os.data;
    expect(waits(`touch /run/reboot-required; echo linux-image-amd64 > /run/reboot-required.pkgs`)).toMatchObject({ rebootRequired: true, rebootReasons: expect.arrayContaining(['linux-image-amd64']) });
    expect(waits('rm -f /run/reboot-required /run/reboot-required.pkgs').rebootReasons ?? []).not.toContain('linux-image-amd64');
  });

  it('has a second administrator once another account has the number 0', () => {
    const users = factsAfter(`echo 'toor:x:0:0::/root:/bin/bash' >> /etc/passwd; echo 'toor:*:19000:0:99999:7:::' >> /etc/shadow`, 'accounts').accounts.data.users ?? [];
    expect(users.filter(({ id }) => id === '0').map(({ name, administrator }) => [name, administrator])).toEqual([['root', true], ['toor', true]]);
  });
});
