import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Source, Sources } from '../../../../agent/host/source.ts';

/** Names that a shell could mistake for something else. */
const names = ['plain', '-rf', 'a b', "it's", '"q"', '$(touch pwned)', '`id`', 'a\nb', '\nc', 'd\n', 'back\\slash', 'star*', 'what?', '[a]', 'ünï', '.hidden', '~', '#x', 'a;b', 'x -> y', '%s%n', '=', '!'];

/** Builds files, folders and links of every kind that the rules of trust tell apart. Those of other users only for root. */
export function buildCorpus(folder: string): void {
  const at = (name: string) => path.join(folder, name);
  const dir = (name: string, mode = 0o755) => {
    fs.mkdirSync(at(name), { recursive: true });
    fs.chmodSync(at(name), mode);
  };
  const file = (name: string, text = `text of ${name}\n`, mode = 0o644) => {
    fs.writeFileSync(at(name), text);
    fs.chmodSync(at(name), mode);
  };
  for (const name of ['etc', 'odd', 'deep/one/two', 'deep/three/two', 'home/ann/.ssh', 'home/bob/.ssh', 'home/eve', 'links', 'other']) dir(name);
  file('etc/read');
  file('etc/empty', '');
  file('etc/bytes', '\0\u0001\r\n\u00ff no line feed');
  fs.writeFileSync(at('etc/latin1'), Buffer.from([0xe4, 0x0a, 0x00, 0xff]));
  file('etc/large', 'x'.repeat(5_000));
  file('etc/everybody', 'x', 0o666);
  file('etc/group', 'x', 0o664);
  file('etc/secret', 'x', 0o600);
  file('etc/setuid', 'x', 0o4755);
  dir('etc/open', 0o777);
  file('etc/open/file');
  dir('etc/sticky', 0o1777);
  file('etc/sticky/file');
  dir('etc/shared', 0o775);
  file('etc/shared/file');
  fs.closeSync(fs.openSync(at('etc/sparse'), 'w'));
  fs.truncateSync(at('etc/sparse'), 2 ** 40);
  execFileSync('/usr/bin/mkfifo', [at('etc/fifo')]);
  for (const name of names) file(`odd/${name}`);
  fs.writeFileSync(Buffer.concat([Buffer.from(at('odd/')), Buffer.from([0xff, 0xfe])]), 'no UTF-8');
  for (const name of ['deep/one/two/x.conf', 'deep/one/two/y.conf', 'deep/three/two/x.conf', 'deep/one/two/z.other']) file(name);
  for (const [name, bytes] of ofMac) {
    dir(path.dirname(name));
    fs.writeFileSync(at(name), bytes);
  }
  dir('Library/Application Support/A Maker/bin');
  file('Library/Application Support/A Maker/bin/its tool', '#!/bin/sh\nprintf "<%s>" "$0" "$@"; printf "of \\377 bytes\\n" >&2; exit 3\n', 0o755);
  for (const [name, to] of links(folder)) fs.symlinkSync(to, at(name));
  for (const user of ['ann', 'bob']) file(`home/${user}/.ssh/authorized_keys`);
  fs.symlinkSync('../../etc/secret', at('home/eve/authorized_keys'));
  fs.symlinkSync(at('etc'), at('home/eve/etc'));
  fs.utimesSync(at('etc/read'), 1_725_345_070.1236, 1_725_345_070.1236);
  fs.utimesSync(at('etc/empty'), 0, 0);
  if (process.geteuid?.() !== 0) return;
  for (const name of ['home/ann', 'home/ann/.ssh', 'home/ann/.ssh/authorized_keys', 'home/bob', 'home/bob/.ssh', 'home/eve', 'etc/group']) fs.chownSync(at(name), name.includes('ann') ? 1001 : 1002, 1002);
  fs.chownSync(at('etc/group'), 0, 1002);
  fs.chownSync(at('etc/shared'), 0, 1002);
  for (const name of ['home/eve/authorized_keys', 'home/eve/etc', 'links/ofUser']) fs.lchownSync(at(name), 1002, 1002);
}

/** Property lists as they lie about on a Mac: names with blanks, bytes that are no text and line feeds at the end. */
const ofMac: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['Applications/Google Chrome.app/Contents/Info.plist', Buffer.from('<?xml version="1.0"?><plist><dict/></plist>\n\n')],
  ['Applications/Tool.app/Contents/Info.plist', Buffer.concat([Buffer.from('bplist00'), Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), Buffer.from('\n\n')])],
  ['Applications/Two  blanks.app/Contents/Info.plist', Buffer.alloc(0)],
  ['Applications/.Hidden.app/Contents/Info.plist', Buffer.from('hidden')],
  ['Applications/Utilities/Disk Utility.app/Contents/Info.plist', Buffer.from([0, 10, 255, 0])],
  ['Library/Managed Preferences/ann lee/com.example.screensaver.plist', Buffer.from([0xff, 0xfe, 0x0a])],
  ['Library/Application Support/A Maker/settings.plist', Buffer.from('bplist00\0\0\0')],
  ['Library/Internet Plug-Ins/Java Applet.plugin/Contents/Home/release', Buffer.from('JAVA_VERSION="1.8.0"\r\n')],
];

