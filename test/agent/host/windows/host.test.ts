import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sources } from '../../../../agent/host/source.ts';
import { reader } from '../../../../agent/host/windows/host.ts';
import type { Ground } from '../../../../agent/host/windows/host.ts';
import { fakeShell } from './fake-powershell.ts';
import type { Reaction } from './fake-powershell.ts';

let disk: string;
beforeAll(() => {
  disk = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-windows-'));
  const put = (name: string, content: string | Buffer) => {
    fs.mkdirSync(path.dirname(path.join(disk, name)), { recursive: true });
    fs.writeFileSync(path.join(disk, name), content);
  };
  put('ProgramData/Product/state.ini', 'last=1');
  put('ProgramData/Product/wide.log', Buffer.from('\u{feff}Größe', 'utf16le'));
  put('ProgramData/Product/planted.ini', 'last=9');
  put('ProgramData/Loose/state.ini', 'last=2');
  put('Users/bob/notes.txt', 'mine');
  put('Windows/System32/tool.exe', '#!/bin/sh\nprintf "%s" "$1"; test -n "$2" && printf policy > "$2"; exit 0\n');
  fs.chmodSync(path.join(disk, 'Windows/System32/tool.exe'), 0o755);
  fs.symlinkSync(path.join(disk, 'ProgramData/Product'), path.join(disk, 'ProgramData/Junction'));
});
afterAll(() => fs.rmSync(disk, { recursive: true, force: true }));

const bob = 'S-1-5-21-1-2-3-1001';
const system = 'O:SYD:(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x1200a9;;;BU)';
const roots: Reaction[] = [
  { on: "'SystemRoot'", frames: [['K', '["SOFTWARE\\\\Microsoft\\\\Windows NT\\\\CurrentVersion",{"SystemRoot":"C:\\\\Windows"}]'], ['E', '{"total":1,"why":null}']] },
  { on: "'ProgramFilesDir'", frames: [['K', '["x",{"ProgramFilesDir":"C:\\\\Program Files","ProgramFilesDir (x86)":"\\\\\\\\evil\\\\share"}]'], ['E', '{"total":1,"why":null}']] },
  { on: "'ProfilesDirectory'", frames: [['K', '["x",{"ProgramData":"%SystemDrive%\\\\ProgramData","ProfilesDirectory":"%SystemDrive%\\\\Users"}]'], ['E', '{"total":1,"why":null}']] },
  { on: 'Win32_LogicalDisk', frames: [['R', '[{"DeviceID":"C:","Size":1000,"FreeSpace":400,"Access":0},{"DeviceID":"E:","Size":null,"FreeSpace":null,"Access":null}]']] },
];

/** Rights of paths as PowerShell tells them; all others are the computer's own. */
function rights(special: Readonly<Record<string, string>>, paths: readonly string[]): Reaction {
  const frames = paths.map((each) => ['K', JSON.stringify([each, special[each] ?? system])] as const);
  return { on: 'twRights', frames: [...frames, ['E', `{"total":${paths.length},"why":null}`]] };
}

async function answers(sources: Sources, reactions: readonly Reaction[], privileged = true) {
  const shell = fakeShell([...roots, ...reactions]);
  const native = (at: string) => path.join(disk, ...at.slice(3).split('\\'));
  const ground: Ground = { shell, programs: { env: {}, kill: shell.kill }, native, privileged, now: () => '2026-11-22T00:00:00.000Z' };
  const read = reader(ground);
  const { test: section } = await read({ test: sources });
  return section?.answers ?? {};
}

const way = ['C:\\', 'C:\\ProgramData', 'C:\\ProgramData\\Product', 'C:\\ProgramData\\Product\\state.ini', 'C:\\ProgramData\\Product\\wide.log', 'C:\\ProgramData\\Product\\planted.ini'];

