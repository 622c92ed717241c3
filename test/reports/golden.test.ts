import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReport } from '../../reports/build.ts';
import { formats } from '../../reports/formats/list.ts';
import { renderAll } from '../../reports/render.ts';
import { root } from '../house/tree.ts';
import { bundle } from './bundle.ts';
import { hostileSource } from './hostile.ts';
import { sampleSource } from './sample.ts';

const golden = path.join(root, 'test/golden');
const rendered = (source = sampleSource()) => formats.map((format) => ({ fileName: format.fileName, bytes: Buffer.from(format.render(buildReport(source))) }));

describe('the report of a known computer', () => {
  /** After an intended change: `TOWNWATCH_GOLDEN=1 npm test -- test/reports/golden`, then read the difference before it is committed. */
  it.each(rendered())('is $fileName as it stands in test/golden', ({ fileName, bytes }) => {
    const file = path.join(golden, fileName);
    if (process.env['TOWNWATCH_GOLDEN'] === '1') {
      fs.mkdirSync(golden, { recursive: true });
      fs.writeFileSync(file, bytes);
    }
    const meant = 'if this change is meant: TOWNWATCH_GOLDEN=1 npm test -- test/reports/golden';
    expect({ [meant]: bytes.toString() }).toEqual({ [meant]: fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : 'there is no golden file' });
  });

  it('covers every format', () => {
    expect(fs.readdirSync(golden)).toEqual(expect.arrayContaining(formats.map(({ fileName }) => fileName)));
    expect(new Set(formats.map(({ id }) => id)).size).toBe(formats.length);
  });
});

describe('the bytes of a report', () => {
  let folder: string;
  let script: string;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-report-'));
    script = await bundle(
      `import { createHash } from 'node:crypto';
       import { buildReport } from './reports/build.ts';
       import { formats } from './reports/formats/list.ts';
       import { hostileSource } from './test/reports/hostile.ts';
       import { sampleSource } from './test/reports/sample.ts';
       const digests = [sampleSource(), hostileSource()].map((source) => formats.map((format) => createHash('sha256').update(format.render(buildReport(source))).digest('hex')));
       console.log(JSON.stringify({ digests, zone: new Date(0).getTimezoneOffset(), locale: new Intl.NumberFormat().resolvedOptions().locale }));`,
      folder,
    );
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('are the same again', () => {
    expect(digestsOf(hostileSource())).toEqual(digestsOf(hostileSource()));
    const model = buildReport(sampleSource());
    for (const format of formats) expect(Buffer.from(format.render(model)).equals(format.render(model))).toBe(true);
  });

  it.each([
    ['Asia/Tokyo', 'de_DE.UTF-8', -540, 'de-DE'],
    ['America/St_Johns', 'tr_TR.UTF-8', 210, 'tr-TR'],
    ['UTC', 'C', 0, 'en-US'],
  ])('are the same under %s and %s', (TZ, LANG, zone, locale) => {
    const told: unknown = JSON.parse(execFileSync(process.execPath, [script], { env: { TZ, LANG, LC_ALL: LANG, PATH: process.env['PATH'] }, encoding: 'utf8' }));
    expect(told).toEqual({ digests: [digestsOf(sampleSource()), digestsOf(hostileSource())], zone, locale });
  });
});

describe('a format that fails', () => {
  it('does not stop the others, and says why', () => {
    const broken = { ...formats[0]!, id: 'broken', render: () => { throw new Error('no ink'); } };
    const [first, ...rest] = renderAll(buildReport(sampleSource()), [broken, ...formats]);
    expect(first).toMatchObject({ format: 'broken', error: new Error('no ink') });
    expect(rest.map((one) => 'bytes' in one && one.bytes.length > 0)).toEqual(formats.map(() => true));
  });
});

function digestsOf(source: ReturnType<typeof sampleSource>): string[] {
  return rendered(source).map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'));
}