function links(folder: string): [name: string, to: string][] {
  return [
    ['links/file', '../etc/read'], ['links/whole', `${folder}/etc/read`], ['links/folder', '../etc'], ['links/up', '../links/../etc/./read'], ['links/chain', 'folder/read'],
    ['links/ring', 'ring2'], ['links/ring2', 'ring'], ['links/nowhere', 'nothing'], ['other/nofolder', '../links/file/below'], ['links/ofUser', '../etc/read'],
    ['links/toOpen', '../etc/open/file'], ['links/toHome', '../home/ann/.ssh'], ['links/line\nfeed', 'to\nlines'], ['links/arrow -> x', 'a -> b'], ['links/ends', 'here\n'],
  ];
}

/** Sources of every kind over the corpus. */
export function corpusSources(folder: string): Sources {
  const file = (name: string, more: Partial<Extract<Source, { kind: 'file' }>> = {}): Source => ({ kind: 'file', path: `${folder}/${name}`, ...more });
  const files = ['read', 'empty', 'bytes', 'everybody', 'group', 'secret', 'open/file', 'sticky/file', 'shared/file', 'fifo', 'open', 'absent', 'absent/below', 'read/below'].map((name) => `etc/${name}`);
  const homes = ['home/ann/.ssh/authorized_keys', 'home/bob/.ssh/authorized_keys', 'home/eve/authorized_keys', 'home/eve/etc/read', 'links/toHome/authorized_keys'];
  const linked = ['file', 'whole', 'folder/read', 'up', 'chain', 'ring', 'nowhere', '../other/nofolder', 'ofUser', 'toOpen'].map((name) => path.join('links', name));
  const patterns = ['etc/*', 'odd/*', 'odd/.*', 'odd/star*', 'odd/[a]*', 'odd/what?*', 'deep/*/two/*.conf', 'deep/*/two/x.conf', 'deep/*/*/*', 'home/*/.ssh/authorized_keys', 'home/*/*', 'home/*/etc/*', 'links/*', 'links/folder/*', 'absent/*', '*/read', 'links/ring/*', 'etc/read/*'];
  const kinds = ['files', 'names', 'times', 'links'] as const;
  const paths = [...files, ...homes, ...linked, 'odd/a\nb', "odd/it's", 'odd/star*'];
  return Object.fromEntries<Source>([
    ...paths.map((name): [string, Source] => [`file ${name}`, file(name)]),
    ...paths.map((name): [string, Source] => [`user ${name}`, file(name, { trust: 'user' })]),
    ['large', file('etc/large', { maxBytes: 4_999 })],
    ['exactly', file('etc/large', { maxBytes: 5_000, encoding: 'base64' })],
    ['latin1', file('etc/latin1', { encoding: 'base64' })],
    ['sparse', file('etc/sparse')],
    ['kernel', file('etc/read', { trust: 'kernel' })],
    ...kinds.flatMap((kind) => patterns.map((pattern): [string, Source] => [`${kind} ${pattern}`, { kind, pattern: `${folder}/${pattern}`, ...(kind === 'files' ? { trust: 'user' as const, maxBytes: 4_000 } : {}) }])),
    ...kinds.map((kind): [string, Source] => [`${kind} cut`, { kind, pattern: `${folder}/deep/one/two/*`, maxFiles: 2 }]),
    ['blanks in the path', file('Library/Application Support/A Maker/settings.plist', { encoding: 'base64' })],
    ['blanks in no path', file('Library/Application Support/No Maker/settings.plist', { encoding: 'base64' })],
    ...['Applications/*.app/Contents/Info.plist', 'Applications/*/*.app/Contents/Info.plist', 'Library/Managed Preferences/*/com.example.screensaver.plist', 'Library/Application Support/*/settings.plist', 'Library/Internet Plug-Ins/Java Applet.plugin/Contents/Home/release', 'Applications/Google Chrome.app', 'Applications/No App.app']
      .flatMap((pattern): [string, Source][] => [
        ...kinds.map((kind): [string, Source] => [`${kind} ${pattern}`, { kind, pattern: `${folder}/${pattern}` }]),
        [`bytes ${pattern}`, { kind: 'files', pattern: `${folder}/${pattern}`, encoding: 'base64', trust: 'user', maxFiles: 3 }],
      ]),
    ['program with blanks', { kind: 'command', program: [`${folder}/Library/Application Support/No Maker/bin/tool`, `${folder}/Library/Application Support/A Maker/bin/its tool`], args: ['-c', 'two words', '', "it's", '*', '$HOME', 'a\nb'] }],
    ['program absent', { kind: 'command', program: [`${folder}/Library/Application Support/No Maker/bin/tool`], args: [] }],
    ['kernel own', { kind: 'file', path: '/proc/sys/kernel/ostype', trust: 'kernel' }],
    ['kernel large', { kind: 'file', path: '/proc/kallsyms', trust: 'kernel', maxBytes: 100 }],
    ['kernel folder', { kind: 'file', path: '/proc/sys', trust: 'kernel' }],
    ['kernel absent', { kind: 'file', path: '/sys/nothing', trust: 'kernel' }],
    ['kernel files', { kind: 'files', pattern: '/sys/class/net/*/mtu', trust: 'kernel' }],
    ['kernel names', { kind: 'names', pattern: '/sys/class/net/*' }],
    ['kernel links', { kind: 'links', pattern: '/sys/class/net/*' }],
    ['space', { kind: 'space' }],
    ['interfaces', { kind: 'interfaces' }],
  ]);
}
