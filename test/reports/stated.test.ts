import { describe, expect, it } from 'vitest';
import { buildReport } from '../../reports/build.ts';
import type { ReportSource } from '../../reports/build.ts';
import { csv } from '../../reports/formats/csv/index.ts';
import { html } from '../../reports/formats/html/index.tsx';
import { json } from '../../reports/formats/json/index.ts';
import { statedIn } from '../../reports/stated.ts';
import { basisOf, basisWords } from '../../reports/words.ts';
import { nothingStated } from '../../rules/input.ts';
import type { Basis, Outcome, StatedSource } from '../../rules/outcome.ts';
import { sha256 } from '../../wire/snapshot.ts';
import { listOf, withLists } from './listed.ts';
import { strange } from './people.ts';
import { findingsOf, outcome, rule, sampleInput } from './sample.ts';
import { syntheticTown } from './town.ts';

const list: StatedSource = { kind: 'list', name: 'edr', asOf: '2026-11-15', by: 'Ann Lee', digest: sha256('edr') };
const answer: StatedSource = { kind: 'answer', name: 'trainingYearly', asOf: '2026-10-01', by: 'Ann Lee', digest: sha256('training') };
const register: StatedSource = { kind: 'register', name: 'town', asOf: '2026-09-01T12:00:00Z', by: 'file, unverified', digest: null };
const accepted: StatedSource = { kind: 'waiver', name: 'W-9', asOf: '2026-05-01', by: 'Cy Ode', digest: null };

/** A town of two computers with one answer of each basis, all of one kind. */
function source(kind: 'pass' | 'fail'): ReportSource {
  const base = { ...sampleInput(['one', 'two']) };
  const more: Record<Basis, Partial<Outcome>> = { measured: {}, list: { stated: [list] }, attested: { stated: [answer, register] }, mixed: { stated: [list, accepted], sources: [{ section: 'os', digest: sha256('os'), receipt: 'R-1', observedAt: '2026-11-21T07:11:58Z', receivedAt: '2026-11-21T07:12:00Z' }] } };
  const outcomes = (Object.keys(more) as Basis[]).map((basis, index) => outcome(`CFG-00${index + 1}`, kind, { basis, ...more[basis] }));
  const attestations = [{ question: 'trainingYearly', version: 1, answer: true, note: null, person: 'Bo Diaz', on: '2026-10-01', evidence: { file: 'training.pdf', digest: sha256('training') }, by: 'Ann Lee' }];
  const catalog = { frameworks: [], rules: [], questions: [{ id: 'trainingYearly', en: { question: 'Does everybody take a training once a year?' } }] };
  return { input: { ...base, lists: [listOf('edr', [])], attestations }, outcomes, findings: findingsOf(outcomes), rules: outcomes.map((one) => rule(one.rule)), preparedBy: 'Example MSP', catalog };
}

