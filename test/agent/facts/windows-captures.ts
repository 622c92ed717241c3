import fs from 'node:fs';
import type { RegistryValue } from './windows-machine.ts';

/** Text of a capture of Windows: UTF-16 with or without its mark, UTF-8, or the western code page. */
export function captureText(file: string): string {
  const bytes = fs.readFileSync(file);
  if (bytes[1] === 0 || (bytes[0] === 0xff && bytes[1] === 0xfe)) return bytes.toString('utf16le').replaceAll('\u{feff}', '');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const hives: Readonly<Record<string, string>> = { HKEY_LOCAL_MACHINE: 'HKLM', HKEY_USERS: 'HKU' };

/** An export of the registry editor (`.reg`, version 4 or 5) as keys and values of a made-up machine. @throws Error for a line of no known form */
export function registryIn(text: string): Record<string, Record<string, RegistryValue>> {
  const keys: Record<string, Record<string, RegistryValue>> = {};
  const isWide = !text.startsWith('REGEDIT4');
  let values: Record<string, RegistryValue> | undefined;
  let end = 0;
  // A list of bytes goes on in the next line behind a backslash; a text may have lines of its own.
  for (const found of text.matchAll(/\[(?<key>[^\r\n]+)\][ \t]*(?:\r?\n|$)|(?<name>@|"(?:[^"\\]|\\.)*")=(?<said>"(?:[^"\\]|\\[^])*"|(?:[^\\\r\n"]|\\\r?\n)*)|(?:Windows Registry Editor|REGEDIT4|;)[^\r\n]*|\s+/g)) {
    if (found.index !== end) break;
    end += found[0].length;
    const { key, name, said } = found.groups ?? {};
    if (key !== undefined) values = keys[key.replace(/^HKEY_\w+/, (hive) => hives[hive] ?? hive)] ??= {};
    else if (name !== undefined && said !== undefined && values) values[name === '@' ? '' : unescaped(name)] = valueOf(said, isWide);
  }
  if (end < text.length) throw new Error(`no line of a registry export: ${text.slice(end).split('\n')[0]}`);
  return keys;
}

function valueOf(said: string, isWide: boolean): RegistryValue {
  if (said.startsWith('"')) return unescaped(said);
  const [, dword] = /^dword:([\da-f]{1,8})/i.exec(said) ?? [];
  if (dword !== undefined) return Number.parseInt(dword, 16);
  const [, kind = '3', list] = /^hex(?:\(([\da-f]+)\))?:([\da-f,\s\\]*)$/i.exec(said) ?? [];
  if (list === undefined) throw new Error(`no value of a registry export: ${said}`);
  const bytes = Buffer.from(list.replaceAll(/[^\da-f]/gi, ''), 'hex');
  const texts = () => bytes.toString(isWide ? 'utf16le' : 'latin1').replace(/\0+$/, '').split('\0');
  if (kind === '1' || kind === '2') return texts().join('\0');
  if (kind === '7') return bytes.length <= 2 ? [] : texts();
  if (kind === '4') return bytes.readUInt32LE();
  if (kind !== 'b') return { hex: bytes.toString('hex') };
  const long = bytes.readBigUInt64LE();
  return long > BigInt(Number.MAX_SAFE_INTEGER) ? String(long) : Number(long);
}

function unescaped(quoted: string): string {
  return quoted.slice(1, quoted.lastIndexOf('"')).replaceAll(/\\([^])/g, '$1');
}

/**
 * What `wmic … get /format:list` printed, as instances of CIM. A list does not tell numbers from texts made of digits:
 * `texts` names the properties that are texts.
 */
export function instancesIn(list: string, texts: readonly string[] = []): Record<string, unknown>[] {
  const blocks = list.replaceAll('\r', '').split(/\n\n+/).filter((block) => block.includes('='));
  return blocks.map((block) => {
    const members = block.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      const name = line.slice(0, at);
      return at < 1 ? [] : [[name, texts.includes(name) ? line.slice(at + 1) || null : cimValue(line.slice(at + 1))]];
    });
    return Object.fromEntries(members) as Record<string, unknown>;
  });
}

function cimValue(said: string): unknown {
  if (said === '') return null;
  if (said === 'TRUE' || said === 'FALSE') return said === 'TRUE';
  if (/^-?\d{1,15}$/.test(said)) return Number(said);
  if (/^\{.*\}$/.test(said) && !/^\{[\da-f-]{36}\}$/i.test(said)) return itemsOf(said.slice(1, -1));
  return dateOf(said) ?? said;
}

function itemsOf(inner: string): unknown[] {
  return (inner.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? []).map((item) => (item.startsWith('"') ? item.slice(1, -1).replaceAll(/\\(.)/g, '$1') : Number(item)));
}

/** CIM_DATETIME, `yyyymmddHHMMSS.mmmmmm±UUU` with the distance to UTC in minutes, as the agent tells dates. */
function dateOf(said: string): string | undefined {
  const [, year, month, day, hour, minute, second, fraction, zone] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.(\d{6})([+-]\d{3})$/.exec(said) ?? [];
  if (year === undefined) return undefined;
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), Math.floor(Number(fraction) / 1000));
  return new Date(local - Number(zone) * 60_000).toISOString();
}
