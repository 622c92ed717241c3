import { expect, test, vi } from 'vitest';
import { evaluationQueue } from '../../collector/evaluate/queue.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const times = { quiet: 30, most: 120 };

test('many changes at once are one judgement, some time after the last', async () => {
  const judged: string[] = [];
  const queue = evaluationQueue((town) => Promise.resolve(void judged.push(town)), times, () => undefined);
  for (let index = 0; index < 20; index += 1) queue.changed('a');
  queue.changed('b');
  expect(judged).toEqual([]);
  await vi.waitFor(() => expect(judged).toEqual(['a', 'b']));
  await wait(100);
  expect(judged).toEqual(['a', 'b']);
  await queue.stop();
});

test('a town that never rests is judged all the same', async () => {
  const judged: string[] = [];
  const queue = evaluationQueue((town) => Promise.resolve(void judged.push(town)), times, () => undefined);
  const begun = performance.now();
  while (judged.length === 0 && performance.now() - begun < 2_000) {
    queue.changed('a');
    await wait(5);
  }
  expect(performance.now() - begun).toBeLessThan(1_900);
  expect(judged).toEqual(['a']);
  await queue.stop();
});

test('one runs at a time; what changed meanwhile is judged afterwards, what still waits is judged once', async () => {
  let [running, most, count] = [0, 0, 0];
  const judge = async () => {
    running += 1;
    most = Math.max(most, running);
    await wait(120);
    running -= 1;
    count += 1;
  };
  const queue = evaluationQueue(judge, times, () => undefined);
  queue.changed('a');
  queue.changed('b');
  await vi.waitFor(() => expect(running).toBe(1), { interval: 10 });
  queue.changed('a');
  queue.changed('b');
  await vi.waitFor(() => expect(count).toBe(3), { timeout: 8_000 });
  expect(most).toBe(1);
  await queue.stop();
});

test('a judgement that fails is told, and the next change tries again', async () => {
  const failed: unknown[] = [];
  let tries = 0;
  const queue = evaluationQueue(() => ((tries += 1) === 1 ? Promise.reject(new Error('first')) : Promise.resolve()), times, (town, error) => failed.push([town, error]));
  queue.changed('a');
  await vi.waitFor(() => expect(failed).toEqual([['a', new Error('first')]]));
  queue.changed('a');
  await vi.waitFor(() => expect(tries).toBe(2));
  await queue.stop();
});

test('nothing begins after it was stopped, and what runs is waited for', async () => {
  let ended = false;
  const queue = evaluationQueue(async () => {
    await wait(50);
    ended = true;
  }, times, () => undefined);
  queue.changed('a');
  await wait(45);
  queue.changed('b');
  await queue.stop();
  expect(ended).toBe(true);
});
