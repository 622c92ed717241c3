import { beforeAll, describe, expect, test } from 'vitest';
import { factModules } from '../../agent/facts/list.ts';
import { beginning, blockOf, rightsBlock } from '../../agent/host/windows/blocks.ts';
import { rootSources } from '../../agent/host/windows/roots.ts';
import type { Source } from '../../agent/host/source.ts';
import { powershellCheck } from './powershell.ts';
import type { PowerShellCheck } from './powershell.ts';

/** What the beginning of every script does and no source may: it opens the registry for reading, writes the answers, and looks for modules in Windows only. */
const own = { types: ['[Microsoft.Win32.RegistryKey]'], commands: ['Write-Host'], sets: ['$env:PSModulePath'] };
const settings = { repositories: [], networks: [] };

let check: PowerShellCheck;
beforeAll(async () => {
  check = await powershellCheck();
});

function shellSources(): { section: string; name: string; source: Parameters<typeof blockOf>[0] }[] {
  const modules = Object.values(factModules).flatMap(({ name: section, windows }) => Object.entries<Source>(windows?.sources(settings) ?? {}).map(([name, source]) => ({ section, name, source })));
  const host = Object.entries<Source>(rootSources).map(([name, source]) => ({ section: 'host', name, source }));
  return [...host, ...modules].flatMap(({ section, name, source }) =>
    source.kind === 'registry' || source.kind === 'cim' || source.kind === 'powershell' ? [{ section, name, source }] : [],
  );
}

test('the whole script of a scan is understood by the grammar and only reads', () => {
  const blocks = shellSources().map(({ source }, index) => blockOf(source).text(index + 1));
  const functions = beginning('00ff');
  expect(check([functions, ...blocks, rightsBlock([String.raw`C:\Übung's`]).text(900)].join(''), own)).toEqual([]);
});

test('every script of a source stands the same test by itself', () => {
  const wrong = shellSources().flatMap(({ section, name, source }) => (source.kind === 'powershell' ? check(source.script.split('\n').filter((line) => line.trim() !== '').join('\n')).map((what) => `${section}.${name} ${what}`) : []));
  expect(wrong).toEqual([]);
});

test('no source has a text that PowerShell would take for the end of its block', () => {
  expect(shellSources().filter(({ source }) => source.kind === 'powershell' && /@['"]\s*$/m.test(source.script))).toEqual([]);
});

describe('a script is refused', () => {
  test.each([
    'Set-ItemProperty -Path HKLM:\\x -Name a -Value 1',
    'New-Item C:\\x',
    'Remove-Item C:\\x',
    'Start-Process notepad',
    'Stop-Service x',
    'Invoke-Expression $x',
    'iex $x',
    'Invoke-WebRequest https://example.org',
    'Invoke-CimMethod -ClassName Win32_Process -MethodName Create',
    'Add-Type -TypeDefinition $x',
    'Get-Service | Out-File C:\\x',
    'Get-Service | Export-Csv C:\\x',
    'Get-Service | % { $_ }',
    'gci C:\\',
    'Get-Service > C:\\x',
    'Get-Service 2>&1',
    '& $command',
    '. $command',
    '& "C:\\x.exe"',
    'C:\\Windows\\System32\\net.exe user',
    'net user',
    '$x = [scriptblock]::Create($text)',
    '[System.IO.File]::WriteAllText($a, $b)',
    '[System.IO.File]::ReadAllText($a)',
    '[Environment]::Exit(1)',
    '(Get-Item C:\\x).Delete()',
    '$key.SetValue("a", 1)',
    '$key.OpenSubKey("a", $true)',
    '[Microsoft.Win32.RegistryKey]::OpenBaseKey("LocalMachine", "Registry64")',
    '$item.Name = "x"',
    '$env:PATH = "C:\\x"',
    '$global:ErrorActionPreference = "Continue"',
    '$x = $env:USERNAME',
    '$x = New-Object -ComObject WScript.Shell',
    "$x = New-Object -ComObject 'Microsoft.Update.Installer'",
    '$searcher.Online = $true',
    'Get-CimInstance -ClassName Win32_BIOS -ComputerName elsewhere',
    '$a ?? $b',
    '$a = $b ? 1 : 2',
    'Get-Service && Get-Tpm',
    '1..3 | ForEach-Object -Parallel { $_ }',
    'class A { [string]$b }',
    'using module x',
    'Get-Service |',
    'workflow x { Get-Service }',
    '$x::Create("a")',
    '$x.Invoke("a")',
    '$x."Delete"()',
    '"$(Remove-Item C:\\x)"',
    'Get-Service | Where-Object { Stop-Service $_ }',
    '@{ a = (Remove-Item C:\\x) }',
    'function Get-Item { Remove-Item C:\\x }',
    'try { Clear-EventLog x } catch { }',
    'Get-Content \\\\server\\share\\x',
    'Get-ChildItem -LiteralPath "\\\\server\\share"',
    'Write-Host x',
    '(Get-BitLockerVolume).KeyProtector.RecoveryPassword',
  ])('%s', (script) => {
    expect(check(script)).not.toEqual([]);
  });
});

test.each([
  'Get-CimInstance -Namespace root/cimv2 -ClassName Win32_BIOS | Select-Object "Name", @{ n = "day"; e = { $_.ReleaseDate } }',
  '$all = @(Get-LocalUser | Where-Object { $_.Enabled })\nforeach ($one in $all) { @{ sid = "$($one.SID)"; name = $one.Name } }',
  'if (Test-Path -LiteralPath C:\\x) { (Get-Item -LiteralPath C:\\x).Length } else { $null }',
  '$text = (Get-Content -LiteralPath C:\\x -Raw).Replace("a", "b").Split(",")[0]\n,@($text)',
])('a script that reads is taken: %s', (script) => {
  expect(check(script)).toEqual([]);
});
