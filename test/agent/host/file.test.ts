import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFile } from '../../../agent/host/file.ts';
import { me, temporaryFolder, visit } from './temporary.ts';

const folder = temporaryFolder();
const at = (...parts: string[]) => path.join(folder, ...parts);
const read = (name: string, limits: Parameters<typeof readFile>[1] = {}) => readFile(name, limits, visit());
const refused = (reason: string, detail: unknown) => ({ state: 'failed', reason, detail });

function write(name: string, bytes: string | Buffer, mode = 0o644): string {
  fs.mkdirSync(path.dirname(at(name)), { recursive: true });
  fs.writeFileSync(at(name), bytes);
  fs.chmodSync(at(name), mode);
  return at(name);
}

describe('a file of root', () => {
  test('is read, and one that is not there is absent', () => {
    expect(read(write('plain', 'a\n'))).toEqual({ state: 'read', text: 'a\n' });
    expect(read(write('empty', ''))).toEqual({ state: 'read', text: '' });
    expect(read(at('nothing'))).toEqual({ state: 'absent' });
    expect(read(at('plain', 'below a file'))).toEqual({ state: 'absent' });
  });

  test('may stand behind links that root made', () => {
    write('real/target', 'linked');
    fs.symlinkSync('real', at('link'));
    fs.symlinkSync('../link/target', at('real', 'again'));
    expect(read(at('link', 'again'))).toEqual({ state: 'read', text: 'linked' });
  });

  test('comes as base64 where its source says so', () => {
    expect(read(write('binary', Buffer.from([0, 255, 1])), { encoding: 'base64' })).toEqual({ state: 'read', text: 'AP8B' });
  });

  test('is read up to its limit, and refused beyond it with its true size', () => {
    expect(read(write('fits', 'x'.repeat(40_000)), { maxBytes: 40_000 })).toMatchObject({ state: 'read' });
    expect(read(write('large', 'x'.repeat(101)), { maxBytes: 100 })).toEqual(refused('too-large', `${at('large')}: 101 bytes, the limit is 100`));
  });

  test('of one tebibyte without contents is refused at once', () => {
    const name = write('sparse', '');
    fs.truncateSync(name, 2 ** 40);
    expect(read(name)).toEqual(refused('too-large', `${name}: ${2 ** 40} bytes, the limit is 1048576`));
  });

  test('that is not UTF-8 keeps its other lines', () => {
    const name = write('latin1', Buffer.concat([Buffer.from('root:x:0\njos'), Buffer.from([0xe9]), Buffer.from(':x:1000\n')]));
    expect(read(name)).toEqual({ state: 'read', text: 'root:x:0\njos\u{FFFD}:x:1000\n' });
  });
});

