import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { activity } from '../../../../agent/facts/activity/index.ts';
import { linux } from '../../../../agent/facts/activity/linux.ts';
import { factsOf } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { officePc } from '../office-pc.ts';
import { lastlog, november, signInFiles, wtmp } from '../sign-in-files.ts';
import { database } from './database.ts';

const users: Machine = { '/etc/passwd': officePc['/etc/passwd'] };
const of = (machine: Machine) => factsOf(linux, { ...users, ...machine });
const days = (count: number) => november + count * 86_400;
const lastOf = (machine: Machine, id: string) => of(machine).data.signIns?.find((it) => it.id === id)?.lastSignInAt;

test('an office computer', () => {
  expect(activity).toMatchObject({ name: 'activity', version: 1, linux });
  expect(of(signInFiles)).toEqual({
    data: {
      signIns: [{ id: '0', lastSignInAt: null }, { id: '1', lastSignInAt: null }, { id: '1000', lastSignInAt: '2026-11-20' }],
      logBeganOn: '2026-11-01',
      lastSignInAt: '2026-11-20',
    },
    missing: [],
    gaps: {},
  });
});

describe('the newest of all logs counts', () => {
  test('the running one, the one before, the last per user', () => {
    const machine = {
      '/var/log/wtmp': wtmp([{ type: 2, user: 'reboot', seconds: days(3) }, { type: 7, user: 'clerk', seconds: days(9) }, { type: 7, user: 'clerk', seconds: days(4) }]),
      '/var/log/wtmp.1': wtmp([{ type: 7, user: 'root', seconds: days(2) }, { type: 7, user: 'clerk', seconds: days(1) }]),
      '/var/log/lastlog': lastlog({ 1: days(5), 1000: days(8) }),
    };
    expect(of(machine).data).toEqual({
      signIns: [{ id: '0', lastSignInAt: '2026-11-03' }, { id: '1', lastSignInAt: '2026-11-06' }, { id: '1000', lastSignInAt: '2026-11-10' }],
      logBeganOn: '2026-11-02',
      lastSignInAt: '2026-11-10',
    });
  });

  test('a user of a directory counts for the computer', () => {
    expect(of({ '/var/log/wtmp': wtmp([{ type: 7, user: 'mayor@town.example', seconds: days(9) }]), '/var/log/lastlog': lastlog({ 0: days(1) }) }).data).toMatchObject({ lastSignInAt: '2026-11-10' });
  });

  test('what claims to be later than now does not', () => {
    expect(lastOf({ ...signInFiles, '/var/log/wtmp': wtmp([{ type: 7, user: 'clerk', seconds: days(400) }]) }, '1000')).toBe('2026-11-20');
  });

  test('on 64-bit ARM, where records are longer', () => {
    const arm = { '/lib/ld-linux-aarch64.so.1': '', '/var/log/wtmp': wtmp([{ type: 7, user: 'clerk', seconds: days(2) }], 'wide'), '/var/log/lastlog': lastlog({ 0: days(3) }, 296) };
    expect(of(arm).data.signIns).toEqual([{ id: '0', lastSignInAt: '2026-11-04' }, { id: '1', lastSignInAt: null }, { id: '1000', lastSignInAt: '2026-11-03' }]);
  });
});

describe('nobody signed in is only said by a log that is kept since its beginning', () => {
  const silent: Machine = { '/var/log/wtmp': wtmp([{ type: 2, user: 'reboot', seconds: days(3) }]) };

  test('where lastlog is kept', () => {
    expect(of({ ...silent, '/var/log/lastlog': Buffer.alloc(0) }).data).toMatchObject({ lastSignInAt: null, signIns: [{ lastSignInAt: null }, {}, {}] });
  });

  test('not where there is none, where it stays empty while people sign in, or where it is too large', () => {
    const gaps = (machine: Machine) => of(machine).gaps['signIns[].lastSignInAt'];
    expect(gaps(silent)).toBe('not-visible-from-here');
    expect(gaps({ '/var/log/wtmp': wtmp([{ type: 7, user: 'clerk', seconds: days(1) }]), '/var/log/lastlog': Buffer.alloc(0) })).toBe('not-visible-from-here');
    expect(gaps({ ...signInFiles, '/var/log/lastlog': { refused: 'too-large' } })).toBe('too-large');
    expect(lastOf({ ...signInFiles, '/var/log/lastlog': { refused: 'too-large' } }, '1000')).toBe('2026-11-20');
    expect(gaps({})).toBe('not-visible-from-here');
  });

  test('an unread running log leaves even known sign-ins open', () => {
    const { data, gaps } = of({ ...signInFiles, '/var/log/wtmp': { refused: 'needs-root' } });
    expect(gaps).toEqual({ lastSignInAt: 'needs-root', logBeganOn: 'needs-root', 'signIns[].lastSignInAt': 'needs-root' });
    expect(data.signIns?.map(({ id, lastSignInAt }) => [id, lastSignInAt])).toEqual([['0', undefined], ['1', undefined], ['1000', undefined]]);
  });

  test.each([['wtmp', Buffer.alloc(385)], ['wtmp', Buffer.alloc(384, 0xff)], ['lastlog', Buffer.alloc(291)]])('%s that is none is a gap', (name, bytes) => {
    expect(of({ ...signInFiles, [`/var/log/${name}`]: bytes }).gaps).toMatchObject({ 'signIns[].lastSignInAt': 'unreadable' });
  });
});

