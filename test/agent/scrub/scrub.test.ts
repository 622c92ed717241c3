import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answer, Reading } from '../../../agent/host/source.ts';
import type { RecordedSource, Recording } from '../../../agent/recording.ts';
import { identitiesIn } from '../../../agent/scrub/identities.ts';
import type { Passage } from '../../../agent/scrub/identities.ts';
import { pseudonyms } from '../../../agent/scrub/pseudonyms.ts';
import { scrubText, scrubbed } from '../../../agent/scrub/scrub.ts';

const read = (text: string, stderr?: string): Reading => ({ state: 'read', text, ...(stderr === undefined ? {} : { exitCode: 0, stderr }) });
const one = (reads: string, text: string, stderr?: string): RecordedSource => ({ reads, answer: { kind: 'one', reading: read(text, stderr) } });
const binary = (reads: string, bytes: Buffer): RecordedSource => ({ ...one(reads, bytes.toString('base64')), encoding: 'base64' });
const many = (reads: string, entries: Readonly<Record<string, string>>, incomplete?: string): RecordedSource => {
  const answer: Answer = { kind: 'many', entries: Object.entries(entries).map(([path, text]) => ({ path, reading: read(text) })) };
  return { reads, answer: incomplete === undefined ? answer : { ...answer, incomplete: { reason: 'denied', detail: incomplete } } };
};

const passwd = 'root:x:0:0:root:/root:/bin/bash\nbackup:x:34:34:backup:/var/backups:/usr/sbin/nologin\nrosamund:x:1000:1000:Rosamund Quill,Room 7,555-0147:/home/rosamund:/bin/bash\nsvc:x:998:998::/home/zebedee:/bin/sh\nubuntu:x:1001:1001:Ubuntu:/home/ubuntu:/bin/bash\n';

function recording(section: Recording['sections'][string], settings: Recording['settings'] = { repositories: [], networks: [] }): Recording {
  return { recording: 1, platform: 'linux', privileged: true, bootId: 'b', now: '2026-11-22T00:00:00.000Z', skip: [], settings, sections: { os: section } };
}

/** One text scrubbed as the file it comes from, on a machine with the users above. */
function after(place: string, text: string, more: readonly Passage[] = []): string {
  const identities = identitiesIn([{ place: '/etc/passwd', text: passwd, encoding: 'utf8' }, { place, text, encoding: 'utf8' }, ...more]);
  return scrubText(place, text, { identities, stand: pseudonyms(identities.kept) });
}