describe('files of Windows', () => {
  test('are read where nobody but the computer could have written them', async () => {
    const sources: Sources = {
      one: { kind: 'file', path: '%ProgramData%\\Product\\state.ini' },
      wide: { kind: 'file', path: '%ProgramData%\\Product\\wide.log' },
      raw: { kind: 'file', path: '%ProgramData%\\Product\\state.ini', encoding: 'base64' },
      none: { kind: 'file', path: '%ProgramData%\\Product\\none.ini' },
      all: { kind: 'files', pattern: '%ProgramData%\\Prod*\\*.INI' },
    };
    const given = await answers(sources, [rights({ 'C:\\ProgramData\\Product\\planted.ini': `O:${bob}D:(A;;FA;;;${bob})` }, way)]);
    expect(given).toEqual({
      one: { kind: 'one', reading: { state: 'read', text: 'last=1' } },
      wide: { kind: 'one', reading: { state: 'read', text: 'Größe' } },
      raw: { kind: 'one', reading: { state: 'read', text: Buffer.from('last=1').toString('base64') } },
      none: { kind: 'one', reading: { state: 'absent' } },
      all: {
        kind: 'many',
        entries: [
          { path: 'C:\\ProgramData\\Product\\planted.ini', reading: { state: 'failed', reason: 'denied', detail: `C:\\ProgramData\\Product\\planted.ini: it belongs to ${bob}` } },
          { path: 'C:\\ProgramData\\Product\\state.ini', reading: { state: 'read', text: 'last=1' } },
        ],
      },
    });
  });

  test('are not read through a folder that others may change, through a junction, from a share or another disk', async () => {
    const sources: Sources = {
      loose: { kind: 'file', path: '%ProgramData%\\Loose\\state.ini' },
      junction: { kind: 'file', path: '%ProgramData%\\Junction\\state.ini' },
      share: { kind: 'file', path: '\\\\server\\share\\state.ini' },
      usb: { kind: 'file', path: 'F:\\state.ini' },
      up: { kind: 'file', path: 'C:\\ProgramData\\..\\state.ini' },
      stream: { kind: 'file', path: 'C:\\ProgramData\\Product\\state.ini:other' },
      unknown: { kind: 'file', path: '%USERPROFILE%\\state.ini' },
      evil: { kind: 'names', pattern: '%ProgramFiles(x86)%\\*' },
    };
    const loose = ['C:\\', 'C:\\ProgramData', 'C:\\ProgramData\\Loose', 'C:\\ProgramData\\Loose\\state.ini'];
    const given = await answers(sources, [rights({ 'C:\\ProgramData\\Loose': 'O:SYD:(A;;FA;;;BU)' }, loose)]);
    const reasons = Object.entries(given).map(([name, answer]) => [name, answer.kind === 'one' ? (answer.reading.state === 'failed' ? answer.reading.reason : answer.reading.state) : answer.incomplete?.reason]);
    expect(Object.fromEntries(reasons)).toEqual({
      loose: 'denied', junction: 'denied', share: 'denied', usb: 'not-visible-from-here', up: 'denied', stream: 'denied', unknown: 'denied', evil: 'denied',
    });
  });

  test('of a home are read as the word of its owner, and of nobody else', async () => {
    const paths = ['C:\\', 'C:\\Users', 'C:\\Users\\bob', 'C:\\Users\\bob\\notes.txt'];
    const his = `O:${bob}D:(A;;FA;;;SY)(A;;FA;;;${bob})`;
    const source = { kind: 'file', path: '%ProfilesDirectory%\\bob\\notes.txt', trust: 'user' } as const;
    const of = async (special: Readonly<Record<string, string>>) => (await answers({ notes: source }, [rights(special, paths)]))['notes'];
    expect(await of({ 'C:\\Users\\bob': his, 'C:\\Users\\bob\\notes.txt': his })).toEqual({ kind: 'one', reading: { state: 'read', text: 'mine' } });
    const another = 'O:S-1-5-21-1-2-3-1002D:(A;;FA;;;S-1-5-21-1-2-3-1002)';
    expect(await of({ 'C:\\Users\\bob': his, 'C:\\Users\\bob\\notes.txt': another })).toMatchObject({ reading: { state: 'failed', reason: 'denied' } });
  });

  test('tell their names, times and size without being opened', async () => {
    const given = await answers({ names: { kind: 'names', pattern: '%SystemDrive%\\*' }, times: { kind: 'times', pattern: 'C:\\ProgramData\\Product\\state.ini' }, space: { kind: 'space' } }, []);
    expect(given['names']).toMatchObject({ entries: ['C:\\ProgramData/', 'C:\\Users/', 'C:\\Windows/'].map((at) => ({ path: at, reading: { state: 'read', text: '' } })) });
    expect(given['times']).toMatchObject({ entries: [{ reading: { text: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z 6 0\d{3}$/) } }] });
    expect(given['space']).toEqual({ kind: 'one', reading: { state: 'read', text: '[{"mountPoint":"C:\\\\","bytes":1000,"freeBytes":400,"readOnly":false}]' } });
  });
});

