import { expect, test } from 'vitest';
import { factModules } from '../../../agent/facts/list.ts';
import type { PlatformFact } from '../../../agent/facts/fact.ts';
import { cpuMs } from '../../cpu.ts';
import { counterexample, dishonesty, noise, untruths } from './honesty.ts';
import { appleCommands, appleFiles, canary } from './macs.ts';
import { programsFor } from './mac-machine.ts';
import { context as usual } from './machine.ts';
import { bothRounds, factsWith } from './started.ts';

/** On a network of the town, so that neighbors are read too. */
const context = { ...usual, settings: { ...usual.settings, networks: ['192.0.2.0/24'] } };
const built = Object.values(factModules).flatMap((module) => ('macos' in module && module.name !== 'drills' ? [[module.name, module.macos as PlatformFact<unknown>] as const] : []));

test.each(built)('%s of an Apple silicon Mac is whole, honest and holds no secret', (name, fact) => {
  const { data, missing } = factsWith(fact, appleFiles, programsFor(fact, appleCommands, { around: context, machine: appleFiles }), context);
  expect(dishonesty(name, data, missing)).toEqual([]);
  expect(JSON.stringify([data, missing])).not.toContain(canary);
});

test.each(built)('%s says the truth or nothing when a source is refused', (_name, fact) => {
  expect(untruths(fact, bothRounds(fact, appleFiles, programsFor(fact, appleCommands, { around: context, machine: appleFiles }), context))).toEqual([]);
});

test.each(built)('%s takes any bytes', (name, fact) => {
  expect(counterexample(name, fact, bothRounds(fact, appleFiles, programsFor(fact, appleCommands, { around: context, machine: appleFiles }), context))).toBeUndefined();
  const parsed = fact.parse(noise(fact.sources(context.settings)), context);
  expect('failed' in parsed ? [] : dishonesty(name, parsed.data, parsed.missing)).toEqual([]);
});

/** What keeps a careless pattern busy: much of the same, in the places where an answer would stand. */
const motifs = ['\n', ' ', '\t', 'a', '0', ' on /', '(', 'block all ', 'Version: ', '\n pmd ', '\n\tinet ', '\nresolver #1\n ', 'Internet:\n', '<dict>', '<key>a', 'n*:1\n', '\n  '];

test.each(built)('%s is through with a quarter of a mebibyte of the same in half a second', (_name, fact) => {
  const likely = bothRounds(fact, appleFiles, programsFor(fact, appleCommands, { around: context, machine: appleFiles }), context);
  const slow = motifs.filter((motif) => {
    const text = motif.repeat(Math.ceil(262_144 / motif.length));
    const answers = Object.fromEntries(Object.entries(likely).map(([name, answer]): [string, typeof answer] => [name, answer.kind === 'one' ? { kind: 'one', reading: { state: 'read', text } } : answer]));
    const begun = cpuMs();
    fact.parse(answers, context);
    return cpuMs() - begun > 500;
  });
  expect(slow).toEqual([]);
});
