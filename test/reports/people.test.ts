import { describe, expect, it } from 'vitest';
import { buildReport } from '../../reports/build.ts';
import { html } from '../../reports/formats/html/index.tsx';
import { csv } from '../../reports/formats/csv/index.ts';
import * as words from '../../reports/words.ts';
import { essentials } from '../../rules/judge/essentials.ts';
import { judgementReasons } from '../../rules/reasons.ts';
import { reasons } from '../../wire/reasons.ts';
import { exists, files, read } from '../house/tree.ts';
import { all, fieldsOf } from '../wire/fields.ts';
import { outcome, sampleSource } from './sample.ts';
import { strange } from './people.ts';
import { syntheticTown } from './town.ts';

describe('what people read is in their words', () => {
  it.each([['one computer', sampleSource()], ['a town', syntheticTown({ computers: 20, rules: 12, programs: 3 })]])('on the page of %s', (_name, source) => {
    const page = Buffer.from(html.render(buildReport(source))).toString();
    const text = page.replace(/<style>[^]*?<\/style>/, '').replace(/<code>.*?<\/code>/g, '').replace(/ (?:id|class|href|aria-labelledby)="[^"]*"/g, '').replace(/content\/[\w-]+\/[\w-]+/g, '');
    expect(strange('the page', text)).toEqual([]);
  });

  it('in the worklist', () => {
    const [header] = Buffer.from(csv.render(buildReport(sampleSource()))).toString().split('\r\n');
    expect(strange('findings.csv', header!)).toEqual([]);
  });

  it('in every fixed text of the reports', () => {
    const fixed = Object.entries(words).flatMap(([name, value]) => (typeof value === 'object' ? texts(value).map((text) => [name, text] as const) : []));
    expect(fixed.length).toBeGreaterThan(60);
    expect(fixed.flatMap(([name, text]) => strange(name, text))).toEqual([]);
    expect(strange('disclaimer', words.disclaimer('Example MSP'))).toEqual([]);
  });

  it('in the essentials and what would close them', () => {
    expect(essentials.flatMap(({ number, en }) => [...strange(`essential ${number}`, en.title), ...strange(`essential ${number}`, en.act)])).toEqual([]);
  });

  it('in the reasons, and in what a field means, since the report says what was not read', () => {
    const said = Object.entries({ ...reasons, ...judgementReasons }).flatMap(([word, { sentence, remedy }]) => [...strange(word, sentence), ...strange(word, remedy)]);
    expect(said).toEqual([]);
    expect(all.flatMap((section) => [...strange(section.name, section.meaning), ...fieldsOf(section).flatMap(({ path, meaning }) => strange(`${section.name}.${path}`, meaning!.meaning))])).toEqual([]);
  });

  it('in the README and in what a town is given to read', () => {
    const pages = ['README.md', ...files(/^docs\/for-[\w-]+\.md$/, 'docs')].filter(exists);
    // What stands in code is typed, not read; an address is what it is.
    const prose = (text: string) => text.replace(/```[^]*?```/g, '').replace(/`[^`]*`/g, '').replace(/\]\([^)]*\)/g, ']').replace(/https?:\S+/g, '').replace(/<[^>]*>/g, '');
    expect(pages.flatMap((page) => strange(page, prose(read(page))))).toEqual([]);
  });

  it('and says the words that were agreed', () => {
    expect(words.sectionWords.mfa).toBe('Second step at sign-in');
    expect(words.dispositionWords.waived).toBe('Accepted risk');
    expect([words.outcomeWords.unknown, words.essentialWords['not-known']]).toEqual(['Not known', 'Not known']);
    const page = Buffer.from(html.render(buildReport({ ...sampleSource(), outcomes: [outcome('CFG-005', 'unknown')] }))).toString();
    expect(page).toContain('Not known');
  });
});

describe('strange', () => {
  it('finds what a manager does not know, and leaves their words alone', () => {
    expect(['The endpoint is compliant', 'all hosts', 'this asset', 'MFA is on', 'an unknown']).toSatisfy((texts: string[]) => texts.every((text) => strange('x', text).length > 0));
    expect(strange('x', 'The computer has a second step at sign-in (multi-factor, MFA); its asset tag is not known. It does not certify compliance.')).toEqual([]);
  });
});

function texts(value: object): string[] {
  return Object.values(value).flatMap((member: unknown) => (typeof member === 'string' ? [member] : member !== null && typeof member === 'object' ? texts(member) : []));
}
