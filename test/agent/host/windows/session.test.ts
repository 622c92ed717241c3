import { describe, expect, test } from 'vitest';
import type { Block } from '../../../../agent/host/windows/blocks.ts';
import { blockOf } from '../../../../agent/host/windows/blocks.ts';
import { newSession } from '../../../../agent/host/windows/session.ts';
import { fakeShell } from './fake-powershell.ts';

function asking(script: string, timeoutMs = 5_000): Block {
  return blockOf({ kind: 'powershell', script, timeoutMs });
}

describe('a session', () => {
  test('asks all questions of one process, in order', async () => {
    const shell = fakeShell([{ on: 'first', frames: [['R', '"one"']] }, { on: 'second', frames: [['R', '"two"']] }]);
    const session = newSession(shell);
    const told = await Promise.all([session.ask(asking('first')), session.ask(asking('second'))]);
    expect(told.map((each) => ('end' in each ? each.end : each.cut))).toEqual([{ kind: 'R', body: '"one"' }, { kind: 'R', body: '"two"' }]);
    expect(await session.ask(asking('first again'))).toMatchObject({ end: { kind: 'R', body: '"one"' } });
    expect(shell.started()).toBe(1);
  });

  test('loses to a hang only the question that hung, and asks the others of a new process', async () => {
    const shell = fakeShell([{ on: 'hung', hang: true }, { on: 'after', frames: [['K', '["a",{}]'], ['E', '{"total":1,"why":null}']] }]);
    const session = newSession(shell);
    const [before, hung, after] = await Promise.all([session.ask(asking('before')), session.ask(asking('hung', 150)), session.ask(asking('after'))]);
    expect(before).toMatchObject({ end: { body: 'null' } });
    expect(hung).toMatchObject({ cut: { reason: 'timeout' } });
    expect(after).toMatchObject({ items: ['["a",{}]'], end: { kind: 'E' } });
    expect(shell.started()).toBe(2);
  });

  test('keeps what was answered before PowerShell ended, and goes on after it', async () => {
    const shell = fakeShell([{ on: 'crash', frames: [], exit: 3 }]);
    const session = newSession(shell);
    const told = await Promise.all([session.ask(asking('fine')), session.ask(asking('crash')), session.ask(asking('fine too'))]);
    expect(told.map((each) => ('cut' in each ? each.cut.reason : each.end.body))).toEqual(['null', 'unreadable', 'null']);
  });

  test('does not wait for what PowerShell did not take', async () => {
    const session = newSession(fakeShell([{ on: 'torn', silent: 'skip' }]));
    const told = await Promise.all([session.ask(asking('torn')), session.ask(asking('fine'))]);
    expect(told[0]).toMatchObject({ cut: { reason: 'unreadable' } });
    expect(told[1]).toMatchObject({ end: { body: 'null' } });
  });

  test('ends with its whole limit, whatever still waits', async () => {
    const shell = fakeShell([{ on: 'slow', hang: true }], { wholeMs: 400 });
    const session = newSession(shell);
    const told = await Promise.all([session.ask(asking('slow', 60_000)), session.ask(asking('other'))]);
    expect(told).toMatchObject([{ cut: { reason: 'timeout' } }, { cut: { reason: 'timeout' } }]);
  });

  test('gives up after several processes that all hung', async () => {
    const shell = fakeShell([{ on: 'slow', hang: true }]);
    const session = newSession(shell);
    const told = await Promise.all(Array.from({ length: 9 }, () => session.ask(asking('slow', 60))));
    expect(told.map((each) => 'cut' in each && each.cut.reason)).toEqual(Array(9).fill('timeout'));
    expect(shell.started()).toBe(6);
  });

  test('says that there is no PowerShell', async () => {
    const session = newSession({ ...fakeShell([]), program: ['/nowhere/powershell.exe'] });
    expect(await session.ask(asking('x'))).toMatchObject({ cut: { reason: 'tool-missing', detail: '/nowhere/powershell.exe: ENOENT' } });
  });

  test('is not confused by noise, by frames of another mark, or by a console that breaks lines', async () => {
    const body = JSON.stringify({ evil: '00c0ffee0001 R 2 4:null', long: 'x'.repeat(500) });
    const noise = 'Welcome\r\n00000000 R 1 4:"no"\r\n00c0ffee0001 R 99 6:"none"\r\n00c0ffee0001 X 1 2:{}\r\n';
    const session = newSession(fakeShell([{ on: 'loud', noise, frames: [['R', body]] }, { on: 'narrow', width: 80, frames: [['R', body]] }]));
    const told = await Promise.all([session.ask(asking('loud')), session.ask(asking('next'))]);
    expect(told).toMatchObject([{ end: { body } }, { end: { body: 'null' } }]);
  });

  test('refuses an answer that is too large', async () => {
    const session = newSession(fakeShell([{ on: 'big', noise: '00c0ffee0001 R 1 99999999:' }]));
    expect(await session.ask(asking('big'))).toMatchObject({ cut: { reason: 'too-large' } });
  });
});
