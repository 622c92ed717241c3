import { describe, expect, test } from 'vitest';
import { inOrder, look, part, printable, textOf, wholeNumber } from '../../../agent/host/reading.ts';
import type { Answers, Reading, Sources } from '../../../agent/host/source.ts';

const sources = { file: { kind: 'file', path: '/etc/x' }, all: { kind: 'files', pattern: '/sys/*/x' }, program: { kind: 'command', program: ['/bin/x'], args: [] } } as const satisfies Sources;
const at = (file: Reading, more: Answers = {}) => look({ file: { kind: 'one', reading: file }, ...more }, sources);
const failed: Reading = { state: 'failed', reason: 'denied', detail: '/etc/x' };
const number = (text: string) => wholeNumber(text);

describe('take', () => {
  test('gives the fact of trimmed text, null where nothing is, undefined and a gap otherwise', () => {
    const told = at({ state: 'read', text: ' 7\0\n' });
    expect([told.take('a', 'file', number), told.missing()]).toEqual([7, []]);
    expect(at({ state: 'absent' }).take('a', 'file', number)).toBeNull();
    const refused = at(failed);
    expect([refused.take('a', 'file', number), refused.missing()]).toEqual([undefined, [{ path: 'a', reason: 'denied', detail: '/etc/x' }]]);
    const nonsense = at({ state: 'read', text: 'seven' });
    expect([nonsense.take('a', 'file', number), nonsense.missing()]).toEqual([undefined, [{ path: 'a', reason: 'unreadable', detail: '/etc/x' }]]);
  });

  test('a fact that every machine has is a gap when it is not there', () => {
    const none = at({ state: 'absent' });
    expect([none.need('a', 'file', number), none.missing()]).toEqual([undefined, [{ path: 'a', reason: 'not-visible-from-here', detail: '/etc/x' }]]);
  });
});

test('the first word on a path counts, paths are sorted, details are printable', () => {
  const told = at(failed);
  told.lack('b', { reason: 'timeout', detail: 'first\n' });
  told.lack('b', { reason: 'denied' });
  told.lack('a', { reason: 'denied' });
  expect(told.missing()).toEqual([{ path: 'a', reason: 'denied' }, { path: 'b', reason: 'timeout', detail: 'first' }]);
});

describe('patterns', () => {
  const entries = [{ path: '/sys/eno1/x', reading: { state: 'read', text: '1\n' } as const }];

  test('by a component of the path', () => {
    const told = at(failed, { all: { kind: 'many', entries } });
    expect(textOf(told.by('all', 2).get('eno1'))).toBe('1');
    expect([told.each('all', 2)('eno1').state, told.each('all', 2)('eno2')]).toEqual(['read', { state: 'absent' }]);
  });

  test('what is not in a list that is not whole may still be there', () => {
    const told = at(failed, { all: { kind: 'many', entries, incomplete: { reason: 'timeout', detail: '/sys' } } });
    expect(told.each('all', 2)('eno2')).toEqual({ state: 'failed', reason: 'timeout', detail: '/sys' });
  });
});

test('a source that was not asked is unread, not absent', () => {
  const told = look({}, sources);
  expect([told.one('file').state, told.text('program'), told.all('all').incomplete?.reason]).toEqual(['failed', undefined, 'unreadable']);
  expect([told.take('a', 'file', number), told.missing()[0]?.reason]).toEqual([undefined, 'unreadable']);
});

test('small parts', () => {
  expect([part('/sys/class/net', 3), part('/a', 9)]).toEqual(['net', '']);
  expect(['1', '007', '', '-1', '1.5', '9'.repeat(16), undefined].map(wholeNumber)).toEqual([1, 7, undefined, undefined, undefined, undefined, undefined]);
  expect(['b', 'B', 'a'].sort(inOrder)).toEqual(['B', 'a', 'b']);
  expect([printable(' a\u0007\nb\u{1f4a9} ', 5), printable('\ud800x'), printable('x'.repeat(9), 3)]).toEqual(['a b\u{1f4a9}', '\ufffdx', 'xxx']);
});
