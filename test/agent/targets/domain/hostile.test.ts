import * as packet from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDns } from '../../../../agent/targets/domain/dns.ts';
import { fieldsOf } from '../../../../agent/targets/domain/fields.ts';
import { hstsOf } from '../../../../agent/targets/domain/hsts.ts';
import type { Answer, Ask, DnsRecord, Lookup, RecordType } from '../../../../agent/targets/domain/lookup.ts';
import { readMail } from '../../../../agent/targets/domain/mail.ts';
import { policyOf } from '../../../../agent/targets/domain/mta-sts.ts';
import { isPrivateAddress, isWithin, namesAbove } from '../../../../agent/targets/domain/names.ts';
import { decodeAnswer, encodeQuery } from '../../../../agent/targets/domain/packet.ts';
import { startReading } from '../../../../agent/targets/domain/reading.ts';
import { securityTxtOf } from '../../../../agent/targets/domain/security-txt.ts';
import { spfRecordOf } from '../../../../agent/targets/domain/spf-record.ts';
import { tagsOf } from '../../../../agent/targets/domain/tags.ts';
import { viewOf } from '../../../../agent/targets/domain/view.ts';
import type { Page } from '../../../../agent/targets/domain/web.ts';
import { readWebsite } from '../../../../agent/targets/domain/website.ts';
import { sections } from '../../../../wire/sections/list.ts';
import type { DomainSection } from '../../../../wire/sections/list.ts';
import { cpuMs } from '../../../cpu.ts';
import { soa } from './name-server.ts';

const question = { name: 'town.example', type: 'TXT', server: '192.0.2.1' } as const;

/** A packet that a good server could send, to be damaged. */
const whole = packet.encode({
  type: 'response', id: 7, flags: packet.RECURSION_DESIRED, questions: [{ type: 'TXT', name: 'town.example' }],
  answers: [
    { type: 'CNAME', name: 'town.example', data: 'a.town.example' },
    { type: 'TXT', name: 'a.town.example', data: ['v=spf1 -all', 'x'] },
    { type: 'MX', name: 'a.town.example', data: { preference: 1, exchange: 'mx.town.example' } },
    { type: 'CAA', name: 'a.town.example', data: { flags: 0, tag: 'issue', value: 'x' } },
    { type: 'DS', name: 'a.town.example', data: { keyTag: 1, algorithm: 13, digestType: 2, digest: Buffer.alloc(32) } },
    { type: 'DNSKEY', name: 'a.town.example', data: { flags: 257, algorithm: 13, key: Buffer.alloc(64) } },
  ],
  authorities: [soa('town.example')],
  additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 1232, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] }],
});

/** Changes, cuts and puts in bytes behind the number of the question. */
const damage = fc.array(fc.tuple(fc.nat(whole.length - 3), fc.nat(255), fc.constantFrom('set', 'cut', 'put')), { minLength: 1, maxLength: 8 }).map((changes) => {
  let bytes = Buffer.from(whole);
  for (const [place, byte, how] of changes) {
    const at = Math.min(place + 2, bytes.length);
    if (how === 'set' && at < bytes.length) bytes[at] = byte;
    else if (how === 'cut') bytes = Buffer.from(bytes.subarray(0, at));
    else bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)]);
  }
  return bytes;
});

