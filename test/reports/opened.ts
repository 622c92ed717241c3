import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

/** A page to be opened: its bytes, where to put them, and what it says, asks for or is refused. */
export interface Opening {
  readonly bytes: Uint8Array;
  readonly folder: string;
  readonly heard: string[];
}

/** Opens a page as a person would, from a file. What it says, asks for or is refused is put down in `heard`. */
export async function openedPage(browser: Browser, { bytes, folder, heard }: Opening, options: Parameters<Browser['newPage']>[0]): Promise<Page> {
  const file = path.join(fs.mkdtempSync(path.join(folder, 'p-')), 'page.html');
  fs.writeFileSync(file, bytes);
  const url = pathToFileURL(file).href;
  const page = await browser.newPage(options);
  page.on('dialog', (dialog) => {
    heard.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => void (request.url().split('#')[0] === url || heard.push(request.url())));
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  await page.goto(url);
  return page;
}
