import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlFiles } from '../../../rules/load/files.ts';
import { readQuestionnaire, traceabilityProblems } from '../../../rules/load/questions.ts';
import { readingGrade } from '../catalog/reading.ts';
import { shippedRulebook } from '../catalog/rulebook.ts';

const folder = fileURLToPath(new URL('../../../rules', import.meta.url));
const files = yamlFiles(folder, 'questionnaire');
const { questions, traceability, problems } = readQuestionnaire(files);
const rulebook = shippedRulebook();
const shipped = rulebook.rules.map(({ definition }) => definition.id);
const waitingFile = path.join(folder, 'catalog', 'waiting.yaml');
const waiting = fs.existsSync(waitingFile) ? [...fs.readFileSync(waitingFile, 'utf8').matchAll(/\b[A-Z]{2,5}-\d{3}\b/g)].map(([id]) => id) : [];

/** What the towns' papers ask for (compliance study 4.5, and what the plan of this product adds), each by a word that says which row it is. */
const asked = [
  'inventory', 'network-security', 'data-management', 'skills', 'legacy-upgrades', 'audits-and-training', 'replacement-cycle', 'budget-and-telecom', 'vendors-and-purchasing', 'cloud',
  'governance', 'service-ranking', 'owners', 'incident-template', 'drills', 'metrics', 'exceptions', 'checkpoints', 'plan', 'shared-protocol', 'drills-not-documents',
  'policies', 'insurance', 'incident-reviews', 'online-services',
];

test('the questionnaire is right', () => {
  expect(problems).toEqual([]);
  expect(questions.length).toBeGreaterThanOrEqual(70);
});

test('each row of what is asked for has a rule or a question that is there', () => {
  expect(traceability.map(({ id }) => id).sort()).toEqual([...asked].sort());
  const bare = traceability.filter((row) => row.questions.length === 0 && !row.rules.some((id) => shipped.includes(id)));
  expect(bare.map(({ id }) => id)).toEqual([]);
});

test('and names no rule that neither is there nor is known to wait', () => {
  expect(traceabilityProblems(files, [...shipped, ...waiting]).map(({ message }) => message)).toEqual([]);
});

test('a row that names nothing, or what does not exist, is found', () => {
  const broken = files.map((file) => ({ ...file, text: file.text.replace('GOV-007', 'GOV-707') }));
  expect(traceabilityProblems(broken, shipped).map(({ message }) => message)).toContainEqual(expect.stringContaining('there is no rule GOV-707'));
});

test('each question that is asked for by a row stands in that row, and rules that it is asked for exist', () => {
  const inRows = new Map(traceability.map((row) => [row.id, row.questions]));
  expect(questions.filter(({ id, row }) => !(inRows.get(row)?.includes(id) ?? [...shipped, ...waiting].includes(row))).map(({ id }) => id)).toEqual([]);
});

test('a question whose answer a rule asks for is asked', () => {
  const texts = yamlFiles(folder, 'catalog').map(({ text }) => text).join('\n');
  const named = new Set([...texts.matchAll(/\battested\.(\w+)/g)].map(([, id]) => id));
  expect(named.size).toBeGreaterThan(40);
  expect([...named].filter((id) => !questions.some((question) => question.id === id))).toEqual([]);
});

describe.each(questions.map((question) => [question.id, question] as const))('%s', (_, { en, type, choices }) => {
  test('is asked plainly', () => {
    expect(en.question).toMatch(/^[A-Z].*\?$/);
    expect(readingGrade(en.question)).toBeLessThanOrEqual(11);
    expect(readingGrade(en.why)).toBeLessThanOrEqual(9);
    expect(readingGrade(en.verify)).toBeLessThanOrEqual(10);
    for (const text of [en.why, en.verify, ...(en.help === undefined ? [] : [en.help]), ...(en.none === undefined ? [] : [en.none])]) expect(text).toMatch(/^[A-Z“].*[.”]$/);
    expect(JSON.stringify(en)).not.toMatch(/\b(?:tenant|host(?:name)?|endpoint|attestation|unknown|connector|leverag)/i);
    expect((type === 'choice') === (choices !== undefined)).toBe(true);
  });
});

test('every file of the questionnaire is YAML that another reader reads, too', () => {
  expect(files.map(({ text }) => typeof parse(text))).toEqual(files.map(() => 'object'));
});
