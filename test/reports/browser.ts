import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { peer } from '../peers.ts';

/** Starts the system's Chromium without a display and without a word to the network; undefined when it is not installed. */
export async function startBrowser(): Promise<Browser | undefined> {
  const executablePath = peer('chromium');
  if (executablePath === undefined) return undefined;
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
}
