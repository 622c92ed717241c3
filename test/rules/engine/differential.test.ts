import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allFacts, anyCondition, anyValue, askedFacts, reachable } from './any.ts';
import { bufbuild, json, marcbachmann } from './oracles.ts';
import { ran } from './setup.ts';

const asOf = '2026-11-21T00:00:00Z';

const facts = {
  os: { family: 'linux', product: 'debian', like: ['a', 'bb', 'ccc'], name: 'Débian 💾 12', version: '12', codename: null, architecture: 'x86_64', rebootRequired: true, runningKernelInstalled: false, rebootReasons: [], installedOn: '2026-11-01T00:00:00Z', supportEndsOn: null },
  accounts: {
    users: [
      { name: 'root', id: '0', kind: 'root', enabled: true, loginShell: '/bin/bash', administrator: true, administratorBy: ['uid 0'], authorizedKeys: 1, passwordMaxDays: null },
      { name: 'ann', id: '1000', kind: 'person', enabled: true, loginShell: null, administrator: false, administratorBy: [], authorizedKeys: 0, passwordMaxDays: 90 },
      { name: 'svc', id: '999', kind: 'system', enabled: false, loginShell: null, administrator: false, administratorBy: [], authorizedKeys: 3, passwordMaxDays: 0 },
    ],
    directoryUsers: [],
  },
  hardware: { memoryMiB: 15895, batteries: [{ name: 'BAT0', designWh: 50.5 }], cpu: { cores: 6, threads: 12 } },
};

const given = { asOf, facts };
const all = 'facts.accounts.users';

const corpus = [
  '1 + 2 * 3 - 4 / 2', '7 / 2', '-7 / 2', '7 % 3', '-7 % 3', '2 - -2', '1.5 + 2.5', '1.5 * 2.0', '7.0 / 2.0', '-1.5', '3 > 2.5', '2.5 <= 3',
  '"a" + "b" == "ab"', '"a" < "b"', '"B" < "a"', '"" < "a"', '"é" > "z"', 'true == false', '!(1 == 1)', '1 == 1 ? "x" : "y"', '[1, 2, 3] == [1, 2, 3]', '[1, 2] == [2, 1]', '["a"] + ["b"] == ["a", "b"]', '[1, 2][1]', '"a" in ["b", "a"]', '3 in [1, 2]',
  'size("Débian 💾")', 'size([1, 2])', '"abc".size()', '"abc".startsWith("ab")', '"abc".endsWith("bc")', '"abc".contains("x")', '"ABC é".lowerAscii()', '"abc".upperAscii()', 'string(12)', 'string(true)', 'string("a")', 'int(3.9)', 'int(-3.9)', 'double(3) == 3.0', 're2("abc", "^a.c$")', 're2("abcd", "b")',
  'duration("36h") > duration("1h30m")', 'asOf - duration("24h") < asOf', 'timestamp("2026-11-20T00:00:00Z") < asOf', 'asOf - timestamp("2026-11-20T00:00:00Z") == duration("24h")', 'timestamp("2026-11-20T00:00:00Z") + duration("24h") == asOf',
  'facts.os.family == "linux"', 'facts.os.family in ["linux", "macos"]', 'facts.os.codename == null', 'facts.os.codename != null', 'facts.os.codename == "x"', 'facts.os.codename != "x"', 'facts.os.version == "12" && facts.os.version < "2"', 'facts.os.codename == null || facts.os.codename.startsWith("b")', 'facts.os.codename != null && facts.os.codename.startsWith("b")', 'facts.os.codename == facts.os.version', 'size(facts.os.name)', 'facts.os.name.contains("💾")', 'facts.os.rebootRequired && !facts.os.runningKernelInstalled', 'facts.os.rebootRequired ? facts.os.name : facts.os.product', 'facts.os.installedOn != null && facts.os.installedOn < asOf', 'facts.os.installedOn != null && asOf - facts.os.installedOn > duration("480h")', 'facts.os.supportEndsOn == null || facts.os.supportEndsOn > asOf',
  'facts.os.like[0]', 'facts.os.like.exists(x, x == "bb")', 'facts.os.like.all(x, size(x) > 0)', 'facts.os.like.exists_one(x, size(x) == 2)', 'facts.os.like.filter(x, size(x) > 1)', 'facts.os.like.map(x, x + "!")', 'facts.os.rebootReasons.all(x, x == "no")', 'facts.os.rebootReasons.exists(x, true)', 'size(facts.os.rebootReasons) == 0', '"a" in facts.os.like', 'facts.os.like == ["a", "bb", "ccc"]', 'facts.os.like + ["d"]',
  `${all}.exists(u, u.name == "ann" && !u.administrator)`, `${all}.all(u, u.kind != "person" || u.passwordMaxDays == null || u.passwordMaxDays <= 90)`, `${all}.filter(u, u.enabled).map(u, u.name)`, `size(${all}.filter(u, u.administrator))`, `${all}.exists(u, u.loginShell != null && u.loginShell.endsWith("bash"))`, `${all}.map(u, u.authorizedKeys + 1)`, `${all}.exists(u, "uid 0" in u.administratorBy)`, `${all}.exists(u, ${all}.exists(v, v.name != u.name && v.id == u.id))`, `${all}.filter(u, u.authorizedKeys > 0).all(u, u.kind == "root")`, `${all}[1].name`, `${all}[1].passwordMaxDays == 90`,
  'facts.hardware.memoryMiB > 8192', 'facts.hardware.memoryMiB / 1024', 'facts.hardware.cpu.threads == facts.hardware.cpu.cores * 2', 'facts.hardware.batteries.all(b, b.designWh == null || b.designWh > 40.0)', 'double(facts.hardware.memoryMiB) > 1.5',
];

describe('on complete facts three engines agree', () => {
  test.each(corpus)('%s', (source) => {
    const { value, context } = ran(source, given);
    const ours = json(value);
    expect(ours).toBe(marcbachmann(source, facts, allFacts, asOf));
    expect(ours).toBe(bufbuild(source, facts, allFacts, asOf));
    expect(context.steps).toBeGreaterThan(0);
  });

  test('over random conditions', () => {
    let truths = 0;
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const some = anyValue(draw, askedFacts) as Record<string, unknown>;
        const source = anyCondition(draw, [{ text: 'facts', shape: askedFacts }], 3, { own: false });
        const { value } = ran(source, { asOf, facts: some });
        expect([source, value]).toEqual([source, JSON.parse(marcbachmann(source, some, askedFacts, asOf))]);
        expect([source, value]).toEqual([source, JSON.parse(bufbuild(source, some, askedFacts, asOf))]);
        truths += Number(value === true);
      }),
      { numRuns: 400 },
    );
    expect(truths).toBeGreaterThan(80);
    expect(truths).toBeLessThan(320);
  });
});

test('the random conditions reach every section they should', () => {
  expect(new Set(reachable([{ text: 'facts', shape: askedFacts }]).map(({ text }) => text.split('.')[1]))).toEqual(new Set(Object.keys(askedFacts.fields)));
});
