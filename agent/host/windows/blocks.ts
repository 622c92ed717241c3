import type { Source } from '../source.ts';
import { literal, literals } from './literal.ts';
import { usualMaxKeys, usualShellMs } from './limits.ts';
import { prelude } from './prelude.ts';

/** Sources that PowerShell answers. */
export type ShellSource = Extract<Source, { kind: 'registry' | 'cim' | 'powershell' }>;

/** Part of the script of a scan that gives one answer. */
export interface Block {
  /** Lines for PowerShell, given the number under which the answer is known. No empty line, ends with a line feed. */
  readonly text: (id: number) => string;
  /** How long PowerShell may be silent over it. */
  readonly timeoutMs: number;
}

const hives = { HKLM: 'HKEY_LOCAL_MACHINE', HKU: 'HKEY_USERS' } as const;

/** WMI gets a little less time than we give PowerShell, so that it is WMI that says so. */
const marginMs = 2_000;

/** How long one question of the registry or of rights may take. */
const localMs = 20_000;

/** The beginning of every script. `mark` stands before each frame; hex digits, new for each process. */
export function beginning(mark: string): string {
  return `$twMark = ${literal(mark)}\n${prelude}\n`;
}

/** The part of the script that answers a source. */
export function blockOf(source: ShellSource): Block {
  if (source.kind === 'registry') return registryBlock(source);
  return source.kind === 'cim' ? cimBlock(source) : scriptBlock(source);
}

/** Asks for owner and rights of files and folders, as SDDL. */
export function rightsBlock(paths: readonly string[]): Block {
  return { text: (id) => `twRights ${id} ${literals(paths)}\n\n`, timeoutMs: localMs };
}

function registryBlock({ key, values, maxKeys = usualMaxKeys }: Extract<Source, { kind: 'registry' }>): Block {
  const [hive = '', ...parts] = key.split('\\');
  const patterns = parts.map((part) => (part.includes('*') ? part.replaceAll(/[`?[\]]/g, '`$&') : part));
  const names = values ? literals(values) : '$null';
  const call = ['twRegistry', literal(hives[hive === 'HKU' ? 'HKU' : 'HKLM']), literals(patterns), names, maxKeys];
  return { text: (id) => `${[call[0], id, ...call.slice(1)].join(' ')}\n\n`, timeoutMs: localMs };
}

function cimBlock({ namespace, class: name, properties, filter = '', timeoutMs = usualShellMs }: Extract<Source, { kind: 'cim' }>): Block {
  const seconds = Math.ceil(timeoutMs / 1000);
  const asked = [literal(namespace.replaceAll('\\', '/')), literal(name), literals(properties), literal(filter), seconds].join(' ');
  return { text: (id) => `twCim ${id} ${asked}\n\n`, timeoutMs: seconds * 1000 + marginMs };
}

function scriptBlock({ script, timeoutMs = usualShellMs }: Extract<Source, { kind: 'powershell' }>): Block {
  // An empty line would end the block before its end.
  const lines = script.split('\n').filter((line) => line.trim() !== '');
  const text = (id: number) => `try {\ntwFrame 'B' ${id} ''\ntwFrame 'R' ${id} (twJson (& {\n${lines.join('\n')}\n}) 0)\n} catch {\ntwFrame 'F' ${id} (twWhy $_)\n}\n\n`;
  return { text, timeoutMs };
}