describe('where an answer comes from', () => {
  it('stands beside every answer that is known, on the page, and beside no other', () => {
    const page = Buffer.from(html.render(buildReport(source('pass')))).toString();
    const all = page.slice(page.indexOf('id="all"'), page.indexOf('id="stated"'));
    expect([...all.matchAll(/<span class="basis (\w+)">([^<]*)<\/span>/g)].map(([, basis, words]) => [basis, words])).toEqual([['measured', 'Measured'], ['list', 'From a list'], ['attested', 'Stated by a person'], ['mixed', 'Measured, from a list and stated']]);
    for (const kind of ['unknown', 'error'] as const) expect(basisOf(outcome('CFG-001', kind, { because: { reason: 'stale' } }))).toBeNull();
  });

  it('stands beside every finding, with the list, the answer, the register and the digests of their files', () => {
    const page = Buffer.from(html.render(buildReport(source('fail')))).toString();
    const findings = page.slice(page.indexOf('id="findings"'), page.indexOf('id="accepted"')).replaceAll(/<[^>]*>/g, '');
    for (const part of [
      'Device list of the protection console, of November 15, 2026; imported by Ann Lee; edr.csv; SHA-256 ' + sha256('edr').slice(0, 16),
      'Answer to “Does everybody take a training once a year?”, by Bo Diaz, October 1, 2026; recorded by Ann Lee; training.pdf; SHA-256 ' + sha256('training').slice(0, 16),
      'What the town states of itself (town.yaml), of September 1, 2026 at 8:00 AM; from a file, not verified',
      'Accepted risk W-9',
    ]) expect(findings).toContain(part);
    for (const { words } of [basisWords.measured, basisWords.list, basisWords.attested]) expect(findings).toContain(words);
  });

  it('is explained under "How to read this", each with its word and its own shape', () => {
    const page = Buffer.from(html.render(buildReport(source('pass')))).toString();
    const part = page.slice(page.indexOf('id="read"'), page.indexOf('id="seen"'));
    for (const [basis, { words, meaning }] of Object.entries(basisWords)) expect([part.includes(`<span class="basis ${basis}">${words}</span>`), part.includes(meaning)]).toEqual([true, true]);
    expect(Object.values(basisWords).flatMap(({ words, meaning }) => [...strange('basis', words), ...strange('basis', meaning)])).toEqual([]);
  });

  it('says of a mixed answer only what is in it', () => {
    const words = (...stated: StatedSource[]) => basisOf(outcome('CFG-001', 'pass', { basis: 'mixed', stated }))?.words;
    expect([words(list), words(answer), words(register, accepted), words(list, answer), words()]).toEqual(['Measured and from a list', 'Measured and stated', 'Measured and stated', 'From a list and stated', 'Measured and stated']);
  });

  it('is in the worklist and in report.json', () => {
    const model = buildReport(source('fail'));
    const lines = Buffer.from(csv.render(model)).toString().split('\r\n');
    expect(lines[0]).toContain(',Where it is from,Stated by,');
    expect(lines.find((line) => line.includes('CFG-003'))).toContain(`Stated by a person,"Answer to “Does everybody take a training once a year?”, by Bo Diaz, October 1, 2026, recorded by Ann Lee, training.pdf, SHA-256 ${sha256('training')};`);
    const report = JSON.parse(Buffer.from(json.render(model)).toString()) as { outcomes: { basis: string; stated?: string[] }[]; stated: { id: string; digest: string | null }[]; inputs: Record<string, string> };
    expect(report.outcomes.map(({ basis, stated }) => [basis, stated])).toEqual([['measured', undefined], ['list', ['list/edr']], ['attested', ['answer/trainingYearly', 'register/town']], ['mixed', ['list/edr', 'waiver/W-9']]]);
    expect(report.stated.map(({ id, digest }) => [id, digest])).toEqual([['answer/trainingYearly', sha256('training')], ['list/edr', sha256('edr')], ['register/town', null], ['waiver/W-9', null]]);
    expect([report.inputs['list/edr/2026-11-15'], report.inputs['answer/trainingYearly']]).toEqual([sha256('edr'), sha256('training')]);
  });
});

describe('what people stated', () => {
  it('leads from every answer to its place on the page', () => {
    const page = Buffer.from(html.render(buildReport(withLists(syntheticTown({ computers: 6, rules: 8, programs: 1 }))))).toString();
    const links = new Set([...page.matchAll(/href="#(said-[^"]*)"/g)].map(([, id]) => id!));
    expect([...links].sort()).toEqual(['said-answer_2ftrainingYearly', 'said-list_2fedr', 'said-register_2ftown']);
    for (const id of links) expect(page.split(`id="${id}"`).length).toBe(2);
  });

  it('keeps two of one name that differ, and has one of two that are the same', () => {
    const older = { ...list, asOf: '2026-10-01' };
    const index = statedIn([outcome('CFG-001', 'pass', { stated: [list, older] }), outcome('CFG-002', 'pass', { stated: [{ ...list }] })], nothingStated, []);
    expect(index.views.map(({ id, asOf, file }) => [id, asOf, file])).toEqual([['list/edr', '2026-10-01', null], ['list/edr/2', '2026-11-15', null]]);
    expect(index.idsOf({ stated: [list, older] })).toEqual(['list/edr', 'list/edr/2']);
    expect(index.idsOf({})).toEqual([]);
  });

  it('names a question and a list that it does not know as they came', () => {
    const strangeOnes: StatedSource[] = [{ ...answer, name: 'x\u202Ey' }, { ...list, name: 'constructor' }];
    expect(statedIn([outcome('CFG-001', 'pass', { stated: strangeOnes })], nothingStated, []).views.map(({ title, person }) => [title, person])).toEqual([['Answer to the question x\\u{202e}y', null], ['List constructor', null]]);
  });

  it('has no part of its own where nothing was stated', () => {
    expect(Buffer.from(html.render(buildReport({ ...source('pass'), outcomes: [outcome('CFG-001', 'pass')] }))).toString()).not.toContain('id="stated"');
  });
});
