import { describe, expect, test } from 'vitest';
import { ownerOf, peopleOf } from '../../../../rules/derive/people/people.ts';
import type { Person } from '../../../../rules/register.ts';
import type { ListRow } from '../../../../rules/list.ts';

const ann: Person = { name: 'Ann Reyes', kind: 'staff', accounts: ['areyes'], email: 'ann@town.gov', left: null };
const bob: Person = { name: 'Bob Lindt', kind: 'vendor', until: '2027-01-01' };
const rows = (...list: Partial<ListRow>[]): ListRow[] => list.map((row, index) => ({ row: index + 2, ...row }));

describe('register and list together', () => {
  test('one name or address is one person, and each says what it knows', () => {
    expect(peopleOf([ann], rows({ person: 'REYES, Ann', department: 'Clerk', started: '2020-01-01' }))).toMatchObject([{ name: 'Ann Reyes', kind: 'staff', department: 'Clerk', started: '2020-01-01', left: null, contradictory: [] }]);
    expect(peopleOf([ann], rows({ person: 'A. Reyes', email: 'Ann@town.gov' }))).toHaveLength(1);
    expect(peopleOf([ann], rows({ person: 'A. Reyes' }))).toHaveLength(2);
  });

  test('what both say differently counts for neither', () => {
    const [person] = peopleOf([ann], rows({ person: 'Ann Reyes', left: '2026-01-01', kind: 'Staff' }));
    expect(person).toMatchObject({ kind: 'staff', contradictory: ['left'] });
    expect(person).not.toHaveProperty('left');
  });

  test('a name that fits two people joins neither', () => {
    expect(peopleOf([ann, { ...ann, kind: 'vendor' }], rows({ person: 'Ann Reyes' }))).toHaveLength(3);
    expect(peopleOf([ann], rows({ person: 'Ann Reyes' }, { person: 'Ann Reyes' }))).toHaveLength(2);
  });

  test('a kind that is none of the words, and an empty cell, say nothing', () => {
    expect(peopleOf(undefined, rows({ person: 'Cy', kind: 'wizard', department: null, left: null }, { person: ' ' }))).toEqual([{ name: 'Cy', left: null, accounts: [], accountsOpen: true, emails: [], contradictory: [] }]);
    expect(peopleOf(undefined, rows({ person: 'Cy', kind: 'Break Glass' }))[0]?.kind).toBe('break-glass');
  });
});

describe('whose account it is', () => {
  const people = peopleOf([ann, bob, { name: 'José Núñez', kind: 'staff' }], undefined);
  const owner = (name: string, description: string | null = null) => {
    const it = ownerOf({ name, description }, people);
    return 'person' in it ? it.person.name : 'near' in it ? `? ${it.near.join(', ')}` : 'nobody';
  };

  test.each([
    ['areyes', null, 'Ann Reyes'],
    ['TOWN\\AReyes', null, 'Ann Reyes'],
    ['ann@town.gov', null, 'Ann Reyes'],
    ['x17', 'Bob Lindt', 'Bob Lindt'],
    ['x17', 'Lindt, Bob', 'Bob Lindt'],
    ['blindt', null, '? Bob Lindt'],
    ['bob', null, '? Bob Lindt'],
    ['bobl', null, '? Bob Lindt'],
    ['blindt2', null, '? Bob Lindt'],
    ['jnunez', null, '? José Núñez'],
    ['areyes@old.example', null, '? Ann Reyes'],
    ['scanner', 'Copier in the hall', 'nobody'],
    ['bo', null, 'nobody'],
  ])('%s (%s): %s', (name, description, result) => {
    expect(owner(name, description)).toBe(result);
  });

  test('an account that two people are said to have is of neither', () => {
    expect(ownerOf({ name: 'areyes' }, peopleOf([ann, { ...bob, accounts: ['AREYES'] }], undefined))).toEqual({ near: ['Ann Reyes', 'Bob Lindt'] });
  });
});
