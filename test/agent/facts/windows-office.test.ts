import { describe, expect, test } from 'vitest';
import { windows as activity } from '../../../agent/facts/activity/windows.ts';
import { windows as certificates } from '../../../agent/facts/certificates/windows.ts';
import { windows as encryption } from '../../../agent/facts/encryption/windows.ts';
import type { ParseContext, PlatformFact } from '../../../agent/facts/fact.ts';
import { windows as hardware } from '../../../agent/facts/hardware/windows.ts';
import { windows as identity } from '../../../agent/facts/identity/windows.ts';
import { windows as neighbors } from '../../../agent/facts/neighbors/windows.ts';
import { windows as network } from '../../../agent/facts/network/windows.ts';
import { windows as os } from '../../../agent/facts/os/windows.ts';
import { windows as power } from '../../../agent/facts/power/windows.ts';
import { windows as printers } from '../../../agent/facts/printers/windows.ts';
import { windows as software } from '../../../agent/facts/software/windows.ts';
import { windows as updates } from '../../../agent/facts/updates/windows.ts';
import { windows as vitals } from '../../../agent/facts/vitals/windows.ts';
import type { Answers } from '../../../agent/host/source.ts';
import { counterexample, dishonesty, noise, untruths } from './honesty.ts';
import { canary, windowsPc } from './windows-office-pc.ts';
import { windowsAnswers, windowsContext } from './windows-machine.ts';

const town: ParseContext = { ...windowsContext, settings: { ...windowsContext.settings, networks: ['192.0.2.0/24'] } };

/** What is told of no machine on Windows, or not of this one; everything else has to be there. */
const usual: Readonly<Record<string, readonly string[]>> = {
  identity: [],
  hardware: ['cpu.vulnerabilities', 'disks[].manufacturedOn'],
  os: ['init', 'runningKernelInstalled'],
  software: ['packages[].architecture', 'packages[].installedOn'],
  updates: [],
  encryption: [],
  vitals: ['clockOffsetMs', 'clockSynchronized', 'disks[].badSectors', 'ups'],
  activity: [],
  certificates: [],
  printers: ['printers[].driver', 'printers[].location', 'printers[].model'],
  power: ['ups'],
  network: [],
  neighbors: [],
};

/** Answers of both rounds. */
function answersOf<Data>(fact: PlatformFact<Data>, world = windowsPc): Answers {
  const first = windowsAnswers(fact.sources(town.settings), world);
  return { ...first, ...windowsAnswers(fact.more?.sources(first, town) ?? {}, world) };
}

function parsed<Data>(fact: PlatformFact<Data>, answers: Answers) {
  const it = fact.parse(answers, town);
  return 'failed' in it ? { data: {}, missing: [{ path: '', reason: it.failed }] } : it;
}

describe.each([
  ['identity', identity], ['hardware', hardware], ['os', os], ['software', software], ['updates', updates], ['encryption', encryption], ['vitals', vitals], ['activity', activity],
  ['certificates', certificates], ['printers', printers], ['power', power], ['network', network], ['neighbors', neighbors],
] as [Parameters<typeof dishonesty>[0], PlatformFact<unknown>][])('%s on Windows', (name, fact) => {
  test('says everything of a computer that answers everything', () => {
    const { data, missing } = parsed(fact, answersOf(fact));
    expect(dishonesty(name, data, missing)).toEqual([]);
    expect(missing.map(({ path }) => path)).toEqual(usual[name]);
  });

  test('says nothing of a computer that refuses everything, and why', () => {
    const refused = Object.fromEntries(Object.entries(answersOf(fact)).map(([source, answer]) => [
      source, answer.kind === 'one' ? { kind: 'one', reading: { state: 'failed', reason: 'needs-root', detail: source } } : { kind: 'many', entries: [], incomplete: { reason: 'needs-root', detail: source } },
    ])) as Answers;
    const { data, missing } = parsed(fact, refused);
    expect(dishonesty(name, data, missing)).toEqual([]);
    expect(missing.map(({ reason }) => reason)).toContain('needs-root');
  });

  test('takes an empty computer, noise and no answers at all', () => {
    const sources = { ...fact.sources(town.settings), ...fact.more?.sources(answersOf(fact), town) };
    for (const answers of [windowsAnswers(sources, {}), noise(sources), {}]) {
      const { data, missing } = parsed(fact, answers);
      expect(dishonesty(name, data, missing)).toEqual([]);
    }
  });

  test('stays honest whatever the sources answer', () => {
    expect(counterexample(name, fact, answersOf(fact))).toBeUndefined();
  });

  test('turns no fact into another one when a source is refused', () => {
    // Which lists were read is a fact about the reading itself.
    expect(untruths(fact, answersOf(fact)).filter((it) => !it.includes(', managers'))).toEqual([]);
  });

  test('hands no secret on', () => {
    expect(JSON.stringify(parsed(fact, answersOf(fact)))).not.toContain(canary);
  });
});
