import { expect, test } from 'vitest';
import { deriveSupport } from '../../../../rules/derive/support/derive.ts';
import type { Software } from '../../../../wire/sections/software.ts';
import { catalog } from './setup.ts';

type Runtime = NonNullable<Software['runtimes']>[number];

function runtimes(...list: Runtime[]) {
  const { data, missing } = deriveSupport({ software: { runtimes: list } }, {}, catalog);
  return { items: data.support?.runtimes, missing: missing.filter(({ path }) => path.startsWith('support.runtimes')) };
}

test('every runtime stands there, also twice of one release, each with its maker and its place', () => {
  const { items } = runtimes(
    { name: 'java', version: '21.0.9+10', vendor: 'Eclipse Adoptium', place: '/opt/a' },
    { name: 'java', version: '21.0.1+12', vendor: 'Eclipse Adoptium', place: '/opt/b' },
    { name: 'dotnet', version: '8.0.30', vendor: 'Microsoft', place: '/usr/share/dotnet' },
  );
  expect(items?.map(({ product, cycle, vendor, place, fixesUntil }) => [product, cycle, vendor, place, fixesUntil])).toEqual([
    ['eclipse-temurin', '21', 'Eclipse Adoptium', '/opt/a', '2029-12-31'],
    ['eclipse-temurin', '21', 'Eclipse Adoptium', '/opt/b', '2029-12-31'],
    ['dotnet', '8', 'Microsoft', '/usr/share/dotnet', '2026-11-10'],
  ]);
});

test('one that the catalog does not have keeps its name, and says why it has no dates', () => {
  const { items, missing } = runtimes({ name: 'java', version: '21.0.9', vendor: 'Somebody', place: '/opt/java' });
  expect(items).toEqual([{ name: 'java', version: '21.0.9', vendor: 'Somebody', place: '/opt/java' }]);
  expect(missing.find(({ path }) => path === 'support.runtimes[].fixesUntil')?.because).toEqual({ reason: 'catalog-gap', detail: 'java 21.0.9 is not in the catalog of support dates' });
});

test('browsers made of Chromium end with the Chromium of their number', () => {
  const browsers = [{ name: 'edge', version: '146.0.3856.62' }, { name: 'brave', version: '146.1.76.80' }, { name: 'safari', version: '18.1' }];
  const { data } = deriveSupport({ software: { browsers } }, {}, catalog);
  expect(data.support?.browsers?.map(({ name, product, fixesUntil, confidence }) => [name, product, fixesUntil, confidence])).toEqual([
    ['edge', 'microsoft-edge', '2026-04-07', 'inferred'],
    ['brave', 'chromium', '2026-04-07', 'inferred'],
    ['safari', undefined, undefined, undefined],
  ]);
});

test('what was not read keeps its reason, for the list and for one key', () => {
  const denied = { reason: 'denied', section: 'software', path: 'runtimes' } as const;
  const none = deriveSupport({ software: { browsers: [] } }, { 'software.runtimes': denied }, catalog);
  expect(none.data.support).not.toHaveProperty('runtimes');
  expect(none.missing).toContainEqual({ path: 'support.runtimes', because: denied });
  const part = { reason: 'denied', section: 'software', path: 'browsers[].version' } as const;
  const { missing } = deriveSupport({ software: { browsers: [{ name: 'chrome' }] } }, { 'software.browsers[].version': part }, catalog);
  expect(missing).toContainEqual({ path: 'support.browsers[].version', because: part });
  expect(missing).toContainEqual({ path: 'support.browsers[].fixesUntil', because: part });
});
