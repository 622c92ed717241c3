import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder that is gone when the test is over. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-test-'));
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