describe('is refused, with the path that is to blame:', () => {
  test('a file or folder that everybody may write', () => {
    expect(read(write('open', '', 0o646))).toEqual(refused('denied', `${at('open')} may be written by everybody`));
    write('public/inner/file', '');
    fs.chmodSync(at('public'), 0o777);
    expect(read(at('public', 'inner', 'file'))).toEqual(refused('denied', `${at('public')} may be written by everybody`));
    fs.chmodSync(at('public'), 0o1777);
    expect(read(at('public', 'inner', 'file'))).toMatchObject({ state: 'read' });
  });

  test.runIf(me === 0)('a file that a group may write, unless it is the group of root', () => {
    const name = write('grouped', '', 0o664);
    expect(read(name)).toMatchObject({ state: 'read' });
    fs.chownSync(name, 0, 12_345);
    expect(read(name)).toEqual(refused('denied', `${name} may be written by group 12345`));
    expect(readFile(name, {}, visit({ groups: new Set([12_345]) }))).toMatchObject({ state: 'read' });
  });

  test.runIf(me === 0)('a file or folder of another user', () => {
    const name = write('theirs/file', '');
    fs.chownSync(at('theirs'), 1234, 0);
    expect(read(name)).toEqual(refused('denied', `${at('theirs')} belongs to user 1234`));
  });

  test('a link to /etc/shadow in a folder that others may write', () => {
    fs.mkdirSync(at('drop'));
    fs.chmodSync(at('drop'), 0o777);
    fs.symlinkSync('/etc/shadow', at('drop', 'settings'));
    expect(read(at('drop', 'settings'))).toEqual(refused('denied', `${at('drop')} may be written by everybody`));
  });

  test.runIf(me === 0)('a link that another user put where files of root are safe', () => {
    fs.mkdirSync(at('sticky'));
    fs.chmodSync(at('sticky'), 0o1777);
    fs.symlinkSync('/etc/shadow', at('sticky', 'settings'));
    fs.lchownSync(at('sticky', 'settings'), 1234, 1234);
    expect(read(at('sticky', 'settings'))).toEqual(refused('denied', `${at('sticky', 'settings')} belongs to user 1234`));
  });

  test('a pipe, a socket, a device, a folder, without waiting for anybody', async () => {
    execFileSync('/usr/bin/mkfifo', [at('pipe')]);
    const server = net.createServer().listen(at('socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    fs.chmodSync(at('socket'), 0o755);
    for (const name of [at('pipe'), at('socket'), folder]) expect(read(name)).toEqual(refused('denied', `${name} is not a regular file`));
    expect(read('/dev/null')).toMatchObject({ state: 'failed', reason: 'denied' });
    server.close();
  });

  test('a ring of links', () => {
    fs.symlinkSync(at('ring-b'), at('ring-a'));
    fs.symlinkSync(at('ring-a'), at('ring-b'));
    expect(read(at('ring-a'))).toMatchObject(refused('denied', expect.stringContaining('ring of symbolic links')));
  });

  test.each(['etc/passwd', '/etc/../etc/passwd', '/etc//passwd', '/etc/pass\0wd', ''])('the path %j', (name) => {
    expect(read(name)).toMatchObject(refused('denied', expect.stringContaining('is not a plain absolute path')));
  });

  test('what lies on a network file system, before it is touched', () => {
    const closed = new Map([[at('plain'), 'nfs4']]);
    expect(readFile(at('plain', 'deeper'), {}, visit({ closed }))).toEqual(
      refused('not-visible-from-here', `${at('plain')} is a mount of type nfs4, which is never entered`),
    );
  });

  test('anything when the time is over', () => {
    expect(readFile(at('plain'), {}, visit({ deadline: 5, monotonicMs: () => 6 }))).toEqual(refused('timeout', at('plain')));
  });
});

describe('a file of the kernel', () => {
  test('is read though it says that it is empty', () => {
    expect(fs.statSync('/proc/self/status').size).toBe(0);
    expect(read('/proc/self/status')).toMatchObject({ state: 'read', text: expect.stringContaining(`Pid:\t${process.pid}\n`) });
    expect(read('/proc/self/status', { maxBytes: 10 })).toMatchObject({ state: 'failed', reason: 'too-large' });
  });

  test('is not what a link of procfs leads to', () => {
    expect(read(`/proc/self/root${write('outside', 'secret')}`)).toMatchObject({ state: 'failed', reason: 'denied' });
    const file = fs.openSync(at('outside'), 'r');
    expect(read(`/proc/self/fd/${file}`)).toMatchObject({ state: 'failed', reason: 'denied' });
    fs.closeSync(file);
  });

  test('is in procfs or sysfs, whatever a source says', () => {
    expect(read(write('kernel', ''), { trust: 'kernel' })).toMatchObject({ state: 'failed', reason: 'denied' });
  });
});

describe.runIf(me === 0)('the word of a user', () => {
  const home = path.join(folder, 'home');
  const own = (name: string, user = 1234) => {
    write(`home/${name}`, 'mine', 0o666);
    fs.lchownSync(path.join(home, name), user, user);
    return path.join(home, name);
  };
  const asUser = (name: string) => readFile(name, { trust: 'user' }, visit());

  test('is a file of the owner of the home, and of nobody else', () => {
    fs.mkdirSync(home);
    fs.chownSync(home, 1234, 1234);
    expect(asUser(own('keys'))).toEqual({ state: 'read', text: 'mine' });
    expect(read(path.join(home, 'keys'))).toEqual(refused('denied', `${home} belongs to user 1234`));
    expect(asUser(own('planted', 4321))).toEqual(refused('denied', `${home}/planted belongs to user 4321, the home to user 1234`));
    expect(asUser(own('of-root', 0))).toEqual(refused('denied', `${home}/of-root belongs to user 0, the home to user 1234`));
  });

  test('is never a link, nor a second name of a file of root', () => {
    fs.symlinkSync('/etc/shadow', path.join(home, 'link'));
    fs.lchownSync(path.join(home, 'link'), 1234, 1234);
    expect(asUser(path.join(home, 'link'))).toEqual(refused('denied', `${home}/link is a symbolic link in the home of user 1234`));
    fs.linkSync(write('secret', 'secret'), path.join(home, 'hard'));
    expect(asUser(path.join(home, 'hard'))).toMatchObject(refused('denied', expect.stringContaining('belongs to user 0')));
  });

  test('of root is a file of root', () => {
    expect(asUser(write('root/keys', 'k'))).toEqual({ state: 'read', text: 'k' });
    fs.chmodSync(at('root'), 0o777);
    expect(asUser(at('root', 'keys'))).toEqual(refused('denied', `${at('root')} may be written by everybody`));
  });
});

test.runIf(me !== 0)('what only root may read needs root', () => {
  expect(readFile('/etc/shadow', {}, visit({ privileged: false }))).toEqual(refused('needs-root', '/etc/shadow'));
});
