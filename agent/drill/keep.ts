import { hash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { drillPlaces, drillsIn, mostDrills, resultsFormat } from '../facts/drills/results.ts';
import type { Drill } from '../facts/drills/results.ts';
import { moveDurably, writePrivate } from '../private.ts';

const evidenceName = /^evidence-([0-9a-f]{64})\.json$/;

/** The drills kept below the folder of drills, oldest first. A file that is torn is put aside. */
export function keptDrills(folder: string): readonly Drill[] {
  const file = path.join(folder, drillPlaces.results);
  if (!fs.existsSync(file)) return [];
  const kept = drillsIn(fs.readFileSync(file, 'utf8'));
  if (kept) return kept.drills;
  moveDurably(file, `${file}.damaged`);
  return [];
}

/** Keeps a drill: the next scan carries it. Protocols of drills that are no longer kept go. */
export function keepDrill(folder: string, drill: Drill): void {
  const drills = [...keptDrills(folder), drill].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(-mostDrills);
  writePrivate(path.join(folder, drillPlaces.results), `${JSON.stringify({ format: resultsFormat, drills }, null, 1)}\n`);
  const named = new Set(drills.map(({ evidenceDigest }) => evidenceDigest));
  for (const name of fs.readdirSync(folder)) if (evidenceName.test(name) && !named.has(evidenceName.exec(name)?.[1] ?? '')) fs.rmSync(path.join(folder, name));
}

/** Keeps a protocol under its digest. @returns SHA-256 of its bytes, hex, and where it stands */
export function keepProtocol(folder: string, protocol: Readonly<Record<string, unknown>>): { readonly digest: string; readonly file: string } {
  const text = `${JSON.stringify(protocol, null, 1)}\n`;
  const digest = hash('sha256', text);
  const file = path.join(folder, `evidence-${digest}.json`);
  writePrivate(file, text);
  return { digest, file };
}