describe('canaries in every kind of source', () => {
  const utmp = Buffer.alloc(384);
  utmp.writeInt16LE(7, 0);
  utmp.write('directoryuser', 44);
  utmp.write('desk.quillton.test', 76);
  utmp.set([203, 0, 113, 9], 348);
  const smbios = Buffer.concat([Buffer.from([1, 27, 0, 0, 1, 2, 0, 3, ...Buffer.from('canaryuuid-16byt'), 6, 0, 0]), Buffer.from('Maker\0Model\0CANARYSN9\0\0'), Buffer.from([127, 4, 0, 0, 0, 0])]);
  const edid = Buffer.alloc(128);
  edid.set([0, 255, 255, 255, 255, 255, 255, 0], 0);
  edid.writeUInt32LE(0xcafe7777, 12);
  edid.set([0, 0, 0, 255, 0, ...Buffer.from('SCREENSN77\n  ')], 54);
  edid[127] = (256 - (edid.subarray(0, 127).reduce((sum, byte) => sum + byte, 0) % 256)) % 256;

  const planted: Recording['sections'][string] = {
    users: one('/etc/passwd', passwd),
    shadow: one('/etc/shadow', 'rosamund:$6$CanarySalt$CanaryHashCanaryHash:1:2:3\nold:CanaryDesHsh:1::\nlocked:!$y$j9T$CanarySalt$CanaryHash:1::\n'),
    hostname: one('/proc/sys/kernel/hostname', 'quillserver\n'),
    hosts: one('/etc/hosts', '127.0.0.1 localhost\n10.7.7.77 quillserver.quillton.test quillserver\n'),
    resolver: one('/etc/resolv.conf', 'search quillton.test\nnameserver 10.7.7.1\n'),
    machine: one('/etc/machine-id', 'ca9a417ca9a417ca9a417ca9a417ca9a\n'),
    serial: one('/sys/class/dmi/id/product_serial', 'CANARYSN9\n'),
    uuid: one('/sys/class/dmi/id/product_uuid', 'CA9A4170-1234-4321-8888-CA9A417CA9A4\n'),
    settings: one('/etc/x.conf', 'password = canary secret\napi_key: "canarykey"\nurl=https://quill:canarypw@db.quillton.test/x?token=canarytok\n'),
    keys: many('/home/*/.ssh/authorized_keys', { '/home/rosamund/.ssh/authorized_keys': `ssh-ed25519 ${ed25519('CANARYKEY')} rosamund@canarylaptop\n` }),
    names: many('names of /home/*', { '/home/rosamund/': '', '/home/zebedee/': '' }),
    times: many('times of /home/*', { '/home/rosamund': '2026-01-01T00:00:00.000Z 1 0755' }, '/home/zebedee/private'),
    links: many('links of /proc/*/fd/*', { '/proc/1/fd/3': '/srv/canary document.odt', '/proc/1/fd/4': 'socket:[77]' }),
    command: one('/usr/bin/tool --all', 'mail to rosamund.quill@quillton.test from 10.7.7.77 (A4:BB:6D:CA:9A:41)', 'warning: rosamund at fe80::a6bb:6dff:feca:9a41'),
    failed: { reads: '/x', answer: { kind: 'one', reading: { state: 'failed', reason: 'denied', detail: '/home/rosamund belongs to user 1000' } } },
    'then /home/rosamund/x': one('/home/rosamund/x', 'key=canarykey\n-----BEGIN OPENSSH PRIVATE KEY-----\ncanarykey\n-----END OPENSSH PRIVATE KEY-----\n'),
    wtmp: binary('/var/log/wtmp', utmp),
    smbios: binary('/sys/firmware/dmi/tables/DMI', smbios),
    edid: { ...many('/sys/class/drm/*/edid', { '/sys/class/drm/card0/edid': edid.toString('base64') }), encoding: 'base64' },
    interfaces: one('addresses of network adapters', '[{"name":"eth0","cidr":"10.7.7.77/24"}]'),
    space: one('size of local file systems', '[{"mountPoint":"/home/rosamund/disk","bytes":1}]'),
    sockets: one('/proc/net/tcp', '  sl  local_address\n   0: 4D07070A:0016 00000000:0000 0A\n'),
  };
  const repositories = [{ product: 'restic', location: 'sftp:rosamund@quillserver.quillton.test:/backup', passwordFile: '/home/rosamund/pw' }] as const;
  const clean = scrubbed(recording(planted, { repositories, networks: [] }));
  const visible = Object.values(clean.sections['os']!).flatMap(({ encoding, answer }) => {
    const readings = answer.kind === 'one' ? [answer.reading] : answer.entries.map(({ reading }) => reading);
    return encoding === 'base64' ? readings.map((reading) => (reading.state === 'read' ? Buffer.from(reading.text, 'base64').toString('latin1') : '')) : [];
  });
  const everything = [JSON.stringify(clean), ...visible].join('\n');

  test.each([
    ['names of users', /rosamund|quill|zebedee|directoryuser/i],
    ['what is said of them', /room 7|555-0147/i],
    ['secrets, hashes, keys', /canarysalt|canaryhash|canarydes|canary secret|canarykey|canarypw|canarytok/i],
    ['names of machines and domains', /quillserver|quillton|canarylaptop/i],
    ['ids and serial numbers', /ca9a417|canarysn|canaryuuid|screensn/i],
    ['addresses', /10\.7\.7\.77|4D07070A|ca:9a:41|feca:9a41/i],
    ['names of documents', /canary document/],
    ['anything else planted', /canary/i],
  ])('%s are gone', (_what, canary) => {
    expect(everything).not.toMatch(canary);
  });

  test('what parsers go by is still there', () => {
    const text = (name: string) => {
      const answer = clean.sections['os']?.[name]?.answer;
      return answer?.kind === 'one' && answer.reading.state === 'read' ? answer.reading.text : '';
    };
    expect(text('users').split('\n')[2]).toBe('u0000001:x:1000:1000:Person 1:/home/u0000001:/bin/bash');
    expect(text('users')).toContain('ubuntu:x:1001:1001:Person 2:/home/ubuntu:/bin/bash');
    expect(text('shadow')).toMatch(/^u0000001:\$6\$x+:1:2:3\nold:x{12}:1::\nlocked:!\$y\$x+:1::\n$/);
    expect(text('hosts')).toMatch(/^127\.0\.0\.1 localhost\n10\.0\.1\.\d+ (u\d+)\.u\d+\.test \1\n$/);
    expect(Buffer.from(text('wtmp'), 'base64')).toHaveLength(384);
    expect(Buffer.from(text('smbios'), 'base64')).toHaveLength(smbios.length);
    expect(Object.keys(clean.sections['os']!)).toContain('then /home/u0000001/x');
    const screen = clean.sections['os']?.['edid']?.answer;
    const bytes = Buffer.from(screen?.kind === 'many' && screen.entries[0]?.reading.state === 'read' ? screen.entries[0].reading.text : '', 'base64');
    expect(bytes.reduce((sum, byte) => sum + byte, 0) % 256).toBe(0);
  });

  test('the same recording gives the same bytes', () => {
    expect(JSON.stringify(scrubbed(recording(planted, { repositories, networks: [] })))).toBe(JSON.stringify(clean));
  });
});

