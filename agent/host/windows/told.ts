import type { Reason } from '../../../wire/reasons.ts';
import { inOrder } from '../reading.ts';
import type { Answer, Entry, Reading } from '../source.ts';
import { itemsOf, jsonOf, member, textMember } from '../json.ts';
import type { ShellSource } from './blocks.ts';
import { usualMaxKeys } from './limits.ts';
import type { Told } from './session.ts';

/** Whether we run with the rights of an administrator: a refusal then is one, else it may be for the lack of them. */
export interface Rights {
  readonly privileged: boolean;
}

type Failed = Extract<Reading, { state: 'failed' }>;

/** What PowerShell said to a source, as an answer. */
export function answerOf(source: ShellSource, told: Told, rights: Rights): Answer {
  if (source.kind === 'registry') return keysOf(source, told, rights);
  if ('cut' in told) return { kind: 'one', reading: told.cut };
  if (told.end.kind === 'F') return { kind: 'one', reading: failureOf(jsonOf(told.end.body), rights, source) };
  const isNothing = source.kind === 'powershell' && told.end.body === 'null';
  return { kind: 'one', reading: isNothing ? { state: 'absent' } : { state: 'read', text: told.end.body } };
}

function keysOf({ key, maxKeys = usualMaxKeys }: Extract<ShellSource, { kind: 'registry' }>, told: Told, rights: Rights): Answer {
  if ('cut' in told) return { kind: 'many', entries: [], incomplete: { reason: told.cut.reason, detail: told.cut.detail } };
  const hive = key.slice(0, key.indexOf('\\') + 1);
  const entries = told.items.map((item): Entry => {
    const [at, values, why] = itemsOf(jsonOf(item));
    const path = hive + String(at);
    if (why === undefined) return { path, reading: { state: 'read', text: JSON.stringify(values) } };
    return { path, reading: named(failureOf(why, rights), path) };
  });
  entries.sort((a, b) => inOrder(a.path, b.path));
  const end = jsonOf(told.end.body);
  const [total, why] = [member(end, 'total'), member(end, 'why')];
  const refused = why === null || why === undefined ? undefined : named(failureOf(why, rights), key);
  if (refused?.state === 'failed') return { kind: 'many', entries, incomplete: { reason: refused.reason, detail: refused.detail } };
  if (typeof total === 'number' && total > maxKeys) return { kind: 'many', entries, incomplete: { reason: 'too-large', detail: `${key}: ${total} keys, the limit is ${maxKeys}` } };
  return { kind: 'many', entries };
}

function named(reading: Reading, path: string): Reading {
  return reading.state === 'failed' ? { ...reading, detail: `${path}: ${reading.detail}` } : reading;
}

/**
 * What an error of PowerShell means, told by its ids alone: the text of an error is in the language of the computer.
 * Numbers are those of winerror.h, wbemcli.h and of the exceptions of .NET Framework.
 */
export function failureOf(why: unknown, { privileged }: Rights, source?: ShellSource): Reading {
  const [id, category, kind] = ['id', 'category', 'kind'].map((name) => textMember(why, name) ?? '') as [string, string, string];
  const code = hex(member(why, 'code'));
  const words = `${id} ${kind} ${code}`.toLowerCase();
  const detail = [id.replace(/,.*/, ''), code].filter((word) => word !== '' && !id.toLowerCase().includes(word)).join(' ') || id;
  const failed = (reason: Reason): Failed => ({ state: 'failed', reason, detail });
  if (source?.kind === 'cim' && isNotThere(words, source)) return { state: 'absent' };
  if (/constrainedlanguage|coretypes|constrained/.test(words)) return { ...failed('denied'), detail: `PowerShell is held in Constrained Language Mode here (${detail})` };
  if (/commandnotfound|couldnotautoloadmodule|modulenotfound|modules_modulenotfound/.test(words)) return failed('tool-missing');
  if (/0x80041003|0x80070005|0x8013150a|0x80090010|unauthorizedaccess|securityexception/.test(words) || /^(?:PermissionDenied|SecurityError)$/.test(category))
    return failed(privileged ? 'denied' : 'needs-root');
  if (/0x0*40004\b|0x80041069|0x80131505|0x800705b4|timeoutexception/.test(words) || category === 'OperationTimeout') return failed('timeout');
  return failed('unreadable');
}

/**
 * WBEM_E_NOT_FOUND, WBEM_E_INVALID_NAMESPACE and WBEM_E_INVALID_CLASS. In root/wmi a driver that has no device answers
 * WBEM_E_NOT_SUPPORTED.
 */
function isNotThere(words: string, { namespace }: Extract<ShellSource, { kind: 'cim' }>): boolean {
  return /hresult 0x(?:80041002|8004100e|80041010)\b/.test(words) || (/hresult 0x8004100c\b/.test(words) && /^root[\\/]wmi$/i.test(namespace));
}

function hex(code: unknown): string {
  return typeof code === 'number' && code !== 0 ? `0x${(code >>> 0).toString(16).padStart(8, '0')}` : '';
}
