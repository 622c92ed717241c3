import { describe, expect, test } from 'vitest';
import { said } from './setup.ts';

const users = [
  { name: 'ann', id: '1', enabled: true, administrator: true },
  { name: 'bob', id: '2', enabled: true },
  { name: 'cid', id: '3', enabled: false, administrator: false },
];
const whole = { facts: { accounts: { users } }, missing: { accounts: [{ path: 'users[].administrator', reason: 'denied' }] } };
const part = { facts: { accounts: { users: [users[0], users[2]] } }, missing: { accounts: [{ path: 'users', reason: 'too-large' }] } };
const none = { facts: { accounts: { users: [] } } };
const noneOfMany = { facts: { accounts: { users: [] } }, missing: { accounts: [{ path: 'users', reason: 'too-large' }] } };
const list = 'facts.accounts.users';

describe('a list that was read, with an item of which something is unread', () => {
  test.each([
    [`${list}.exists(x, x.administrator)`, 'true'],
    [`${list}.exists(x, x.administrator && !x.enabled)`, 'false'],
    [`${list}.exists(x, x.administrator && x.name == "bob")`, '?denied'],
    [`${list}.all(x, x.administrator)`, 'false'],
    [`${list}.all(x, x.administrator || !x.enabled)`, '?denied'],
    [`${list}.all(x, x.name != "")`, 'true'],
    [`${list}.exists_one(x, x.administrator)`, '?denied'],
    [`${list}.exists_one(x, x.enabled)`, 'false'],
    [`${list}.exists_one(x, x.name == "bob")`, 'true'],
    [`${list}.map(x, x.name)`, '["ann","bob","cid"]'],
    [`size(${list})`, '3'],
    [`${list}.size()`, '3'],
    [`size(${list}.filter(x, x.enabled))`, '2'],
    [`size(${list}.filter(x, x.administrator))`, '?denied'],
    [`${list}.filter(x, x.administrator).exists(y, y.name == "ann")`, 'true'],
    [`${list}.filter(x, x.administrator).exists(y, y.name == "cid")`, '?denied'],
    [`${list}.filter(x, x.administrator).all(y, y.name == "cid")`, 'false'],
    [`${list}.filter(x, x.administrator).all(y, y.name == "ann")`, '?denied'],
    [`"ann" in ${list}.map(x, x.name)`, 'true'],
    [`"dan" in ${list}.map(x, x.name)`, 'false'],
    [`${list}.map(x, x.administrator).exists(y, y)`, 'true'],
    [`true in ${list}.map(x, x.administrator)`, 'true'],
    [`${list}.map(x, x.administrator)[1]`, '?denied'],
    [`${list}[2].name`, '"cid"'],
  ])('%s is %s', (source, value) => {
    expect(said(source, whole)).toBe(value);
  });
});

describe('a list that was read in part', () => {
  test.each([
    [`${list}.exists(x, x.administrator)`, 'true'],
    [`${list}.exists(x, x.name == "dan")`, '?too-large'],
    [`${list}.all(x, x.administrator)`, 'false'],
    [`${list}.all(x, x.name != "dan")`, '?too-large'],
    [`${list}.exists_one(x, x.administrator)`, '?too-large'],
    [`${list}.exists_one(x, x.name != "")`, 'false'],
    [`size(${list})`, '?too-large'],
    [`${list}[0].name`, '?too-large'],
    [`${list}.map(x, x.name)`, '["ann","cid"]?too-large'],
    [`${list}.filter(x, x.enabled).map(x, x.name)`, '["ann"]?too-large'],
    [`"ann" in ${list}.map(x, x.name)`, 'true'],
    [`"dan" in ${list}.map(x, x.name)`, '?too-large'],
    [`${list}.map(x, x.name) == ["ann", "cid"]`, '?too-large'],
    [`${list}.map(x, x.name) + ["eve"]`, '["ann","cid","eve"]?too-large'],
  ])('%s is %s', (source, value) => {
    expect(said(source, part)).toBe(value);
  });
});

describe('an empty list', () => {
  test.each([
    [`${list}.exists(x, x.enabled)`, 'false', '?too-large'],
    [`${list}.all(x, x.enabled)`, 'true', '?too-large'],
    [`size(${list})`, '0', '?too-large'],
    [`"a" in ${list}.map(x, x.name)`, 'false', '?too-large'],
  ])('%s is %s when it was read, %s when nobody knows', (source, read, unread) => {
    expect(said(source, none)).toBe(read);
    expect(said(source, noneOfMany)).toBe(unread);
  });
});

test('a note inside items makes the lists inside them known in part', () => {
  const given = {
    facts: { accounts: { users: [{ name: 'ann', id: '1', administratorBy: ['uid 0'] }, { name: 'bob', id: '2' }] } },
    missing: { accounts: [{ path: 'users[].administratorBy', reason: 'denied' }] },
  };
  expect(said(`${list}[0].administratorBy`, given)).toBe('["uid 0"]?denied');
  expect(said(`${list}.exists(x, "uid 0" in x.administratorBy)`, given)).toBe('true');
  expect(said(`${list}.exists(x, "group sudo" in x.administratorBy)`, given)).toBe('?denied');
});

describe('packages by name', () => {
  const openssl = { name: 'openssl', source: 'dpkg', version: '3.0.14' };
  const read = { facts: { software: { packages: [openssl, { ...openssl, source: 'pip', version: '1' }] } } };
  const cut = { ...read, missing: { software: [{ path: 'packages', reason: 'too-large' }] } };
  test.each([
    ['installed("openssl")', 'true', 'true'],
    ['installed("nginx")', 'false', '?too-large'],
    ['packageNamed("nginx") == null', 'true', '?too-large'],
    ['installed("openssl") && packageNamed("openssl").version == "3.0.14"', 'true', 'true'],
    ['installed("nginx") && packageNamed("nginx").version == "1"', 'false', '?too-large'],
  ])('%s is %s in a whole list, %s in a cut one', (source, whole, part) => {
    expect(said(source, read)).toBe(whole);
    expect(said(source, cut)).toBe(part);
  });
});
