import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plist } from '../../../agent/host/plist.ts';
import { dictOf, listOf, plistFrom64, plistOf } from '../../../agent/host/plist.ts';
import { cpuMs } from '../../cpu.ts';
import { sharedFixtures } from '../../shared.ts';

const python = ['/usr/bin/python3', '/usr/local/bin/python3'].find((program) => fs.existsSync(program));

/** The same list as Python's plistlib writes it, an independent writer of both forms. */
function written(value: unknown, form: 'FMT_XML' | 'FMT_BINARY'): Buffer {
  const script = `import sys,json,plistlib; sys.stdout.buffer.write(plistlib.dumps(json.load(sys.stdin), fmt=plistlib.${form}))`;
  return execFileSync(python!, ['-c', script], { input: JSON.stringify(value) });
}

const plain = (value: Plist): unknown => JSON.parse(JSON.stringify(value ?? null));

describe.skipIf(!python)('what another program wrote', () => {
  const samples = [
    {},
    { a: 1, b: -5, c: 2 ** 40, d: 1.5, e: true, f: false, g: 'Grüße & <tags>', h: '', i: [1, [2, [3]]], j: { k: { l: [] } } },
    Array.from({ length: 300 }, (_, index) => ({ name: `n${index}`, value: index * 257 })),
    { long: 'x'.repeat(70_000), unicode: '漢字😀'.repeat(20) },
  ];
  test.each(['FMT_XML', 'FMT_BINARY'] as const)('is read back, %s', (form) => {
    for (const sample of samples) expect(plain(plistOf(written(sample, form)))).toEqual(sample);
  });

  test('with dates and data', () => {
    const script = "import sys,plistlib,datetime; v={'d':datetime.datetime(2024,2,29,12,30,15),'b':b'\\x00\\xff'}; f=plistlib.FMT_BINARY if sys.argv[1]=='b' else plistlib.FMT_XML; sys.stdout.buffer.write(plistlib.dumps(v,fmt=f))";
    for (const form of ['b', 'x']) {
      const read = dictOf(plistOf(execFileSync(python!, ['-c', script, form])));
      expect(read?.['d']).toEqual(new Date('2024-02-29T12:30:15Z'));
      expect(read?.['b']).toEqual(Buffer.from([0, 255]));
    }
  });
});

describe('hostile bytes', () => {
  const valid = Buffer.from('YnBsaXN0MDDRAQJRYVFiCAsNAAAAAAAAAQEAAAAAAAAAAwAAAAAAAAAAAAAAAAAAAA8=', 'base64');

  test('never make it throw', () => {
    expect(fc.check(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void plistOf(Buffer.from(bytes))), { numRuns: 2_000 })).toMatchObject({ failed: false });
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
      const torn = Buffer.from(valid);
      for (const [at, byte] of changes) torn[at] = byte;
      plistOf(torn);
    }), { numRuns: 5_000 });
    const parts = fc.constantFrom('<dict>', '</dict>', '<key>a</key>', '<string>b</string>', '<array>', '</array>', '<true/>', '<plist>', '</plist>', '&amp;', '<![CDATA[x]]>', '<', '<integer>9</integer>', '<!--', '-->');
    fc.assert(fc.property(fc.array(parts, { maxLength: 30 }), (tokens) => void plistOf(Buffer.from(tokens.join('')))), { numRuns: 3_000 });
  });

  test('do not keep it busy: an object that holds itself, lists that unfold without end, elements that never close', () => {
    const arrays = [[0xaf, 0x10, 0x20, ...Array.from({ length: 32 }, () => 1)], [0xaf, 0x10, 0x20, ...Array.from({ length: 32 }, () => 0)]];
    const body = Buffer.concat([Buffer.from('bplist00'), ...arrays.map((bytes) => Buffer.from(bytes))]);
    const trailer = Buffer.alloc(32);
    trailer[6] = 1;
    trailer[7] = 1;
    trailer.writeBigUInt64BE(2n, 8);
    trailer.writeBigUInt64BE(BigInt(body.length), 24);
    const circle = Buffer.concat([body, Buffer.from([8, 8 + 35]), trailer]);
    const begun = cpuMs();
    const hostile = [circle, ...['<array>', '<!--', '<![CDATA[', '<a ', '<?', '&#', '<string>&'].map((part) => Buffer.from(`<plist>${part.repeat(100_000)}`))];
    for (const bytes of hostile) expect(plistOf(bytes)).toBeUndefined();
    expect(cpuMs() - begun).toBeLessThan(1_000);
  });

  test('cannot reach a prototype', () => {
    const read = plistOf(Buffer.from('<plist><dict><key>__proto__</key><dict><key>x</key><true/></dict></dict></plist>'));
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(Object.getPrototypeOf(read)).toBeNull();
  });
});

test('what is no list, or not whole, is none', () => {
  for (const text of ['', 'bplist00', '<plist><dict>', '<plist><string>a</string><string>b</string></plist>', '<html></html>', '{"a":1}']) expect(plistOf(Buffer.from(text))).toBeUndefined();
  expect(plistFrom64(Buffer.from('<plist><array><string>a</string></array></plist>').toString('base64'))).toEqual(['a']);
  expect([listOf('a'), dictOf(['a']), dictOf(new Date()), dictOf(Buffer.alloc(1)), dictOf(undefined)]).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

const fixtures = sharedFixtures();

describe.skipIf(!fixtures)('real captures', () => {
  const files = ['glpi-agent', 'kolide-launcher', 'zentral-mdm', 'macadmins-osquery-ext', 'cnquery-mpl', 'handwritten'].flatMap((folder) =>
    fs.readdirSync(path.join(fixtures!, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(fixtures!, folder, name)).filter((name) => fs.statSync(name).isFile()),
  );
  const lists = files.filter((name) => {
    const head = fs.readFileSync(name).subarray(0, 300).toString('latin1');
    return head.startsWith('bplist00') || (/^\s*<\?xml/.test(head) && head.includes('<plist'));
  });

  test('all that are property lists are read', () => {
    expect(lists.length).toBeGreaterThanOrEqual(20);
    expect(lists.filter((name) => plistOf(fs.readFileSync(name)) === undefined).map((name) => path.basename(name))).toEqual([]);
  });
});
