import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../reports/build.ts';
import type { ReportSource } from '../../../reports/build.ts';
import { json } from '../../../reports/formats/json/index.ts';
import schema from '../../../reports/formats/json/report.schema.json' with { type: 'json' };
import { outcomes } from '../../rules/judge/outcomes.ts';
import { hostileSource, hostileTexts } from '../hostile.ts';
import { findingsOf, outcome, sampleSource } from '../sample.ts';

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
formatsPlugin.default(ajv);
// What is published lets a later report say more; what we write now must not say more than is published.
const fits = ajv.compile(closed(schema) as object);

interface Report {
  readonly outcomes: readonly Record<string, unknown>[];
  readonly [key: string]: unknown;
}

describe('report.json', () => {
  it('has what the issue asks for, under these names', () => {
    const report = rendered(sampleSource());
    expect(Object.keys(report)).toEqual(expect.arrayContaining(['schema', 'town', 'asOf', 'edition', 'coverage', 'essentials', 'outcomes', 'findings', 'inputs']));
    for (const one of report.outcomes) expect(Object.keys(one)).toEqual(expect.arrayContaining(['rule', 'subject', 'outcome', 'severity', 'basis', 'evidence', 'dispositions', 'validUntil']));
    expect(report.outcomes.filter((one) => one['outcome'] === 'unknown').map((one) => one['reason'])).toEqual(['not-visible-from-here', 'needs-root', 'too-few-sources']);
    expect(report['findings']).toMatchObject([{ id: expect.stringMatching(/^F-/), rule: 'CFG-017', subject: 'asset-1', state: 'open', firstSeen: expect.any(String), lastConfirmed: expect.any(String) }, {}]);
    expect(Object.values(report['inputs'] as object)).toEqual(expect.arrayContaining([expect.stringMatching(/^[0-9a-f]{64}$/)]));
  });

  it('fits its published schema, for any outcomes and for hostile texts', () => {
    expect(mistakes(rendered(sampleSource()))).toEqual([]);
    expect(mistakes(rendered(hostileSource()))).toEqual([]);
    fc.assert(fc.property(outcomes, (all) => {
      expect(mistakes(rendered({ ...sampleSource(), outcomes: all, findings: findingsOf(all) }))).toEqual([]);
    }), { numRuns: 25 });
  });

  it('has a schema that refuses', () => {
    const report = rendered(sampleSource());
    const [first] = report.outcomes;
    const { because: _because, reason: _reason, ...silent } = first!;
    expect(mistakes({ ...report, outcomes: [{ ...first, outcome: 'fine' }] })).not.toEqual([]);
    expect(mistakes({ ...report, outcomes: [silent] })).not.toEqual([]);
    expect(mistakes({ ...report, score: 97 })).not.toEqual([]);
    expect(mistakes({ ...report, outcomes: [{ ...first, score: 1 }] })).not.toEqual([]);
    expect(mistakes({ ...report, inputs: { a: 'b' } })).not.toEqual([]);
  });

  it('has the key "outcome" in the entries of outcomes and nowhere else', () => {
    const value = { outcome: 'pass', deep: [{ outcome: { outcome: 1 } }] };
    const all = [outcome('CFG-005', 'fail', { evidence: [{ name: 'outcome', value }], items: [{ item: 'outcome', outcome: 'fail' }, { item: 'x', outcome: 'unknown', because: { reason: 'stale' } }] }), outcome('EOL-001', 'pass')];
    for (const source of [sampleSource(), hostileSource(), { ...sampleSource(), outcomes: all, findings: findingsOf(all) }]) {
      const report = rendered(source);
      expect(report.outcomes.filter((one) => !Object.hasOwn(one, 'outcome'))).toEqual([]);
      expect(places(report, 'outcome').filter((place) => !/^outcomes\.\d+$/.test(place))).toEqual([]);
    }
    expect(rendered({ ...sampleSource(), outcomes: all }).outcomes[0]!['evidence']).toEqual([{ name: 'outcome', value: { 'outcome (as sent)': 'pass', deep: [{ 'outcome (as sent)': { 'outcome (as sent)': 1 } }] } }]);
  });

  it('carries the texts of machines untouched', () => {
    const labels = Object.values(rendered(hostileSource())['subjects'] as Record<string, { label: string }>).map(({ label }) => label);
    expect(new Set(labels)).toEqual(new Set(hostileTexts));
  });

  it('is plain UTF-8 with one line break at its end', () => {
    const bytes = json.render(buildReport(hostileSource()));
    expect(new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toMatch(/[^\n]\n$/);
  });
});

function rendered(source: ReportSource): Report {
  return JSON.parse(Buffer.from(json.render(buildReport(source))).toString()) as Report;
}

/** A schema that refuses every member it does not name. */
function closed(it: unknown): unknown {
  if (it === null || typeof it !== 'object') return it;
  if (Array.isArray(it)) return it.map(closed);
  const inside = Object.fromEntries(Object.entries(it).map(([key, member]) => [key, closed(member)]));
  return Object.hasOwn(it, 'properties') && Object.hasOwn(it, 'type') ? { additionalProperties: false, ...inside } : inside;
}

function mistakes(report: unknown): string[] {
  return fits(report) ? [] : fits.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Paths of all objects that have a key. */
function places(value: unknown, key: string, at: readonly string[] = []): string[] {
  if (value === null || typeof value !== 'object') return [];
  const below = Object.entries(value).flatMap(([name, member]) => places(member, key, [...at, name]));
  return !Array.isArray(value) && Object.hasOwn(value, key) ? [at.join('.'), ...below] : below;
}
