import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Context } from '../../../agent/commands/context.ts';
import { runCommand } from '../../../agent/commands/run.ts';
import { planOf } from '../../../agent/schedule/when.ts';
import { readProgress } from '../../../agent/state.ts';
import { receiptFor, testCollector } from '../outbox/collector.ts';
import type { TestCollector } from '../outbox/collector.ts';
import { testClock, testComputer } from '../outbox/computer.ts';

let collector: TestCollector;
let computer: ReturnType<typeof testComputer>;
beforeAll(async () => {
  collector = await testCollector();
});
afterAll(() => collector.close());
beforeEach(() => {
  collector.say(receiptFor);
  collector.arrived.length = 0;
  computer = testComputer({ url: collector.url, ca: [collector.ca.pem] });
});
afterEach(() => computer.remove());

const plan = planOf('agent-1', '02:00', 60);

/** This computer at a local time of a day in November. */
function at(day: number, hour: number, minute: number): Context & { readonly clock: ReturnType<typeof testClock>; readonly events: string[] } {
  const clock = testClock(new Date(2026, 10, day, hour, minute).getTime());
  const start = new Date(2026, 10, 1).getTime();
  const events: string[] = [];
  return {
    version: '0.1.0', platform: 'linux', privileged: true, uid: process.geteuid?.(), home: '/nowhere', env: {},
    options: { state: computer.folder, skip: 'software,accounts,network' },
    clock, events, uptime: () => (clock.at - start) / 1000, random: () => 0.5,
    // The test collector lives in another time, which is no matter here.
    out: () => {}, log: (event) => void (event === 'clock' || events.push(event)), stdin: () => Promise.resolve(''), program: [],
  };
}

test('the nightly start scans at once', async () => {
  const night = at(10, plan.hour, plan.minute);
  expect(await runCommand({ scheduled: true }, night)).toBe(0);
  expect(night.clock.slept).toEqual([]);
  expect(collector.arrived).toHaveLength(1);
});

test('a night that was missed is made up some minutes after the start, and the next one is on time again', async () => {
  await runCommand({ scheduled: true }, at(10, plan.hour, plan.minute));
  const morning = at(11, 8, 30);
  expect(await runCommand({ scheduled: true }, morning)).toBe(0);
  expect(morning.clock.slept).toEqual([plan.makeUpMinutes * 60_000]);
  expect(morning.events).toEqual(['made-up', 'scanned', 'sending', 'stored']);
  const night = at(12, plan.hour, plan.minute);
  await runCommand({ scheduled: true }, night);
  expect(night.events).toEqual(['not-due']);
  const later = at(13, plan.hour, plan.minute);
  await runCommand({ scheduled: true }, later);
  expect(later.events).toEqual(['scanned', 'sending', 'stored']);
  expect(readProgress(computer.folder).sequence).toBe(3);
});

test('a start soon after a scan waits for nothing, scans nothing, and sends what waits', async () => {
  collector.say({ status: 503, body: { code: 'busy' } });
  expect(await runCommand({ once: true }, at(10, 2, 0))).toBe(20);
  collector.say(receiptFor);
  const again = at(10, 9, 0);
  expect(await runCommand({ scheduled: true }, again)).toBe(0);
  expect(again.clock.slept).toEqual([]);
  expect(again.events).toEqual(['not-due', 'sending', 'stored']);
});