test('a name of a user is found wherever it stands as a word', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_-]{4,11}$/).filter((it) => /[g-z]/.test(it) && !/-$|--/.test(it));
  const place = fc.constantFrom('/etc/group', '/etc/sudoers', '/etc/ssh/sshd_config', '/var/spool/x', '/usr/bin/tool');
  const around = fc.constantFrom('', ' ', ':', ',', '/', '@', '"', '\n', '.', '=', '%', '\\');
  fc.assert(
    fc.property(name, place, around, around, (user, reads, before, behind) => {
      const users = one('/etc/passwd', `${user}:x:1000:1000::/srv/x:/bin/sh\n`);
      const clean = scrubbed(recording({ users, other: one(reads, `a b${before}`.trimEnd() + `${before || ' '}${user}${behind || ' '}c`) }));
      expect(JSON.stringify(clean.sections)).not.toContain(user);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['/etc/nsswitch.conf', 'passwd: files systemd\nshadow: files\n'],
  ['/etc/pam.d/common-auth', 'auth required pam_google_authenticator.so secret=${HOME}/.google_authenticator nullok\npassword requisite pam_pwquality.so retry=3\n'],
  ['/etc/ssh/sshd_config', 'PasswordAuthentication no\nAuthorizedKeysFile .ssh/authorized_keys\nMatch User ubuntu,admin\n'],
  ['/etc/sssd/sssd.conf', 'krb5_store_password_if_offline = True\n'],
  ['/etc/os-release', 'ID=ubuntu\nVERSION_ID="22.04"\nVERSION="1.2.3.4"\n'],
  ['/var/lib/dpkg/status', 'Package: passwd\nVersion: 1:4.13.1.2\nDepends: rosamund\n'],
  ['/proc/net/tcp', '   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1\n'],
  ['/etc/systemd/system/getty.target', 'Wants=getty@tty1.service user@1000.service\n'],
  ['/sys/devices/system/cpu/modalias', 'cpu:type:x86\n'],
  ['/etc/sudoers', 'Defaults passwd_tries=3, timestamp_timeout=10\n%sudo ALL=(ALL:ALL) ALL\n'],
  ['/proc/cmdline', 'root=UUID=00000000-0000-0000-0000-000000000000 ro rd.luks.key=/etc/keys/root.key\n'],
  ['/x', '127.0.0.1 0.0.0.0 255.255.255.0 :: ::1 ff02::1 00:00:00:00:00:00 ff:ff:ff:ff:ff:ff 06:31:10 12:00\n'],
])('%s keeps what is no secret', (place, text) => {
  expect(after(place, text)).toBe(text);
});

test.each([
  ['a DSN', '/x', 'DATABASE_URL=postgres://app:hunter2@db/x', 'DATABASE_URL=postgres://scrubbed@db/x'],
  ['an argument', '/x', 'tool --password hunter2 --user a', 'tool --password scrubbed --user a'],
  ['a quoted value', '/x', `{"client_secret": "hunter2", "a": 1}`, '{"client_secret": scrubbed, "a": 1}'],
  ['a query', '/x', 'GET /?access_token=hunter2&x=1', 'GET /?access_token=scrubbed&x=1'],
  ['a bcrypt hash', '/x', 'admin:$2y$10$abcdefghijklmnopqrstuv', 'admin:$2y$xxxxxxxxxxxxxxxxxxxxxxxxx'],
  ['a grub hash', '/boot/grub/user.cfg', 'GRUB2_PASSWORD=grub.pbkdf2.sha512.10000.AB.CD', 'GRUB2_PASSWORD=scrubbed'],
  ['a directory hash', '/x', 'userPassword:{SSHA}abcdef==', 'userPassword:scrubbed'],
  ['a netrc', '/etc/apt/auth.conf', 'machine x login a password b', 'machine x login scrubbed password scrubbed'],
  ['a token', '/x', 'ghp_abcdefghijklmnopqrstuvwxyz', 'x'.repeat(30)],
  ['a crypttab key stays a path', '/etc/crypttab', 'data UUID=1b671a64-40d5-491e-99b0-da01ff1f3341 /etc/keys/data.key luks', 'data UUID=5c0bbed0-0000-4000-8000-000000000001 /etc/keys/data.key luks'],
])('%s', (_what, place, text, clean) => {
  expect(after(place, text)).toBe(clean);
});

test('networks hold together, and public addresses stay public', () => {
  expect(after('/x', '192.168.7.23/24 via 192.168.7.1 dev eth0; 8.8.8.8; 192.168.9.23; 8.8.8.8; 192.168.7.255; 172.16.0.9; 100.64.1.1')).toBe(
    '192.168.1.1/24 via 192.168.1.2 dev eth0; 203.0.113.1; 192.168.2.1; 203.0.113.1; 192.168.1.255; 172.16.1.1; 100.64.1.1',
  );
  expect(after('/x', 'fe80::1:2%eth0 2a00:1450:4001::5 fd12:3456::1 2a00:1450:4001::5')).toBe('fe80::1%eth0 2001:db8::1 fd00::1 2001:db8::1');
});

test('the same address is the same in the tables of the kernel', () => {
  const texts: Readonly<Record<string, string>> = {
    '/x': 'gateway 192.168.7.1 and fe80::2',
    '/proc/net/route': 'eth0\t00000000\t0107A8C0\t0003\n',
    '/proc/net/tcp6': '   0: 0000000000000000FFFF00000107A8C0:0016 000080FE000000000000000002000000:0000 0A\n',
    '/proc/net/if_inet6': 'fe800000000000000000000000000002 02 40 20 80 eth0\n',
  };
  const identities = identitiesIn([]);
  const scrubbing = { identities, stand: pseudonyms(identities.kept) };
  const clean = Object.entries(texts).map(([place, text]) => scrubText(place, text, scrubbing));
  expect(clean).toEqual([
    'gateway 192.168.1.1 and fe80::1',
    'eth0\t00000000\t0101A8C0\t0003\n',
    '   0: 0000000000000000FFFF00000101A8C0:0016 000080FE000000000000000001000000:0000 0A\n',
    'fe800000000000000000000000000001 02 40 20 80 eth0\n',
  ]);
});

test('an RSA key keeps its kind and size', () => {
  const blob = rsa(2048);
  const clean = after('/root/.ssh/authorized_keys', `from="8.8.8.8",no-pty ssh-rsa ${blob} me at home\n`);
  const [, options, other = '', comment] = /^(.*) ssh-rsa (\S+) (.*)\n$/.exec(clean) ?? [];
  const bytes = Buffer.from(other, 'base64');
  expect([options, comment]).toEqual(['from="203.0.113.1",no-pty', 'key-1']);
  expect(other).toHaveLength(blob.length);
  expect(bytes.subarray(0, 24)).toEqual(Buffer.from(blob, 'base64').subarray(0, 24));
  expect(bytes.subarray(30)).not.toEqual(Buffer.from(blob, 'base64').subarray(30));
});

describe('stand-ins', () => {
  test('are as long as the real word, differ from each other and from words in use', () => {
    const { word } = pseudonyms(new Set(['u0001']));
    expect([word('alice'), word('bob'), word('Alice'), word('ALICE'), word('carol'), word('x')]).toEqual(['u0002', 'u01', 'u0002', 'U0002', 'u0001'.replace('1', '3'), 'u1']);
  });

  test('of serial numbers keep their form', () => {
    const { serial } = pseudonyms(new Set());
    expect([serial('PF-2XK9A1'), serial('1234567'), serial('PF-2XK9A1')]).toEqual(['AA-0AA0A1', '0000002', 'AA-0AA0A1']);
  });

  test('of hardware addresses keep the maker', () => {
    const { mac } = pseudonyms(new Set());
    expect([mac('a4:bb:6d:10:22:33'), mac('A4-BB-6D-10-22-33'), mac('a4:bb:6d:10:22:34')]).toEqual(['a4:bb:6d:00:00:01', 'A4-BB-6D-00-00-01', 'a4:bb:6d:00:00:02']);
  });
});

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function ed25519(text: string): string {
  return Buffer.concat([field(Buffer.from('ssh-ed25519')), field(Buffer.from(text.padEnd(32, 'K')))]).toString('base64');
}

function rsa(bits: number): string {
  const modulus = Buffer.concat([Buffer.from([0, 0xc3]), Buffer.alloc(bits / 8 - 1, 7)]);
  return Buffer.concat([field(Buffer.from('ssh-rsa')), field(Buffer.from([1, 0, 1])), field(modulus)]).toString('base64');
}
