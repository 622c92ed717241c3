import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { buildReport } from '../../reports/build.ts';
import { html } from '../../reports/formats/html/index.tsx';
import { startBrowser } from './browser.ts';
import { outcome, findingsOf, sampleInput, sampleSource } from './sample.ts';

const hostile = '<img src=x onerror=alert(1)>\u202Eexe.pdf\u0000';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

describe.each([['wide', 1280, 'light'], ['phone', 375, 'light'], ['wide and dark', 1280, 'dark']] as const)('the page on a %s screen', (_name, width, colorScheme) => {
  it('has no accessibility violation and nothing wider than the screen', async ({ skip }) => {
    if (browser === undefined) return skip();
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    await page.setContent(Buffer.from(html.render(buildReport(sampleSource()))).toString());
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    await page.evaluate(axe);
    const result = await page.evaluate(async () => await (globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[]; passes: unknown[] }> } }).axe.run());
    expect(result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)).toEqual([]);
    expect(result.passes.length).toBeGreaterThan(20);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.close();
  });
});

describe('text of a device on the page', () => {
  it('is shown literally, runs nothing and asks the network for nothing', async ({ skip }) => {
    if (browser === undefined) return skip();
    const input = sampleInput([hostile]);
    const outcomes = [outcome('CFG-005', 'fail', { subject: { scope: 'asset', id: 'asset-1', asset: 'asset-1', label: hostile }, evidence: [{ name: 'seen', value: hostile }], items: [{ item: hostile, outcome: 'fail' }] })];
    const page = await browser.newPage();
    const heard: string[] = [];
    page.on('dialog', (dialog) => { heard.push(dialog.message()); void dialog.dismiss(); });
    page.on('request', (request) => { if (!request.url().startsWith('about:')) heard.push(request.url()); });
    await page.setContent(Buffer.from(html.render(buildReport({ ...sampleSource(), input, outcomes, findings: findingsOf(outcomes) }))).toString());
    expect(await page.evaluate(() => document.body.textContent)).toContain('<img src=x onerror=alert(1)>\\u{202e}exe.pdf\\u{0}');
    expect(await page.locator('img, script').count()).toBe(0);
    expect(heard).toEqual([]);
    await page.close();
  });
});
