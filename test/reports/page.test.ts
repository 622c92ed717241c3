import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { buildReport } from '../../reports/build.ts';
import type { ReportSource } from '../../reports/build.ts';
import { html } from '../../reports/formats/html/index.tsx';
import { visible } from '../../reports/words.ts';
import { peer } from '../peers.ts';
import { startBrowser } from './browser.ts';
import { hostileSource, hostileTexts } from './hostile.ts';
import { withLists } from './listed.ts';
import { findingsOf, outcome, rule, sampleInput, sampleSource } from './sample.ts';
import { syntheticTown } from './town.ts';
import { openedPage } from './opened.ts';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const chromium = peer('chromium');
let browser: Browser | undefined;
let folder: string;
beforeAll(async () => {
  browser = await startBrowser();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-page-'));
});
afterAll(async () => {
  await browser?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const screens = { wide: [1280, 'light'], phone: [320, 'light'], 'wide and dark': [1280, 'dark'] } as const;
const looks: readonly (readonly [screen: keyof typeof screens, shows: string, source: () => ReportSource])[] = [
  ['wide', 'one computer', sampleSource],
  ['phone', 'one computer', sampleSource],
  ['wide and dark', 'one computer', sampleSource],
  ['wide', 'a town with long names', longNames],
  ['phone', 'a town with long names', longNames],
  ['phone', 'a town of 24 computers', () => syntheticTown({ computers: 24, rules: 3, programs: 5 })],
  ...(['wide', 'phone', 'wide and dark'] as const).map((screen) => [screen, 'a town with lists', () => withLists(syntheticTown({ computers: 24, rules: 5, programs: 5 }))] as const),
];

describe.skipIf(!chromium)('the page', () => {
  it.each(looks)('%s, %s: has no accessibility violation and nothing wider than the screen', async (screen, _shows, source) => {
    const [width, colorScheme] = screens[screen];
    const page = await opened(source(), { viewport: { width, height: 900 }, colorScheme });
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => details.toggleAttribute('open', true)));
    await page.evaluate(axe);
    const result = await page.evaluate(() => (globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[]; passes: unknown[] }> } }).axe.run());
    expect(result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)).toEqual([]);
    expect(result.passes.length).toBeGreaterThan(20);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.close();
  });
});

describe.skipIf(!chromium)('texts of machines on the page', () => {
  it('are shown literally, run nothing and ask the network for nothing', async () => {
    const heard: string[] = [];
    const page = await opened(hostileSource(), {}, heard);
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => details.toggleAttribute('open', true)));
    await page.waitForTimeout(200);
    const shown = await page.evaluate(() => document.body.textContent);
    expect(hostileTexts.filter((text) => !shown.includes(visible(text, 80)))).toEqual([]);
    expect(await page.locator('script, img, iframe, object, embed, link, base, form, input, svg svg, a:not([href^="#"]), [style], meta[http-equiv="refresh"]').count()).toBe(0);
    expect(await page.title()).toContain('Maple Hollow <img src=x onerror=alert(1)>');
    expect(heard).toEqual([]);
    await page.close();
  });
});

const pdftotext = peer('pdftotext');

describe.skipIf(!chromium || !pdftotext)('on paper', () => {
  it('everything is printed, also what stands folded on the screen', async () => {
    const page = await opened(sampleSource(), {});
    const file = path.join(folder, 'report.pdf');
    await page.pdf({ path: file, preferCSSPageSize: true });
    const paper = execFileSync(pdftotext!, ['-raw', file, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');
    // Stand in the folded tables and texts only.
    for (const part of ['No database server is installed.', 'rules/catalog/EOL/EOL-001.yaml', 'KbdInteractiveAuthentication']) expect(paper).toContain(part);
    await page.close();
  });
});

/** Opens the report as a person would, from a file. Anything that it says, asks for or is refused is put down in `heard`. */
async function opened(source: ReportSource, options: Parameters<Browser['newPage']>[0], heard: string[] = []): Promise<Page> {
  return openedPage(browser!, { bytes: html.render(buildReport(source)), folder, heard }, options);
}

/** A town whose machines have names without a place to break, and rules with long texts. */
function longNames(): ReportSource {
  const labels = ['w'.repeat(63), 'PC-'.repeat(21), 'hall', 'x'.repeat(255), 'clerk-pc-3'];
  const input = sampleInput(labels);
  const roster = input.roster.map((asset, index) => (index === 4 ? { ...asset, state: 'expected' as const, lastSeen: null } : index === 2 ? { ...asset, state: 'silent' as const } : asset));
  const outcomes = labels.flatMap((label, index) => {
    const subject = { scope: 'asset' as const, id: `asset-${index + 1}`, asset: `asset-${index + 1}`, label };
    return [
      outcome('CFG-005', 'fail', { subject, severity: 'critical', evidence: [{ name: 'a'.repeat(70), value: 'b'.repeat(900) }], items: Array.from({ length: 30 }, (_, item) => ({ item: `${'p'.repeat(80)}-${item}`, outcome: 'fail' as const })) }),
      outcome('IAM-011', 'unknown', { subject, because: { reason: 'denied', section: 'accounts', path: 'users[].password', detail: `/${'d'.repeat(150)}` } }),
    ];
  });
  const remediation = { linux: Array.from({ length: 40 }, (_, line) => `echo "${'o'.repeat(120)}" >> /etc/${line}`).join('\n') };
  return { input: { ...input, roster }, outcomes, findings: findingsOf(outcomes), rules: [rule('CFG-005', { remediation, plain: 'Why it matters. '.repeat(40) }), rule('IAM-011')], preparedBy: 'Example MSP' };
}
