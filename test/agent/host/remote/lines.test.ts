import { expect, test } from 'vitest';
import { toldError } from '../../../../agent/host/remote/errors.ts';
import { linkReading, stampReading } from '../../../../agent/host/remote/lines.ts';

test.each([
  ['GNU stat', '2024-09-03 06:31:10.123456789 +0000|4096|644', '2024-09-03T06:31:10.123Z 4096 0644'],
  ['rounded as Node rounds', '2024-09-03 06:31:10.999600000 +0000|0|4755', '2024-09-03T06:31:11.000Z 0 4755'],
  ['BusyBox stat', '2024-09-03 06:31:10.000000000|17|1777', '2024-09-03T06:31:10.000Z 17 1777'],
  ['stat of macOS', '2024-09-03 06:31:10|17|0644', '2024-09-03T06:31:10.000Z 17 0644'],
  ['no stat, GNU ls', '-rwsr-xr-t 1 0 0 63960 2023-02-07 13:42:13.000000000 +0000 ./passwd', '2023-02-07T13:42:13.000Z 63960 5755'],
  ['no stat, BusyBox ls', 'drwxrwxrwt    5 0        0             4096 2026-11-22 03:31:14 +0000 ./tmp', '2026-11-22T03:31:14.000Z 4096 1777'],
])('times: %s', (_tool, line, text) => {
  expect(stampReading('/x', line)).toEqual({ state: 'read', text });
});

test.each(['', 'nonsense', '12024-09-03 06:31:10|1|644', '1960-01-01 00:00:00.0 +0000|1|644', '2024-02-31 25:00:00|1|644', '2024-09-03 06:31:10.0 +0200|1|644', '2024-09-03 06:31:10|1|999'])(
  'times: %j is no date and is not guessed',
  (line) => {
    expect(stampReading('/x', line)).toMatchObject({ state: 'failed', reason: 'unreadable' });
  },
);

const link = 'lrwxrwxrwx 1 0 0 64 Nov 22 03:31 ./5 -> socket:[123]';

test('a link points where its line says, with arrows and line feeds in it', () => {
  expect(linkReading('/proc/1/fd/5', './5', link)).toEqual({ state: 'read', text: 'socket:[123]' });
  expect(linkReading('/a/5', './5', 'lrwxrwxrwx 1 0 0 64 Nov 22 03:31 ./5 -> a -> b\n./5 -> c')).toEqual({ state: 'read', text: 'a -> b\n./5 -> c' });
  expect(linkReading('/a/x -> y', './x -> y', 'lrwxrwxrwx 1 0 0 64 Nov 22 03:31 ./x -> y -> z')).toEqual({ state: 'read', text: 'z' });
});

test('what is no link does not match, is an error of the kernel, or is not understood', () => {
  expect(linkReading('/etc/x', './x', '-rw-r--r-- 1 0 0 64 Nov 22 03:31 ./x')).toEqual({ state: 'absent' });
  expect(linkReading('/sys/class/net/bonding_masters', './bonding_masters', '-rw-r--r-- 1 0 0 4096 Nov 22 03:31 ./bonding_masters')).toMatchObject({ detail: '/sys/class/net/bonding_masters: EINVAL' });
  expect(linkReading('/etc/x', './x', '')).toEqual({ state: 'absent' });
  expect(linkReading('/etc/x', './y', link)).toMatchObject({ reason: 'unreadable' });
});

test.each([
  ["head: cannot open '/x' for reading: Permission denied", 'EACCES'],
  ['cat: read error: I/O error', 'EIO'],
  ['dd: /sys/class/net/eth0/speed: Invalid argument\n0+0 records in', 'EINVAL'],
  ["ls: cannot access '/a: No such process/b': No such file or directory", 'ENOENT'],
  ['something new', 'something new'],
  ['', 'no reason was told'],
])('the error in %j is %s', (text, code) => {
  expect(toldError(text)).toMatchObject({ code });
});
