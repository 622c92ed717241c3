import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginning, blockOf, rightsBlock } from '../../../../agent/host/windows/blocks.ts';
import { literal } from '../../../../agent/host/windows/literal.ts';

/** What PowerShell makes of an expression of quoted texts and character numbers. */
function valueOf(expression: string): string {
  const parts = expression.match(/'(?:[^']|'')*'|\[char\]\d+/g) ?? [];
  return parts.map((part) => (part.startsWith("'") ? part.slice(1, -1).replaceAll("''", "'") : String.fromCharCode(Number(part.slice(6))))).join('');
}

test('any text is an expression of plain ASCII that is that text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(literal(text)).toMatch(/^[ -~]*$/);
      expect(valueOf(literal(text))).toBe(text);
    }),
  );
  expect(['', "it's", 'Übung', '\u2019; x'].map(literal)).toEqual(["''", "'it''s'", "('' + [char]220 + 'bung')", "('' + [char]8217 + '; x')"]);
});

test('the beginning of a script has one empty line between any two blocks and none at its start', () => {
  expect(beginning('00ff')).toMatch(/^\$twMark = '00ff'\n/);
  expect(beginning('00ff')).toMatch(/^[ -~\n]*$/);
  expect(beginning('00ff')).toMatch(/\n\n$/);
});

test('a question of the registry names hive, components, values and limit', () => {
  expect(blockOf({ kind: 'registry', key: 'HKU\\*\\Soft[w]are\\a*?', values: ['', "it's"], maxKeys: 7 }).text(3)).toBe(
    "twRegistry 3 'HKEY_USERS' @('*', 'Soft[w]are', 'a*`?') @('', 'it''s') 7\n\n",
  );
  expect(blockOf({ kind: 'registry', key: 'HKLM\\A' }).text(1)).toBe("twRegistry 1 'HKEY_LOCAL_MACHINE' @('A') $null 20000\n\n");
});

test('a question of CIM gives WMI less time than PowerShell', () => {
  const block = blockOf({ kind: 'cim', namespace: 'root\\cimv2', class: 'Win32_Service', properties: ['Name', 'State'], filter: "State = 'Running'", timeoutMs: 3_500 });
  expect(block.text(4)).toBe("twCim 4 'root/cimv2' 'Win32_Service' @('Name', 'State') 'State = ''Running''' 4\n\n");
  expect(block.timeoutMs).toBe(6_000);
});

test('a script loses its empty lines, which would end its block', () => {
  expect(blockOf({ kind: 'powershell', script: '\nGet-Tpm |\n\n  Select-Object a\n' }).text(5)).toBe(
    "try {\ntwFrame 'B' 5 ''\ntwFrame 'R' 5 (twJson (& {\nGet-Tpm |\n  Select-Object a\n}) 0)\n} catch {\ntwFrame 'F' 5 (twWhy $_)\n}\n\n",
  );
});

test('rights are asked for by path', () => {
  expect(rightsBlock(['C:\\a b', "C:\\it's"]).text(6)).toBe("twRights 6 @('C:\\a b', 'C:\\it''s')\n\n");
});
