import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { versionOrder } from '../../../../rules/derive/support/version-order.ts';
import type { VersionOrder } from '../../../../rules/derive/support/version-order.ts';
import { absent } from '../../../shared.ts';
import { rpmAnswers } from './rpm-answers.ts';

const run = promisify(execFile);
const dpkg = await run('dpkg', ['--version']).then(() => true, () => false);
if (!dpkg) absent('dpkg is not installed: its order of versions is not compared with ours');

/** Versions that dpkg takes, made of the pieces at which orders of versions differ. */
const debianPiece = fc.constantFrom('0', '1', '00', '9', '10', '~', '~~', '+', '.', 'a', 'Z', 'rc', 'deb12u1', '~bpo11', '+b1', 'ubuntu', '2.5');
const debianPart = fc.array(debianPiece, { maxLength: 6 }).map((pieces) => pieces.join(''));
const debianVersion = fc
  .tuple(fc.option(fc.constantFrom('0', '1', '2', '10'), { nil: '' }), debianPart, fc.option(debianPart.filter((part) => part !== ''), { nil: '' }))
  .map(([epoch, upstream, revision]) => `${epoch === '' ? '' : `${epoch}:`}1${upstream}${revision === '' ? '' : `-${revision}`}`);

describe('dpkg', () => {
  test.skipIf(!dpkg)('agrees with dpkg --compare-versions', async () => {
    const near = debianVersion.map((version): [string, string] => [version, version.replace(/\d+$/, '0$&')]);
    const pairs = fc.sample(fc.oneof({ weight: 4, arbitrary: fc.tuple(debianVersion, debianVersion) }, { weight: 1, arbitrary: near }), { numRuns: 200, seed: 2_026 });
    const orders: number[] = [];
    for (const [a, b] of pairs) orders.push(sign(await byDpkg(a, b)));
    expect(pairs.map(([a, b]) => [a, b, sign(versionOrder.dpkg(a, b))])).toEqual(pairs.map(([a, b], at) => [a, b, orders[at]]));
    expect(new Set(orders)).toEqual(new Set([-1, 0, 1]));
  });

  test.each([
    // deb-version(7): "~" sorts before everything, even the end of a part; letters before non-letters; epochs first.
    ['1.0~beta1', '1.0', -1],
    ['1.0~~', '1.0~', -1],
    ['1.0~', '1.0', -1],
    ['1.0', '1.0a', -1],
    ['1.0a', '1.0+', -1],
    ['1.2', '1:1.0', -1],
    ['1.0-1', '1.0-1+b1', -1],
    ['1.0', '1.0-0', 0],
    ['0:1.0', '1.0', 0],
    ['1.09', '1.9', 0],
    ['1.10', '1.9', 1],
    ['3.0.14-1~deb12u2', '3.0.14-1', -1],
    ['18.19.0+dfsg-6~deb12u2', '20.20.2-1nodesource1', -1],
  ])('%s against %s', (a, b, order) => {
    expect(bothWays(versionOrder.dpkg, a, b)).toEqual([order, -order || 0]);
  });
});

// What rpm itself answers (tests/rpmvercmp.at of rpm-software-management/rpm at 0920d33), and the same the other way round: all but the oddities
// that stand there as such and are not run.
describe('rpm, as rpm itself compares', () => {
  test.each(rpmAnswers)('%s against %s', (a, b, order) => {
    expect(bothWays(versionOrder.rpm, a, b)).toEqual([order, -order || 0]);
  });
});