describe('programs of Windows', () => {
  const tool = 'C:\\Windows\\System32\\tool.exe';
  const paths = ['C:\\', 'C:\\Windows', 'C:\\Windows\\System32', tool];

  test('answer with what they print, or with the file that they write into a folder of their own', async () => {
    const given = await answers(
      {
        printed: { kind: 'command', program: ['%SystemRoot%\\System32\\none.exe', '%SystemRoot%\\System32\\tool.exe'], args: ['hello'] },
        written: { kind: 'command', program: ['%SystemRoot%\\System32\\tool.exe'], args: ['x', '{scratch}/policy.inf'], scratch: true, output: 'policy.inf' },
        none: { kind: 'command', program: ['%SystemRoot%\\System32\\none.exe'], args: [] },
      },
      [rights({}, paths)],
    );
    expect(given).toMatchObject({
      printed: { reading: { state: 'read', text: 'hello', exitCode: 0 } },
      written: { reading: { state: 'read', text: 'policy', exitCode: 0 } },
      none: { reading: { state: 'absent' } },
    });
    expect(fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('townwatch-scratch-'))).toEqual([]);
  });

  test('are not started where others could have written them, nor without the rights they need', async () => {
    const source = { kind: 'command', program: [tool], args: ['x'] } as const;
    expect(await answers({ it: source }, [rights({ [tool]: 'O:BAD:(A;;FA;;;BU)' }, paths)])).toMatchObject({ it: { reading: { reason: 'denied' } } });
    expect(await answers({ it: { ...source, needsRoot: true } }, [rights({}, paths)], false)).toMatchObject({ it: { reading: { reason: 'needs-root' } } });
  });
});

describe('PowerShell', () => {
  test('answers the registry, CIM and scripts, the same source only once', async () => {
    const cim = { kind: 'cim', namespace: 'root/cimv2', class: 'Win32_BIOS', properties: ['Name'] } as const;
    const given = await answers(
      {
        keys: { kind: 'registry', key: 'HKLM\\SOFTWARE\\*', maxKeys: 2 },
        bios: cim,
        again: cim,
        none: { kind: 'cim', namespace: 'root/none', class: 'X', properties: ['Name'] },
        refused: { kind: 'cim', namespace: 'root/cimv2', class: 'Win32_Tpm', properties: ['Name'] },
        nothing: { kind: 'powershell', script: 'Get-Nothing' },
        broken: { kind: 'powershell', script: 'Get-Broken' },
      },
      [
        { on: "@('SOFTWARE', '*')", frames: [['K', '["SOFTWARE\\\\b",{"x":1}]'], ['K', '["SOFTWARE\\\\a",null,{"id":"SecurityException","category":"NotSpecified","kind":"MethodInvocationException","code":-2146233078}]'], ['E', '{"total":3,"why":null}']] },
        { on: 'Win32_BIOS', frames: [['R', '[{"Name":"Phoenix"}]']] },
        { on: 'root/none', frames: [['F', '{"id":"HRESULT 0x8004100e,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand","category":"MetadataError","kind":"CimException","code":-2146233088}']] },
        { on: 'Win32_Tpm', frames: [['F', '{"id":"HRESULT 0x80041003,X","category":"PermissionDenied","kind":"CimException","code":-2146233088}']] },
        { on: 'Get-Broken', frames: [['F', '{"id":"CommandNotFoundException","category":"ObjectNotFound","kind":"CommandNotFoundException","code":-2146233087}']] },
      ],
      false,
    );
    expect(given).toMatchObject({
      keys: {
        entries: [
          { path: 'HKLM\\SOFTWARE\\a', reading: { state: 'failed', reason: 'needs-root' } },
          { path: 'HKLM\\SOFTWARE\\b', reading: { state: 'read', text: '{"x":1}' } },
        ],
        incomplete: { reason: 'too-large', detail: 'HKLM\\SOFTWARE\\*: 3 keys, the limit is 2' },
      },
      bios: { reading: { state: 'read', text: '[{"Name":"Phoenix"}]' } },
      again: { reading: { state: 'read', text: '[{"Name":"Phoenix"}]' } },
      none: { reading: { state: 'absent' } },
      refused: { reading: { state: 'failed', reason: 'needs-root' } },
      nothing: { reading: { state: 'absent' } },
      broken: { reading: { state: 'failed', reason: 'tool-missing' } },
    });
  });

  test('that is not there leaves every source with the reason', async () => {
    const shell = { ...fakeShell([]), program: ['/nowhere/powershell.exe'] as const };
    const read = reader({ shell, programs: { env: {}, kill: shell.kill }, native: (at) => at, privileged: true, now: () => '2026-11-22T00:00:00.000Z' });
    const { section } = await read({ section: { file: { kind: 'file', path: '%ProgramData%\\x' }, keys: { kind: 'registry', key: 'HKLM\\X' }, it: { kind: 'powershell', script: 'Get-Tpm' } } });
    expect(section?.answers).toMatchObject({ file: { reading: { state: 'failed' } }, keys: { entries: [], incomplete: { reason: 'tool-missing' } }, it: { reading: { reason: 'tool-missing' } } });
  });
});