describe('packets', () => {
  test('of any bytes are an answer, a failure, or not ours', () => {
    const headed = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([Buffer.from([0, 7, 0x80]), bytes]));
    fc.assert(
      fc.property(fc.oneof(damage, headed, fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes))), (bytes) => {
        const read = decodeAnswer(bytes, 7, question);
        const { answer, evidence } = read.state === 'answered' ? read.lookup : { answer: undefined, evidence: [] };
        expect([undefined, 'found', 'none', 'failed']).toContain(answer?.state);
        expect(evidence.filter((line) => line.length > 4096)).toEqual([]);
        expect(answer?.state === 'found' ? answer.records.filter(({ type }) => type !== 'TXT') : []).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  test('that say they are long, or point round, cost little', () => {
    const lying = Buffer.concat([Buffer.from([0, 7, 0x80, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Buffer.alloc(65_000)]);
    const records = Buffer.concat(Array.from({ length: 4_000 }, () => Buffer.from('c00c001000010000000000020141', 'hex')));
    const many = Buffer.concat([Buffer.from([0, 7, 0x80, 0, 0, 1, 0x0f, 0xa0, 0, 0, 0, 0]), Buffer.from('04746f776e076578616d706c650000100001', 'hex'), records]);
    const begun = cpuMs();
    for (let round = 0; round < 20; round++) [lying, many].map((bytes) => decodeAnswer(bytes, 7, question));
    const took = cpuMs() - begun;
    const read = decodeAnswer(many, 7, question);
    expect(read).toMatchObject({ state: 'answered', lookup: { answer: { state: 'found' }, evidence: ['A'] } });
    expect(took).toBeLessThan(2_000);
  });

  test('of ours ask one thing, and to be told what was checked', () => {
    const query = packet.decode(encodeQuery(7, question, { unchecked: true }));
    expect(query).toMatchObject({ id: 7, flag_rd: true, flag_ad: true, flag_cd: true, questions: [{ name: 'town.example', type: 'TXT' }] });
    expect(packet.decode(encodeQuery(7, question, { direct: true }))).toMatchObject({ flag_rd: false, flag_cd: false });
  });

  test('with the long form of a response code are no success', () => {
    const bytes = packet.encode({ type: 'response', id: 7, questions: [{ type: 'TXT', name: 'town.example' }], authorities: [soa('town.example')], additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 1232, extendedRcode: 1, ednsVersion: 0, flags: 0, flag_do: false, options: [] }] });
    expect(decodeAnswer(bytes, 7, question)).toMatchObject({ lookup: { rcode: 'extended 1', answer: { state: 'failed' } } });
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('v=spf1 include:town.example -all', 'v=spf1 redirect=%{d}', 'v=DMARC1; p=none; pct=x', 'v=DMARC1;;=;p', 'v=DKIM1; p=\u0000', 'v=STSv1; id', 'v=STSv1; id=1', 'v=TLSRPTv1; rua=,,,', 'v=DKIM1; k=rsa; p=MIGf'),
);
const anyName = fc.oneof(fc.constantFrom('.', 'ns1.town.example', 'x.host.example', ''), fc.string({ unit: 'binary', maxLength: 30 }));

function anyRecord(type: RecordType): fc.Arbitrary<DnsRecord> {
  const small = fc.nat(65_535);
  switch (type) {
    case 'A':
    case 'AAAA':
      return fc.record({ type: fc.constant(type), address: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()) });
    case 'NS':
      return fc.record({ type: fc.constant(type), host: anyName });
    case 'MX':
      return fc.record({ type: fc.constant(type), priority: small, host: anyName });
    case 'TXT':
      return fc.record({ type: fc.constant(type), text: anyText });
    case 'CAA':
      return fc.record({ type: fc.constant(type), critical: fc.boolean(), tag: fc.string({ maxLength: 10 }), value: fc.string({ maxLength: 30 }) });
    case 'DS':
      return fc.record({ type: fc.constant(type), keyTag: small, algorithm: fc.nat(255), digestType: fc.nat(5), digest: fc.string({ maxLength: 10 }) });
    case 'DNSKEY':
      return fc.record({ type: fc.constant(type), flags: small, algorithm: fc.nat(255), key: fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)) });
  }
}

const types: readonly RecordType[] = ['A', 'AAAA', 'NS', 'MX', 'TXT', 'CAA', 'DS', 'DNSKEY'];
const failed: fc.Arbitrary<Answer> = fc.constantFrom<Answer>({ state: 'failed', why: { reason: 'unreachable', detail: 'x' } }, { state: 'failed', why: { reason: 'outside-domain' } });
const anyAnswer = (type: RecordType): fc.Arbitrary<Answer> =>
  fc.oneof(fc.array(anyRecord(type), { minLength: 1, maxLength: 3 }).map((records): Answer => ({ state: 'found', records })), fc.boolean().map((exists): Answer => ({ state: 'none', exists })), failed);

/** A world in which every question of a type gets one of a few answers. */
const anyWorld = fc.record(Object.fromEntries(types.map((type) => [type, fc.array(anyAnswer(type), { minLength: 1, maxLength: 3 })])) as Record<RecordType, fc.Arbitrary<Answer[]>>);
const anyPage: fc.Arbitrary<Page> = fc.oneof(
  fc.constantFrom<Page>({ state: 'no-address' }, { state: 'tls-failed' }, { state: 'refused', why: { reason: 'unreachable' } }, { state: 'failed', why: { reason: 'timeout' } }),
  fc.record({ state: fc.constant('answered' as const), status: fc.nat(700), location: fc.oneof(fc.constantFrom(null, '/', 'https://town.example/', 'http://x.example', 'javascript:x'), fc.webUrl()), hsts: fc.option(fc.oneof(fc.string(), fc.constant('max-age=1'))), type: fc.option(fc.string()), body: fc.oneof(anyText, fc.constant('Contact: x\nExpires: y')) }),
);

describe('a world that says anything', () => {
  test('gives facts within the schema, and a reason for each that is not there', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, fc.array(anyPage, { minLength: 1, maxLength: 4 }), async (world, pages) => {
        let at = 0;
        const ask: Ask = (name, type) => {
          const answers = world[type];
          const answer = answers[at++ % answers.length] ?? { state: 'none', exists: true };
          const lookup: Lookup = { name, type, answer, server: '192.0.2.1', rcode: at % 3 === 0 ? 'SERVFAIL' : 'NOERROR', authenticated: at % 2 === 0, authoritative: true, evidence: ['x'] };
          return Promise.resolve(lookup);
        };
        const browse = () => Promise.resolve(pages[at++ % pages.length] ?? { state: 'no-address' as const });
        const resolver = { ask, askServer: () => ask('town.example', 'NS'), allows: (name: string) => isWithin(name, 'town.example') };
        const view = await viewOf({ domain: 'town.example', resolver, isPrivate: isPrivateAddress, dnsPort: 53 });
        const read = {
          dns: await readDns('town.example', startReading(ask), view),
          mail: await readMail({ name: 'town.example', selectors: ['one'], resolver: null, follow: false }, startReading(ask), browse),
          website: await readWebsite('town.example', { reader: startReading(ask), browse, allows: resolver.allows }),
        };
        for (const [name, result] of Object.entries(read) as [DomainSection, (typeof read)[DomainSection]][]) {
          if (!('data' in result)) throw new Error(`${name} failed`);
          const data = JSON.parse(JSON.stringify(result.data)) as Record<string, unknown>;
          sections[name].schema.parse(data);
          const gaps = result.missing.map(({ path }) => path.split(/[.[]/)[0]);
          expect(Object.keys(sections[name].examples[0]).filter((key) => !(key in data) && !gaps.includes(key))).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('texts', () => {
  test('of any kind are read or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const read of [spfRecordOf, tagsOf, policyOf, securityTxtOf, hstsOf, fieldsOf, namesAbove]) read(text);
        expect(spfRecordOf(text).terms.every((term) => term !== '')).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('that are long cost little', () => {
    const long = [' '.repeat(65_536), 'a'.repeat(65_536), 'contact:'.repeat(8_192), `contact: ${' \t'.repeat(32_000)}x`, ';='.repeat(32_768), `v=spf1 ${'a '.repeat(32_000)}`, `max-age=${'1'.repeat(65_000)}`, `mx: ${'x \n'.repeat(20_000)}`];
    const begun = cpuMs();
    for (const text of long) for (const read of [spfRecordOf, tagsOf, policyOf, securityTxtOf, hstsOf]) read(text);
    expect(cpuMs() - begun).toBeLessThan(1_000);
  });
});

describe('addresses', () => {
  test.each(['10.0.0.1', '127.0.0.1', '192.168.1.1', '172.31.255.255', '100.64.0.1', '169.254.1.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fd12::1', '::ffff:192.0.2.1', '::ffff:a00:1', 'ff02::1', 'x', ''])('%s is nobody’s on the internet', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });
  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2001:4860:4860::8888', '2620:fe::fe'])('%s is', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

test('names above a name are those that are no whole ending', () => {
  expect(namesAbove('a.police.town.example')).toEqual(['police.town.example', 'town.example']);
  expect(namesAbove('town.example')).toEqual([]);
  expect([isWithin('WWW.Town.example.', 'town.example'), isWithin('evil-town.example', 'town.example'), isWithin('example', 'town.example')]).toEqual([true, false, false]);
});
