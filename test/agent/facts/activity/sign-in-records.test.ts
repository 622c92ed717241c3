import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastlogTimes, wtmpLog } from '../../../../agent/facts/activity/sign-in-records.ts';
import { lastlog, wtmp } from '../sign-in-files.ts';

/** Written by `utmpdump -r` of util-linux 2.38 on x86-64 from four lines of text, deflated. */
const byUtmpdump =
  'Y2KAgDoG/KCuTkGhKDUpP78EtxozPUM9A10jM93E3BQzE4YRCy5+uZzm8IiRKLXsDAwMOswMDAUlxfoGeNSBpJNzUouy8agxtDTSM9Az0jNnGNngzoJfaR9/czIcYGBiJ6SWg4TwZxgFRIEPe36lEasWFEEtzAwMJSWVhvjUgeQTdUuLU4t08xJzU3Xz03RLMjKLSip1S8rzdXNSS0pSi0ZDHpqmZz8jOvwB';

test('a log that another program wrote', () => {
  const seconds = (text: string) => Date.parse(text) / 1000;
  expect(wtmpLog(inflateRawSync(Buffer.from(byUtmpdump, 'base64')), 'narrow')).toEqual({
    began: seconds('2024-09-01T05:00:01Z'),
    signIns: [
      { user: 'clerk', at: seconds('2024-09-30T13:00:12Z') },
      { user: 'a-user-name-of-thirty-two-letter', at: seconds('2024-09-15T08:30:00Z') },
    ],
  });
});

test('an empty log holds nothing; a log of the other layout is none', () => {
  expect(wtmpLog(Buffer.alloc(0), 'narrow')).toEqual({ signIns: [], began: undefined });
  expect(wtmpLog(wtmp([{ type: 7, user: 'a', seconds: 1e9 }], 'wide'), 'narrow')).toBeUndefined();
  expect(lastlogTimes(Buffer.alloc(293), 'narrow')).toBeUndefined();
});

test('lastlog by user id; 0 and times after 2100 are none', () => {
  expect([...(lastlogTimes(lastlog({ 3: 1_700_000_000, 5: 0, 6: 4_200_000_000 }), 'narrow') ?? [])]).toEqual([[3, 1_700_000_000]]);
  expect([...(lastlogTimes(lastlog({ 3: 1_700_000_000 }, 296), 'wide') ?? [])]).toEqual([[3, 1_700_000_000]]);
});

test('any bytes of whole records are read without a throw', () => {
  fc.assert(
    fc.property(fc.constantFrom('narrow', 'wide'), fc.uint8Array({ minLength: 400, maxLength: 400 }), fc.nat(9), (layout, noise, type) => {
      const bytes = Buffer.from(noise.subarray(0, layout === 'narrow' ? 384 : 400));
      bytes.writeInt16LE(type, 0);
      const log = wtmpLog(bytes, layout);
      expect(log?.signIns.every(({ user, at }) => user !== '' && user.length <= 64 && at > 0 && at < 4_102_444_800)).toBe(true);
    }),
  );
});
