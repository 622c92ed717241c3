import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentReader } from '../../collector/evaluate/contents.ts';
import { buildInput } from '../../collector/evaluate/input.ts';
import { makeJudge } from '../../collector/evaluate/judge.ts';
import { realWorld } from '../../collector/world.ts';
import { loadRulebook } from '../../rules/load/rulebook.ts';
import { root } from '../house/tree.ts';
import { bodyOf, machine, sendBody } from './fake-agent.ts';
import { fakeTown } from './fake-town.ts';
import type { FakeTown } from './fake-town.ts';

const computers = 12;
let town: FakeTown;
beforeAll(async () => {
  town = await fakeTown();
  for (let index = 0; index < computers; index += 1) {
    const agent = await town.enroll(`pc-${index}`);
    const { status } = await sendBody(town.at, agent, bodyOf(agent, { sequence: 1, contents: machine(`pc-${index}`) }));
    if (status !== 201) throw new Error(`not stored: ${status}`);
  }
});
afterAll(() => town.stop());

test('while a town is judged, everything else has its turn between two computers', async () => {
  const loaded = loadRulebook(path.join(root, 'rules'));
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('; '));
  let turns = 0;
  let judging = true;
  const turn = () => {
    turns += 1;
    if (judging) setImmediate(turn);
  };
  setImmediate(turn);
  const { outcomes } = await makeJudge(town.store, loaded.rulebook, realWorld())(town.town.id);
  judging = false;
  expect(outcomes.length).toBeGreaterThan(computers);
  // One when a statement is read, one when its computer is judged.
  expect(turns).toBeGreaterThanOrEqual(computers * 2);
});

test('contents in an input are opened when they are asked for, and stand in it like any other value', async () => {
  const input = await buildInput(town.store, contentReader(town.store, 1e6), { town: town.town, asOf: new Date().toISOString(), engine: 'test', documents: [] });
  const digests = input.statements.flatMap(({ predicate }) => Object.values(predicate.sections).flatMap(({ digest }) => digest ?? []));
  expect(digests).toHaveLength(computers * 2);
  expect(Object.keys(input.contents).sort()).toEqual(digests.toSorted());
  const [first = ''] = digests;
  expect(input.contents[first]).toEqual(input.contents[first]);
  expect(input.contents[first]).not.toBe(input.contents[first]);
  expect(JSON.parse(JSON.stringify(input.contents))).toEqual({ ...input.contents });
});
