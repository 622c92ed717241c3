import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cardDay, dayOfDateAndTime, firstUseDay } from '../../../../agent/facts/hardware/snmp-dates.ts';
import { sharedFixtures } from '../../../shared.ts';

const today = '2026-11-22';

test.each([
  ['07E2051500000000000000', '2018-05-21'],
  ['07E20515000000 00'.replace(' ', ''), '2018-05-21'],
  ['07E2021D00000000', undefined],
  ['0000000000000000', undefined],
  ['07EB051500000000', undefined],
  ['07B2051500000000', undefined],
  ['07E20515', undefined],
  ['', undefined],
])('DateAndTime %s', (hex, day) => {
  expect(dayOfDateAndTime(Buffer.from(hex, 'hex'), today)).toBe(day);
});

test.each([
  ['HP ETHERNET MULTI-ENVIRONMENT,SVCID:26267,PID:x', '2016-09-27'],
  ['HP,SVCID:31339,PID', '2021-12-09'],
  ['SVCID:26060', '2016-02-28'],
  ['SVCID:99999', undefined],
  ['SVCID:26000', undefined],
  ['SVCID:262671', undefined],
  ['SVCID:', undefined],
])('%s', (description, day) => {
  expect(firstUseDay(description, today)).toBe(day);
});

const recordings = sharedFixtures('librenms', 'snmprec');
describe.skipIf(!recordings)('389 recordings of SNMP', () => {
  const lines = recordings ? fs.readdirSync(recordings).flatMap((name) => fs.readFileSync(path.join(recordings, name), 'latin1').split('\n').map((line) => ({ name: name.replace('.snmprec', ''), line }))) : [];

  test('have one date of manufacture in the ENTITY-MIB, which is read; zeroes are none', () => {
    const found = lines.filter(({ line }) => line.startsWith('1.3.6.1.2.1.47.1.1.1.1.17.')).flatMap(({ name, line }) => {
      const [, type = '', value = ''] = line.split('|');
      const day = dayOfDateAndTime(type === '4x' ? Buffer.from(value.trim(), 'hex') : Buffer.from(value, 'latin1'), today);
      return day === undefined ? [] : [[name, day]];
    });
    expect(found).toEqual([['vmware-esxi', '2018-05-21']]);
  });

  test('have dates of cards and of first use', () => {
    const described = lines.filter(({ line }) => line.startsWith('1.3.6.1.2.1.1.1.0|'));
    const cards = described.flatMap(({ name, line }) => cardDay(line, today) ?? (/ MD:\d/.test(line) ? [`${name} is not read`] : []));
    expect(cards).toEqual(described.flatMap(({ line }) => [.../MD:(\d\d)\/(\d\d)\/(\d{4})/.exec(line)?.slice(1) ?? []].length === 3 ? [line.replace(/^.*MD:(\d\d)\/(\d\d)\/(\d{4}).*$/s, '$3-$1-$2')] : []));
    expect(cards.length).toBeGreaterThanOrEqual(8);
    expect(described.flatMap(({ line }) => firstUseDay(line, today) ?? [])).toContain('2016-09-27');
    expect(described.flatMap(({ line }) => firstUseDay(line, today) ?? [])).toContain('2021-12-09');
  });
});
