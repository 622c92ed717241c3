import { expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/power/macos.ts';
import { counterexample, untruths } from '../honesty.ts';
import { bothRounds, factsWith } from '../started.ts';

const laptop = "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=4653155)\t64%; discharging; 3:12 remaining present: true\n";
const desktop = "Now drawing from 'AC Power'\n -Back-UPS ES 750G FW:819.z4.D USB FW:z4 (id=1)\t100%; charged; 0:00 remaining present: true\n";
const on = 'UPS settings:\n  haltlevel\ton\t20\n  haltafter\toff\t5\n  haltremain\toff\t5\n';

test('an UPS at a cable, and what happens when it runs empty', () => {
  const { data, gaps } = factsWith(macos, {}, { supplies: desktop, limits: on });
  expect(data).toEqual({ ups: [{ name: 'Back-UPS ES 750G FW:819.z4.D USB FW:z4', by: 'macos', local: true }], monitors: [{ name: 'macos', enabled: true, shutsDown: true }] });
  expect(gaps).toMatchObject({ 'ups[].model': 'not-visible-from-here', 'ups[].batteryChangedOn': 'not-visible-from-here' });
  expect(factsWith(macos, {}, { supplies: desktop, limits: on.replace('\ton\t', '\toff\t') }).data.monitors).toEqual([{ name: 'macos', enabled: true, shutsDown: false }]);
});

test('the battery of a laptop is none', () => {
  expect(factsWith(macos, {}, { supplies: laptop, limits: on })).toMatchObject({ data: { ups: [], monitors: [{ name: 'macos', enabled: true }] }, gaps: { 'monitors[].shutsDown': 'not-visible-from-here' } });
  expect(Object.keys(bothRounds(macos, {}, { supplies: laptop, limits: on }))).toEqual(['supplies']);
  expect(factsWith(macos, {}, { supplies: desktop, limits: '' }).data.monitors).toEqual([{ name: 'macos', enabled: true, shutsDown: null }]);
});

test('refused and nonsense', () => {
  expect(factsWith(macos, {}, { supplies: { state: 'failed', reason: 'timeout', detail: 'pmset' } }).gaps).toMatchObject({ ups: 'timeout', 'monitors[].shutsDown': 'timeout' });
  expect(factsWith(macos, {}, { supplies: desktop, limits: 'x' }).gaps).toMatchObject({ 'monitors[].shutsDown': 'unreadable' });
  expect(factsWith(macos, {}, { supplies: 'Strom aus der Dose' }).gaps).toMatchObject({ ups: 'unreadable', 'monitors[].shutsDown': 'unreadable' });
});

test('any bytes give facts or gaps, and a refusal never turns a fact', () => {
  const likely = bothRounds(macos, {}, { supplies: desktop, limits: on });
  expect(counterexample('power', macos, likely)).toBeUndefined();
  expect(untruths(macos, likely)).toEqual([]);
});
