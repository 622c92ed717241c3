import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersSchema, readReturned } from '../../../collector/questionnaire/returned.ts';
import { renderForm } from '../../../reports/questionnaire/form.tsx';
import type { FormSource } from '../../../reports/questionnaire/form.tsx';
import { yamlFiles } from '../../../rules/load/files.ts';
import { readQuestionnaire } from '../../../rules/load/questions.ts';
import { peer } from '../../peers.ts';
import { startBrowser } from '../browser.ts';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { topics } = readQuestionnaire(yamlFiles(fileURLToPath(new URL('../../../rules', import.meta.url)), 'questionnaire'));
const hostile = '</script><img src=x onerror=alert(1)>';
const source: FormSource = { town: { id: 'town-1', name: `Cedar Falls ${hostile}` }, topics, before: { programReviewed: `March 9 (${hostile}, 2026-03-10).` }, schema: answersSchema, file: 'answers.json' };
let browser: Browser | undefined;
let folder: string;
beforeAll(async () => {
  browser = await startBrowser();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-form-'));
});
afterAll(async () => {
  await browser?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

it('is the same for the same questions', () => {
  expect(renderForm(source)).toBe(renderForm(source));
});

it('shows what was answered before and fills in nothing', () => {
  const page = renderForm(source);
  const fields = [...page.matchAll(/<(?:input|textarea)[^>]*>[^<]*/g)].map(([field]) => field);
  expect(page.match(/Answered before:/g)).toHaveLength(1);
  expect(fields.length).toBeGreaterThan(300);
  expect(fields.filter((field) => /\schecked|type="(?:text|date|number)"[^>]* value=|<textarea[^>]*>./.test(field))).toEqual([]);
});

describe.skipIf(!peer('chromium'))('in a browser', () => {
  it.each([[1280, 'light'], [375, 'light'], [1280, 'dark']] as const)('%i pixels, %s: no accessibility violation, nothing wider than the screen', async (width, colorScheme) => {
    const { page, heard } = await opened({ viewport: { width, height: 900 }, colorScheme });
    await page.evaluate(axe);
    const result = await page.evaluate(() => (globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string }[]; passes: unknown[] }> } }).axe.run());
    expect(result.violations.map(({ id }) => id)).toEqual([]);
    expect(result.passes.length).toBeGreaterThan(20);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(heard).toEqual([]);
    await page.close();
  });

  it('counts, saves what the importer reads, asks the network for nothing, and goes on from the saved file', async () => {
    const { page, heard } = await opened();
    await page.fill('[name=person]', 'A. Clerk');
    await page.fill('[name=on]', '2026-11-20');
    await page.fill('[name="programReviewed.v1.answer"]', '2026-03-09');
    await page.fill('[name="phishingExercises.v1.answer"]', '3');
    await page.fill('[name="dataKinds.v1.answer"]', 'Payroll: "Munis" </script>');
    await page.check('[name="skillsTwoDeep.v1.answer"][value=no]');
    await page.check('[name="centralLogs.v1.answer"][value=some]');
    await page.check('[name="guestsApart.v1.answer"][value=none]');
    await page.fill('[name="cardCheckOn.v1.answer"]', '2026-01-01');
    await page.check('[name="cardCheckOn.v1.none"]');
    expect(await page.textContent('#counted')).toBe(`7 of ${topics.flatMap(({ questions }) => questions).length} answered, 1 still need a file or a note`);
    await page.fill('[name="programReviewed.v1.evidence"]', 'resolution.pdf');
    const file = await savedBy(page);
    const expected = {
      town: { id: 'town-1', name: source.town.name },
      given: [
        ['programReviewed', '2026-03-09', 'resolution.pdf'],
        ['skillsTwoDeep', false, null],
        ['phishingExercises', 3, null],
        ['dataKinds', 'Payroll: "Munis" </script>', null],
        ['guestsApart', null, null],
        ['centralLogs', 'some', null],
        ['cardCheckOn', null, null],
      ].map(([question, answer, evidence], index) => ({ place: `answers[${index}]`, question, version: 1, answer, note: null, person: 'A. Clerk', on: '2026-11-20', evidence })),
    };
    expect(await readReturned('answers.json', fs.readFileSync(file))).toEqual(expected);
    const again = await opened();
    await again.page.setInputFiles('#open', file);
    await expect.poll(() => again.page.textContent('#status')).toBe('Opened: 7 answers.');
    expect(await readReturned('answers.json', fs.readFileSync(await savedBy(again.page)))).toEqual(expected);
    expect([...heard, ...again.heard]).toEqual([]);
  });

  it('says what is missing before it saves, and refuses a file that is none', async () => {
    const { page } = await opened();
    await page.click('#save');
    expect(await page.textContent('#status')).toBe('Say first who answers, and on which day.');
    const other = path.join(folder, 'other.json');
    fs.writeFileSync(other, '{"schema":"x"}');
    await page.setInputFiles('#open', other);
    await expect.poll(() => page.textContent('#status')).toBe('This file does not hold answers that this form saved.');
    await page.close();
  });
});

async function savedBy(page: Page): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
  const file = path.join(fs.mkdtempSync(path.join(folder, 's-')), download.suggestedFilename());
  await download.saveAs(file);
  return file;
}

/** Opens the form from a disk. Whatever it says, asks for or is refused is put down. */
async function opened(options: Parameters<Browser['newPage']>[0] = {}): Promise<{ page: Page; heard: string[] }> {
  const file = path.join(fs.mkdtempSync(path.join(folder, 'f-')), 'form.html');
  fs.writeFileSync(file, renderForm(source));
  const url = pathToFileURL(file).href;
  const heard: string[] = [];
  const page = await browser!.newPage(options);
  page.on('dialog', (dialog) => {
    heard.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => void (request.url() === url || request.url().startsWith('blob:') || heard.push(request.url())));
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  await page.goto(url);
  return { page, heard };
}
