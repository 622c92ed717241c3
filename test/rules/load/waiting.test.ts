import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readWaiting } from '../../../rules/load/waiting.ts';
import { sharedFixtures } from '../../shared.ts';
import { shippedRulebook } from '../catalog/rulebook.ts';

const file = (text: string) => [{ name: 'catalog/waiting.yaml', text, digest: '' }];
const line = (id: string, waitsFor = 'target snmp') => `- { id: ${id}, waitsFor: ${waitsFor}, note: 'It is asked over SNMP.' }\n`;

test('gives the rules that wait, by id', () => {
  const { waiting, problems } = readWaiting(file(line('NET-002') + line('NET-001')), new Set());
  expect(problems).toEqual([]);
  expect(waiting.map(({ id, waitsFor }) => [id, waitsFor])).toEqual([['NET-001', 'target snmp'], ['NET-002', 'target snmp']]);
});

test('a rulebook without the file has none', () => {
  expect(readWaiting([], new Set(['NET-001']))).toEqual({ waiting: [], problems: [] });
});

test.each([
  ['a rule that is written', line('NET-001'), 1, 'NET-001 is written; take its line out'],
  ['a rule that waits twice', line('NET-002') + line('NET-002'), 2, 'NET-002 waits twice; leave one line'],
  ['what is neither target, section, list nor catalog', line('NET-002', 'better weather'), 1, 'names a target, section, list or catalog'],
  ['a misspelt key', "- { id: NET-002, waitFor: target snmp, note: 'It is asked.' }\n", 1, 'unknown key "waitFor"'],
])('refuses %s', (_, text, at, message) => {
  const { problems } = readWaiting(file(text), new Set(['NET-001']));
  expect(problems.map(({ line: place, message: said }) => [place, said])).toContainEqual([at, expect.stringContaining(message)]);
});

const beside = sharedFixtures('..');
const study = beside && fs.readdirSync(beside).find((name) => /^rules-\w+\.json$/.test(name));
test.skipIf(!study)('every rule of the study is written or waits, and none does both', () => {
  const { rules } = JSON.parse(fs.readFileSync(path.join(beside as string, study as string), 'utf8')) as { rules: readonly { id: string }[] };
  const book = shippedRulebook();
  const written = book.rules.map(({ definition }) => definition.id);
  const waiting = (book.waiting ?? []).map(({ id }) => id);
  // Two of our own: runtimes that the study does not name, and the age of the catalogs.
  expect([...written, ...waiting].sort()).toEqual([...rules.map(({ id }) => id), 'EOL-023', 'PAT-010'].sort());
});
