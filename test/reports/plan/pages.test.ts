import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replacementFormats, workFormats } from '../../../reports/plan/formats.tsx';
import { visible } from '../../../reports/words.ts';
import { peer } from '../../peers.ts';
import { startBrowser } from '../browser.ts';
import { hostileSource, hostileTexts } from '../hostile.ts';
import { sampleSource } from '../sample.ts';
import { syntheticTown } from '../town.ts';
import { replacementDocument, workDocument } from './documents.ts';
import { openedPage } from '../opened.ts';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const chromium = peer('chromium');
const pdfinfo = peer('pdfinfo');
let browser: Browser | undefined;
let folder: string;
beforeAll(async () => {
  browser = await startBrowser();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-plan-'));
});
afterAll(async () => {
  await browser?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const town = syntheticTown({ computers: 40, rules: 12, programs: 2 });
const names = town.input.roster.map(({ label }) => label);
const [workHtml] = workFormats;
const [replacementHtml] = replacementFormats;
const pages = {
  'the plan of a town': () => workHtml!.render(workDocument(town)),
  'the plan of a town with nothing to do': () => workHtml!.render(workDocument({ ...sampleSource(), outcomes: [], findings: [] }, 30)),
  'the replacement plan': () => replacementHtml!.render(replacementDocument(town, names)),
  'the replacement plan of names without a place to break': () => replacementHtml!.render(replacementDocument(town, ['w'.repeat(63), 'PC-'.repeat(30), 'x'.repeat(255), 'hall', 'a'])),
};

describe.skipIf(!chromium)('a plan on the screen', () => {
  it.each(Object.entries(pages).flatMap(([what, bytes]) => [[what, 1280, bytes], [what, 320, bytes]] as const))('%s at %i pixels: no accessibility violation, nothing wider than the screen', async (_what, width, bytes) => {
    const page = await opened(bytes(), { viewport: { width, height: 900 } });
    await page.evaluate(axe);
    const result = await page.evaluate(() => (globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[]; passes: unknown[] }> } }).axe.run());
    expect(result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)).toEqual([]);
    expect(result.passes.length).toBeGreaterThan(20);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.close();
  });

  it('shows names of machines literally, runs nothing and asks the network for nothing', async () => {
    const source = { ...hostileSource(), input: { ...hostileSource().input, town: { ...hostileSource().input.town, name: 'Maple <img src=x onerror=alert(1)>' } } };
    for (const bytes of [replacementHtml!.render(replacementDocument(source, hostileTexts)), workHtml!.render(workDocument(source))]) {
      const heard: string[] = [];
      const page = await opened(bytes, {}, heard);
      await page.waitForTimeout(100);
      expect(await page.locator('script, img, iframe, object, embed, link, base, form, input, svg svg, a:not([href^="#"]), [style], meta[http-equiv="refresh"]').count()).toBe(0);
      expect(await page.title()).toContain('Maple <img src=x onerror=alert(1)>');
      expect(heard).toEqual([]);
      await page.close();
    }
    const page = await opened(replacementHtml!.render(replacementDocument(source, hostileTexts)), {});
    const shown = await page.evaluate(() => document.body.textContent);
    expect(hostileTexts.filter((text) => text.trim() !== '' && !shown.includes(visible(text, 80)))).toEqual([]);
    await page.close();
  });
});

describe.skipIf(!chromium || !pdfinfo)('a plan on paper', () => {
  it.each(['the plan of a town', 'the replacement plan'] as const)('%s is printed on US Letter', async (what) => {
    const page = await opened(pages[what](), {});
    const file = path.join(folder, 'plan.pdf');
    await page.pdf({ path: file, preferCSSPageSize: true });
    expect(execFileSync(pdfinfo!, [file], { encoding: 'utf8' })).toMatch(/Page size:\s+612 x 792 pts \(letter\)/);
    await page.close();
  });
});

/** Opens a page as a person would, from a file. What it says, asks for or is refused is put down in `heard`. */
async function opened(bytes: Uint8Array, options: Parameters<Browser['newPage']>[0], heard: string[] = []): Promise<Page> {
  return openedPage(browser!, { bytes, folder, heard }, options);
}
