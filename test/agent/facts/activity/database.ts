import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The bytes of an SQLite file after these statements. */
export function database(sql: string): Buffer {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-sqlite-'));
  try {
    const file = path.join(folder, 'made.db');
    const db = new DatabaseSync(file);
    db.exec(sql);
    db.close();
    return fs.readFileSync(file);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
