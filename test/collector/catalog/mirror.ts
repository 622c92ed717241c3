import fs from 'node:fs';
import path from 'node:path';

/** One release as the shared copy of endoflife.date has it. */
interface Copied {
  readonly cycle: string;
  readonly label: string | null;
  readonly releaseDate: string;
  readonly eol: string | boolean | null;
  readonly extendedSupport: string | boolean | null;
  readonly latest?: string | null;
}

export interface Answer {
  schema_version: string;
  generated_at: string;
  total: number;
  result: { name: string; releases: Record<string, unknown>[] }[];
}

export interface Holes {
  catalogVersion: string;
  dateReleased: string;
  count: number;
  vulnerabilities: Record<string, unknown>[];
}

/** The copy in the form in which version 1 of the interface answers. */
export function answerOf(shared: string): Answer {
  const text = fs.readFileSync(path.join(shared, 'endoflife/endoflife-products.json'), 'utf8');
  const { products } = JSON.parse(text) as { products: Record<string, { cycles: Copied[] }> };
  const day = (end: string | boolean | null) => (typeof end === 'string' ? end : null);
  const result = Object.entries(products).map(([name, { cycles }]) => ({
    name,
    label: name,
    releases: cycles.map((it) => ({
      name: it.cycle,
      label: it.label ?? it.cycle,
      releaseDate: it.releaseDate,
      isEol: it.eol === true || (typeof it.eol === 'string' && it.eol < '2026-08-22'),
      eolFrom: day(it.eol),
      eoesFrom: day(it.extendedSupport),
      isMaintained: it.eol === false,
      latest: it.latest ? { name: it.latest, date: null, link: null } : null,
    })),
  }));
  return { schema_version: '1.2.0', generated_at: '2026-08-22T08:52:34+00:00', total: result.length, result };
}

export function holesOf(shared: string): Holes {
  return JSON.parse(fs.readFileSync(path.join(shared, 'cisa-kev/known_exploited_vulnerabilities.json'), 'utf8')) as Holes;
}

/** Writes a mirror: what is given as text is written as it is. */
export function writeMirror(folder: string, { releases, holes }: { releases: unknown; holes: unknown }): string {
  fs.mkdirSync(folder, { recursive: true });
  const text = (it: unknown) => (typeof it === 'string' ? it : JSON.stringify(it));
  fs.writeFileSync(path.join(folder, 'endoflife.json'), text(releases));
  fs.writeFileSync(path.join(folder, 'known_exploited_vulnerabilities.json'), text(holes));
  return folder;
}
