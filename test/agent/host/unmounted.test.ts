import { expect, test } from 'vitest';
import { readFile } from '../../../agent/host/file.ts';
import { linksAt, namesAt, textsAt } from '../../../agent/host/pattern.ts';
import { visit } from './temporary.ts';

const without = (tree: '/proc' | '/sys') => ({ ...visit(), unmounted: new Set([tree]) });
const hidden = (tree: string) => ({ reason: 'not-visible-from-here', detail: `${tree} is not mounted` });

test('without procfs nothing that would stand in it counts as looked for', () => {
  expect(readFile('/proc/mdstat', { trust: 'kernel' }, without('/proc'))).toEqual({ state: 'failed', ...hidden('/proc') });
  expect(textsAt({ pattern: '/proc/*/comm', trust: 'kernel' }, without('/proc'))).toEqual({ kind: 'many', entries: [], incomplete: hidden('/proc') });
  expect(readFile('/etc/os-release', {}, without('/proc')).state).toBe('read');
});

test('without sysfs neither', () => {
  expect(namesAt({ pattern: '/sys/block/*' }, without('/sys'))).toEqual({ kind: 'many', entries: [], incomplete: hidden('/sys') });
  expect(linksAt({ pattern: '/sys/dev/block/*' }, without('/sys'))).toEqual({ kind: 'many', entries: [], incomplete: hidden('/sys') });
  expect(readFile('/proc/stat', { trust: 'kernel' }, without('/sys')).state).toBe('read');
});

test('where both are mounted what is not there is absent', () => {
  expect(readFile('/proc/no-such-file', { trust: 'kernel' }, visit())).toEqual({ state: 'absent' });
  expect(namesAt({ pattern: '/sys/no-such-folder/*' }, visit())).toEqual({ kind: 'many', entries: [] });
});
