import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sections } from '../../../wire/sections/list.ts';
import type { SectionName } from '../../../wire/sections/list.ts';
import { absentIn, readContent } from '../../../rules/engine/content.ts';
import type { ReadFacts } from '../../../rules/engine/content.ts';
import { inWords } from './setup.ts';

const user = { name: 'ann', id: '1', kind: 'person', enabled: true };

function accounts(data: unknown, missing: unknown = []): ReadFacts {
  const read = readContent('accounts', { section: 'accounts', version: 1, data, missing });
  if ('because' in read) throw new Error(read.because.reason);
  return read;
}

const because = (content: unknown) => {
  const read = readContent('os', content);
  return 'because' in read ? read.because.reason : undefined;
};

test.each(Object.values(sections).flatMap((section) => section.examples.map((data) => [section.name, section.version, data] as const)))('reads what agents send: %s', (name, version, data) => {
  const read = readContent(name, { section: name, version, data, missing: [] });
  expect(read).toMatchObject({ plain: data, values: data });
});

describe('a value that does not fit is left out, its siblings stay', () => {
  test('a word that is not in the closed list', () => {
    const { values, notes } = accounts({ users: [{ ...user, kind: 'robot' }, user] });
    expect(values).toEqual({ users: [{ name: 'ann', id: '1', enabled: true }, user] });
    expect([...notes.keys()]).toEqual(['users[].kind']);
    expect(absentIn({ plain: {}, values, notes, unknowns: new Map() }, { section: 'accounts', path: 'users[].kind' }, 'agent-too-old').because.reason).toBe('unreadable');
  });

  test('an item without the name that tells it: the list is known in part', () => {
    const { values } = accounts({ users: [user, { id: '2' }, { ...user, id: 3 }] });
    expect(inWords(values['users'])).toBe(`${JSON.stringify([user])}?unreadable`);
  });

  test('a list that is no list', () => {
    const { values, notes } = accounts({ users: 'ann', directoryUsers: ['sss'] });
    expect(values).toEqual({ directoryUsers: ['sss'] });
    expect(notes.get('users')?.reason).toBe('unreadable');
  });

  test('an item of a list of texts', () => {
    const { values } = accounts({ directoryUsers: ['sss', 7, 'x'.repeat(65), 'ldap'] });
    expect(inWords(values['directoryUsers'])).toBe('["sss","ldap"]?unreadable');
  });

  test('a key nobody knows', () => {
    expect(accounts({ users: [{ ...user, mood: 'good' }], weather: 1 }).values).toEqual({ users: [user] });
  });
});

describe('notes', () => {
  test('a list that is there and noted is known in part, also under its items', () => {
    const { values } = accounts({ users: [{ ...user, administratorBy: ['uid 0'] }, user] }, [
      { path: 'users', reason: 'too-large' },
      { path: 'users[].administratorBy', reason: 'denied' },
    ]);
    expect(inWords(values['users'])).toContain('?too-large');
    const [first] = (values['users'] as { items: { administratorBy: unknown }[] }).items;
    expect(inWords(first?.administratorBy)).toBe('["uid 0"]?denied');
  });

  test('what is no note is ignored, a reason nobody knows is unreadable', () => {
    const { notes } = accounts({}, ['x', null, { path: 'users', reason: 'moon' }, { path: 'sudoRules', reason: 'denied', detail: 4 }]);
    expect(Object.fromEntries(notes)).toEqual({
      users: { path: 'users', reason: 'unreadable', section: 'accounts' },
      sudoRules: { path: 'sudoRules', reason: 'denied', section: 'accounts' },
    });
    expect(accounts({}, 'nothing').notes.size).toBe(0);
  });
});

test.each([
  ['no object', 'text', 'unreadable'],
  ['nothing', undefined, 'unreadable'],
  ['the content of another section', { section: 'accounts', version: 1, data: {} }, 'unreadable'],
  ['no version', { section: 'os', data: {} }, 'unreadable'],
  ['a newer version', { section: 'os', version: 99, data: {} }, 'unsupported-version'],
  ['an older version that is no longer upgraded', { section: 'os', version: 0, data: {} }, 'unsupported-version'],
  ['data that is no object', { section: 'os', version: 1, data: [1] }, 'unreadable'],
])('%s cannot be used', (_, content, reason) => {
  expect(because(content)).toBe(reason);
});

test('whatever a device sends is read without a throw, and what comes out fits the schema', () => {
  const names = fc.constantFrom(...(Object.keys(sections) as SectionName[]));
  const nasty = fc.dictionary(fc.constantFrom('users', 'packages', 'name', 'family', '__proto__', 'constructor', 'cpu', 'disks', 'ssh', 'entryPoints'), fc.jsonValue({ maxDepth: 4 }));
  fc.assert(
    fc.property(names, fc.oneof(fc.jsonValue(), nasty), fc.jsonValue(), (name, data, missing) => {
      const read = readContent(name, { section: name, version: 1, data, missing });
      const isRight = 'because' in read ? read.because.section === name : sections[name].schema.safeParse(read.plain).success;
      expect(isRight).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('examples with broken values keep everything else', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(sections)), fc.nat(), fc.jsonValue(), (section, at, junk) => {
      const data = structuredClone(section.examples[0]) as Record<string, unknown>;
      const keys = Object.keys(data);
      const key = keys[at % keys.length] as string;
      data[key] = junk;
      const read = readContent(section.name, { section: section.name, version: section.version, data, missing: [] });
      if ('because' in read) throw new Error('the whole section was given up');
      expect({ ...read.plain, [key]: junk }).toEqual({ ...section.examples[0], [key]: junk });
    }),
  );
});
