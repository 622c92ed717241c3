import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../../../collector/cli/program.ts';
import { fetchedCatalog } from '../../../collector/catalog/update.ts';
import { loadedRulebook } from '../../../collector/evaluate/rulebook.ts';
import type { Derived } from '../../../rules/derive/schema.ts';
import { root } from '../../house/tree.ts';
import { sharedFixtures } from '../../shared.ts';
import { temporaryFolder } from '../temporary.ts';
import { answerOf, holesOf, writeMirror } from './mirror.ts';
import type { Answer, Holes } from './mirror.ts';

const shared = sharedFixtures();
const { folder, remove } = temporaryFolder();
afterAll(remove);

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function townwatch(...args: string[]): Promise<Said> {
  const said = { out: '', err: '' };
  const code = await runProgram(args, { out: (text) => void (said.out += `${text}\n`), err: (text) => void (said.err += `${text}\n`) });
  return { code, ...said };
}

function update(data: string, mirror: string, ...more: string[]): Promise<Said> {
  return townwatch('catalog', 'update', '--data', data, '--from', mirror, ...more);
}

describe.skipIf(!shared)('catalog update', () => {
  let releases: Answer;
  let holes: Holes;
  let count = 0;
  beforeAll(() => {
    releases = answerOf(shared as string);
    holes = holesOf(shared as string);
  });

  const place = (name: string) => path.join(folder, `${name}-${count++}`);
  const mirror = (change: Partial<{ releases: unknown; holes: unknown }> = {}) => writeMirror(place('mirror'), { releases, holes, ...change });
  const withRelease = (id: string, edit: (list: Record<string, unknown>[]) => Record<string, unknown>[]): Answer => ({
    ...releases,
    generated_at: '2026-11-20T00:00:00Z',
    result: releases.result.map((it) => (it.name === id ? { ...it, releases: edit(it.releases) } : it)),
  });

  test('the collection with which the shipped dates were compared changes nothing', async () => {
    const data = place('data');
    const said = await update(data, mirror(), '--json');
    expect(said).toMatchObject({ code: 0, err: '' });
    const { changes, manifest } = JSON.parse(said.out) as { changes: { releases: { kind: string }[]; holes: unknown[] }; manifest: { releases: { asOf: string } } };
    expect(changes.releases.filter(({ kind }) => kind !== 'gone')).toEqual([]);
    expect([changes.releases, changes.holes]).toEqual([[], []]);
    expect(manifest).toMatchObject({ releases: { asOf: '2026-08-22' }, holes: { asOf: '2025-08-25' } });
    expect(fetchedCatalog(data)?.documents.map(({ name }) => name)).toEqual(['catalogs/endoflife.json', 'catalogs/known-exploited.json']);
    expect((await update(data, mirror())).out).toContain('Nothing changes.');
  });

  test('it says what changes, counts from then on, and is pinned by its digest', async () => {
    const data = place('data');
    await update(data, mirror());
    const later = withRelease('php', (list) => [
      { name: '8.6', label: '8.6', releaseDate: '2026-11-19', isEol: false, eolFrom: '2030-12-31', latest: { name: '8.6.0' } },
      ...list.map((it) => (it['name'] === '8.2' ? { ...it, eolFrom: '2027-03-31' } : it)),
    ]);
    const more = { ...holes, dateReleased: '2026-11-19T17:00:00Z', count: holes.count + 1, vulnerabilities: [...holes.vulnerabilities, { cveID: 'CVE-2026-12345', vendorProject: 'RARLAB', product: 'WinRAR', dateAdded: '2026-11-01', knownRansomwareCampaignUse: 'Known' }] };
    const dry = JSON.parse((await update(data, mirror({ releases: later, holes: more }), '--dry-run', '--json')).out) as { written: boolean; changes: unknown };
    const expected = {
      releases: [
        { product: 'php', cycle: '8.2', kind: 'changed', key: 'endsOn', was: '2026-12-31', is: '2027-03-31' },
        { product: 'php', cycle: '8.6', kind: 'added', is: '2030-12-31' },
      ],
      builds: [],
      holes: [{ cve: 'CVE-2026-12345', vendor: 'RARLAB', product: 'WinRAR', addedOn: '2026-11-01', ransomware: true, about: 'winrar' }],
      withdrawn: [],
    };
    expect(dry).toMatchObject({ written: false, changes: expected });
    expect(fetchedCatalog(data)?.manifest.releases.asOf).toBe('2026-08-22');

    const said = await update(data, mirror({ releases: later, holes: more }));
    expect(said.out).toMatch(/php +8\.2 +changes +endsOn +2026-12-31 +2027-03-31/);
    expect(said.out).toMatch(/CVE-2026-12345 +2026-11-01 +yes +RARLAB WinRAR +winrar/);
    const derived = derivedWith(data);
    expect(derived.support?.products?.map(({ cycle, endsOn, source }) => [cycle, endsOn, source])).toEqual([
      ['8.2', '2027-03-31', 'https://endoflife.date/php as of 2026-11-20'],
      ['8.6', '2030-12-31', 'https://endoflife.date/php as of 2026-11-20'],
    ]);
    expect(derived.exploited).toMatchObject({ listedUntil: '2026-11-19', products: [{ name: 'WinRAR 7.13 (64-bit)', cves: ['CVE-2026-12345'] }] });
    expect(fs.readdirSync(path.join(data, 'catalogs')).length).toBe(3);
    expect((await townwatch('catalog', 'show', '--data', data)).out).toContain('2026-11-20');
  });

  test('a new build of Windows is known by its edition', async () => {
    const data = place('data');
    const later = withRelease('windows', (list) => [{ name: '11-26h2-w', label: '11 26H2 (W)', releaseDate: '2026-10-13', isEol: false, eolFrom: '2028-10-10', latest: { name: '10.0.28200' } }, ...list]);
    const { changes } = JSON.parse((await update(data, mirror({ releases: later }), '--json')).out) as { changes: unknown };
    expect(changes).toMatchObject({ releases: [{ product: 'windows', cycle: '11 26H2 Home/Pro', kind: 'added', is: '2028-10-10' }], builds: [{ product: 'windows', cycle: '11 26H2 Home/Pro', build: '28200' }] });
  });

  test.each<[string, (it: { releases: Answer; holes: Holes }) => Partial<{ releases: unknown; holes: unknown }>, RegExp]>([
    ['no JSON', () => ({ releases: '<html>' }), /endoflife\.json is no JSON/],
    ['another schema', () => ({ releases: { result: [] } }), /endoflife\.json is not what its publisher describes: /],
    ['a day that is none', ({ releases: it }) => ({ releases: JSON.stringify(it).replace('"releaseDate":"2026-02-10"', '"releaseDate":"2026-02-31"') }), /releaseDate must be a day/],
    ['half of the products', ({ releases: it }) => ({ releases: { ...it, result: it.result.slice(0, 100) } }), /is not believed: it has \d+ of the products here/],
    ['a day that has not come', ({ releases: it }) => ({ releases: { ...it, generated_at: '2999-01-01T00:00:00Z' } }), /a day that has not come/],
    ['an older one', ({ releases: it }) => ({ releases: { ...it, generated_at: '2025-01-01T00:00:00Z' } }), /as of 2025-01-01, and the one in use as of 2026-08-22/],
    ['a list with other entries than it counts', ({ holes: it }) => ({ holes: { ...it, count: 3 } }), /is not whole: it says 3 entries and has 1404/],
    ['a list with a tenth of its entries', ({ holes: it }) => ({ holes: { ...it, count: 140, vulnerabilities: it.vulnerabilities.slice(0, 140) } }), /it has 140 entries, where about 1404 were there before/],
    ['an entry that is none', ({ holes: it }) => ({ holes: { ...it, vulnerabilities: [{ ...it.vulnerabilities[0], cveID: '__proto__' }, ...it.vulnerabilities.slice(1)] } }), /cveID must be a name such as/],
    ['releases that end before they begin', ({ releases: it }) => ({ releases: { ...it, result: it.result.map((p) => ({ ...p, releases: p.releases.map((r) => ({ ...r, eolFrom: '1999-01-01' })) })) } }), /end before they begin/],
  ])('%s is refused as a whole, and the old one stays', async (_, change, message) => {
    const data = place('data');
    await update(data, mirror());
    const old = fetchedCatalog(data)?.manifest;
    const said = await update(data, mirror(change({ releases, holes })));
    expect(said.code).toBe(3);
    expect(said.err).toMatch(message);
    expect(said.err.trim().split('\n').length).toBe(1);
    expect(fetchedCatalog(data)?.manifest).toEqual(old);
  });

  test('a damaged catalog is not judged by', async () => {
    const data = place('data');
    await update(data, mirror());
    const file = path.join(data, 'catalogs', fetchedCatalog(data)?.manifest.releases.file ?? '');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('2026', '2027'));
    expect(await townwatch('catalog', 'show', '--data', data)).toMatchObject({ code: 2, err: expect.stringContaining('it is not the file that was fetched') });
  });
});

