import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { newVisit } from '../../../agent/host/visit.ts';
import type { Visit } from '../../../agent/host/visit.ts';

/** Who runs the tests: its files stand for root's. */
export const me = process.getuid?.() ?? 0;

/** A fresh folder that only we may write, without links in its path; removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-host-')));
  fs.chmodSync(folder, 0o755);
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A round of reading that believes our own files, on a clock that stands still unless one is given. */
export function visit(more: Partial<Visit> = {}): Visit {
  return { ...newVisit({ owner: me, privileged: true, monotonicMs: () => 0 }), ...more };
}