describe('the databases that newer systems keep instead', () => {
  const lastlog2 = (rows: string) => database(`CREATE TABLE Lastlog2(Name TEXT PRIMARY KEY, Time INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT) STRICT;${rows}`);
  const wtmpdb = (rows: string) => database(`CREATE TABLE wtmp(ID INTEGER PRIMARY KEY, Type INTEGER, User TEXT NOT NULL, Login INTEGER, Logout INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT) STRICT;${rows}`);

  test('say the same as the old ones', () => {
    expect(of({
      '/var/lib/lastlog/lastlog2.db': lastlog2(`INSERT INTO Lastlog2 VALUES('clerk',${days(3)},'pts/0','192.0.2.7','sshd'),('daemon',0,NULL,NULL,NULL);`),
      '/var/lib/wtmpdb/wtmp.db': wtmpdb(`INSERT INTO wtmp(Type,User,Login) VALUES(1,'reboot',${days(1)}000000),(3,'clerk',${days(4)}123456),(3,'root',NULL);`),
    }).data).toEqual({
      signIns: [{ id: '0', lastSignInAt: null }, { id: '1', lastSignInAt: null }, { id: '1000', lastSignInAt: '2026-11-05' }],
      logBeganOn: '2026-11-02',
      lastSignInAt: '2026-11-05',
    });
  });

  test('an old lastlog beside the new one does not hide it', () => {
    expect(lastOf({ '/var/log/lastlog': lastlog({ 1000: days(-90) }), '/var/lib/lastlog/lastlog2.db': lastlog2(`INSERT INTO Lastlog2 VALUES('clerk',${days(3)},'','','');`) }, '1000')).toBe('2026-11-04');
  });

  test('one that is none is a gap', () => {
    expect(of({ '/var/lib/wtmpdb/wtmp.db': Buffer.from('SQLite format 3\0') }).gaps).toMatchObject({ lastSignInAt: 'unreadable' });
  });
});

test('no user list is a gap', () => {
  for (const passwd of ['', 'hello', undefined]) expect(of({ ...signInFiles, '/etc/passwd': passwd }).gaps).toHaveProperty('signIns');
});

test('two names of one id are one user, an id without a name counts for the computer', () => {
  const passwd = 'root:x:0:0::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\nbad:x:-1:0::/:\n+::::::\n';
  const { data } = of({ '/etc/passwd': passwd, '/var/log/wtmp': wtmp([{ type: 7, user: 'toor', seconds: days(1) }]), '/var/log/lastlog': lastlog({ 1000: days(2) }) });
  expect(data).toMatchObject({ signIns: [{ id: '0', lastSignInAt: '2026-11-02' }], lastSignInAt: '2026-11-03' });
});

test('the sign-ins of 100 users fit into 2 KB compressed', () => {
  const many = Array.from({ length: 100 }, (_none, index) => index);
  const passwd = many.map((index) => `u${index}:x:${1000 + index}:1000::/:/bin/sh`).join('\n');
  const log = wtmp(many.map((index) => ({ type: 7, user: `u${index}`, seconds: days(1) + index * 7919 })));
  const { data } = of({ '/etc/passwd': passwd, '/var/log/wtmp': log });
  expect(data.signIns).toHaveLength(100);
  expect(zstdCompressSync(JSON.stringify(data)).length).toBeLessThanOrEqual(2048);
});