test('without anything fetched, the catalogs that came with the rules say of which day they are', () => {
  const days = loadedRulebook(path.join(root, 'rules')).documents.flatMap(({ name, asOf }) => (asOf === undefined ? [] : [`${name.split('/', 1)[0]} ${asOf}`]));
  expect(new Set(days)).toEqual(new Set(['lifecycle 2026-11-22', 'known-exploited 2025-08-25']));
});

test('a mirror that is not there, and an address without https, are told in one line', async () => {
  expect(await update(path.join(folder, 'none'), path.join(folder, 'nowhere'))).toMatchObject({ code: 2, err: expect.stringMatching(/^townwatch: .+endoflife\.json cannot be read \(ENOENT\)/) });
  expect(await update(path.join(folder, 'none'), 'http://mirror.example')).toMatchObject({ code: 2, err: expect.stringContaining('is no https address') });
});

/** What the rules derive of two PHPs and a WinRAR, by the catalogs of a data folder. */
function derivedWith(data: string): Derived {
  const rulebook = loadedRulebook(path.join(root, 'rules'), { fetched: fetchedCatalog(data) });
  const pinned = rulebook.documents.filter(({ asOf }) => asOf !== undefined);
  expect(pinned).toEqual(fetchedCatalog(data)?.documents);
  const php = ['8.2.30', '8.6.1'].map((version) => ({ name: 'php', version, source: 'homebrew' }));
  const packages = [...php, { name: 'WinRAR 7.13 (64-bit)', version: '7.13.0', source: 'registry' }];
  const facts = { os: { family: 'macos', product: 'macos', version: '26.1' }, software: { packages, runtimes: [], browsers: [] } };
  return rulebook.derive(facts, {}, { firstSeen: '2026-01-01T00:00:00Z', disksOnBefore: [] }).data;
}