// rpm-version(7) and the description of rpmvercmp in the packager's manual, in own examples.
test.each([
  ['1.0', '1.0', 0],
  ['1.0', '2.0', -1],
  ['2.0.1', '2.0', 1],
  ['2.0.1a', '2.0.1', 1],
  ['5.5p1', '5.5p10', -1],
  ['10xyz', '10.1xyz', -1],
  ['xyz10', 'xyz10.1', -1],
  ['xyz.4', '8', -1],
  ['5.5p2', '5.6p1', -1],
  ['6.0.rc1', '6.0', 1],
  ['10b2', '10a1', 1],
  ['1.0010', '1.9', 1],
  ['1.05', '1.5', 0],
  ['2_0', '2.0', 0],
  ['2a', '2.0', -1],
  ['1.0~rc1', '1.0', -1],
  ['1.0~rc1', '1.0~rc2', -1],
  ['1.0~rc1~git1', '1.0~rc1', -1],
  ['1.0^', '1.0', 1],
  ['1.0^git1', '1.01', -1],
  ['1.0^git1', '1.0.1', -1],
  ['1.0^git1~pre', '1.0^git1', -1],
  ['1.0~rc1^git1', '1.0~rc1', 1],
  ['1:1.0-1', '2.0-1', 1],
  ['1.0-1.el8', '1.0-1.el9', -1],
  ['1.0-10.el8', '1.0-9.el8', 1],
])('rpm: %s against %s', (a, b, order) => {
  expect(bothWays(versionOrder.rpm, a, b)).toEqual([order, -order || 0]);
});

// Semantic Versioning 2.0.0, item 11.
test.each([
  ['1.0.0-alpha', '1.0.0-alpha.1', -1],
  ['1.0.0-alpha.1', '1.0.0-alpha.beta', -1],
  ['1.0.0-beta.2', '1.0.0-beta.11', -1],
  ['1.0.0-rc.1', '1.0.0', -1],
  ['1.0.0+a', '1.0.0+b', 0],
  ['v20.11.1', '20.11.1', 0],
  ['20.9', '20.11.0', -1],
  ['1.1.1w', '1.1.1k', 1],
])('semver: %s against %s', (a, b, order) => {
  expect(bothWays(versionOrder.semver, a, b)).toEqual([order, -order || 0]);
});

test.each([
  ['10.0.19045.5011', '10.0.19045.987', 1],
  ['10.0.19045', '10.0.19045.0', 0],
  ['10.0.22631.1', '10.0.26100', -1],
])('windows: %s against %s', (a, b, order) => {
  expect(bothWays(versionOrder.windows, a, b)).toEqual([order, -order || 0]);
});

test.each([
  ['10.15.7', '10.9.5', 1],
  ['26', '15.7.9', 1],
  ['15', '15.0.0', 0],
  ['24B83', '24B2083a', -1],
  ['24B2083', '24B2083a', -1],
  ['24A348', '24B83', -1],
])('macos: %s against %s', (a, b, order) => {
  expect(bothWays(versionOrder.macos, a, b)).toEqual([order, -order || 0]);
});

test.each(Object.entries(versionOrder))('%s orders whatever a device sends: the same both ways, and in a line', (_, order: VersionOrder) => {
  const pieces = fc.string({ unit: fc.constantFrom('0', '1', '~', '^', '.', '-', '+', ':', 'a', 'Z'), maxLength: 12 });
  const text = fc.oneof(debianVersion, fc.string({ maxLength: 20 }), pieces);
  fc.assert(
    fc.property(fc.tuple(text, text, text), (three) => {
      const [a, b, c] = three.sort(order);
      expect([sign(order(a, a)), sign(order(a, b)) + sign(order(b, a)) || 0]).toEqual([0, 0]);
      expect([order(a, b), order(b, c), order(a, c)].every((it) => it <= 0)).toBe(true);
    }),
  );
});

test('a version of a megabyte is ordered at once', () => {
  const long = '1.~^a-'.repeat(170_000);
  for (const order of Object.values(versionOrder)) expect(order(long, long)).toBe(0);
});

function bothWays(order: VersionOrder, a: string, b: string): number[] {
  return [sign(order(a, b)), sign(order(b, a))];
}

function sign(order: number): number {
  return Math.sign(order) || 0;
}

/** dpkg answers by its exit code: 0 yes, 1 no. */
async function byDpkg(a: string, b: string): Promise<number> {
  const says = async (relation: string) => run('dpkg', ['--compare-versions', a, relation, b]).then(() => true, () => false);
  return (await says('lt')) ? -1 : (await says('gt')) ? 1 : 0;
}
