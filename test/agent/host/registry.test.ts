import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cimFlag, cimInstant, cimNumber, cimText, instancesOf } from '../../../agent/host/cim.ts';
import { epochInstant, filetimeInstant, filetimeOfHalves } from '../../../agent/host/filetime.ts';
import { look } from '../../../agent/host/reading.ts';
import { hklm, keysOf, registryBytes, registryFact, registryNumber, registryText } from '../../../agent/host/registry.ts';
import type { Answer } from '../../../agent/host/source.ts';
import { windowsAnswers } from '../facts/windows-machine.ts';

const sources = { key: hklm(String.raw`SOFTWARE\Town\*`, ['Text', 'Number']) } as const;
const at = (key: Answer) => look({ key }, sources);
const read = (text: string) => ({ path: String.raw`HKLM\SOFTWARE\Town\A`, reading: { state: 'read', text } }) as const;

test('keys by name, values without case', () => {
  const { keys, why } = keysOf(look(windowsAnswers(sources, { registry: { [String.raw`HKLM\SOFTWARE\Town\A`]: { text: 'x', Other: 'y' } } }), sources), 'key');
  expect(keys.map(({ name, value }) => [name, value('TEXT'), value('Other')])).toEqual([['A', 'x', null]]);
  expect(why).toBeUndefined();
});

test('a key that is no object, a refused one, a list that is not whole', () => {
  expect(keysOf(at({ kind: 'many', entries: [read('[]'), read('{"Text":"x"}')] }), 'key')).toMatchObject({ keys: [{ name: 'A' }], why: { reason: 'unreadable' } });
  expect(keysOf(at({ kind: 'many', entries: [{ path: 'x', reading: { state: 'failed', reason: 'denied', detail: 'x' } }] }), 'key').why).toMatchObject({ reason: 'denied' });
  expect(keysOf(at({ kind: 'many', entries: [], incomplete: { reason: 'timeout', detail: 'x' } }), 'key').why).toMatchObject({ reason: 'timeout' });
});

test('a value as a fact: there, not there, no key, refused, nonsense', () => {
  const fact = (answer: Answer) => {
    const it = at(answer);
    return [registryFact(it, 'name', { source: 'key', value: 'Text', parse: registryText }), it.missing().map(({ reason }) => reason)];
  };
  expect(fact({ kind: 'many', entries: [read('{"Text":" a\\u0000"}')] })).toEqual(['a', []]);
  expect(fact({ kind: 'many', entries: [read('{}')] })).toEqual([null, []]);
  expect(fact({ kind: 'many', entries: [] })).toEqual([null, []]);
  expect(fact({ kind: 'many', entries: [], incomplete: { reason: 'denied', detail: 'x' } })).toEqual([undefined, ['denied']]);
  expect(fact({ kind: 'many', entries: [read('{"Text":5}')] })).toEqual([undefined, ['unreadable']]);
});

test('values by their type', () => {
  expect([registryText(''), registryText(5), registryNumber(5), registryNumber('5'), registryNumber(-1)]).toEqual([null, undefined, 5, undefined, undefined]);
  expect([registryBytes({ hex: '0aFF' })?.toString('hex'), registryBytes({ hex: '0' }), registryBytes('0aff')]).toEqual(['0aff', undefined, undefined]);
  expect([cimText('  '), cimText(5), cimNumber('1000000000000'), cimNumber('1e5'), cimNumber(1.5), cimFlag(1), cimFlag(null)]).toEqual([null, undefined, 1_000_000_000_000, undefined, undefined, undefined, null]);
});

test('moments', () => {
  expect([cimInstant('2024-05-14T00:00:00.123Z'), cimInstant('/Date(1526256000000)/'), cimInstant(null)]).toEqual(['2024-05-14T00:00:00Z', '2018-05-14T00:00:00Z', null]);
  expect(['2024-02-30T00:00:00Z', '14.05.2024', '1969-01-01T00:00:00Z', 5, '/Date(-5)/', '/Date(999999999999999)/'].map(cimInstant)).toEqual(Array.from({ length: 6 }));
  expect(filetimeInstant(133_000_000_000_000_000n)).toBe('2022-06-18T04:26:40Z');
  expect([filetimeInstant(0n), filetimeInstant(1n), filetimeOfHalves(0xffffffff, 0xffffffff), epochInstant(0), epochInstant(1e15)]).toEqual([null, undefined, undefined, '1970-01-01T00:00:00Z', undefined]);
});

test('instances: a list, a single one, a class that does not exist, nonsense', () => {
  const of = (answer: Answer) => instancesOf(look({ key: answer }, { key: { kind: 'cim', namespace: 'root/cimv2', class: 'X', properties: [] } }), 'key');
  const one = (text: string) => of({ kind: 'one', reading: { state: 'read', text } });
  expect(one('[{"a":1},{"a":2}]').list?.map((it) => it('a'))).toEqual([1, 2]);
  expect(one('{"a":1}').list?.map((it) => it('b'))).toEqual([undefined]);
  expect(of({ kind: 'one', reading: { state: 'absent' } })).toEqual({});
  fc.assert(fc.property(fc.string(), (text) => {
    const { list, why } = one(text);
    return (list === undefined) !== (why === undefined);
  }));
  expect(one('[5]').why).toEqual({ reason: 'unreadable', detail: 'key' });
});
