import { describe, expect, test } from 'vitest';
import { windows as accounts } from '../../../agent/facts/accounts/windows.ts';
import { windows as backups } from '../../../agent/facts/backups/windows.ts';
import type { PlatformFact } from '../../../agent/facts/fact.ts';
import { windows as firewall } from '../../../agent/facts/firewall/windows.ts';
import { windows as hardening } from '../../../agent/facts/hardening/windows.ts';
import { windows as logging } from '../../../agent/facts/logging/windows.ts';
import { windows as malwareProtection } from '../../../agent/facts/malware-protection/windows.ts';
import { windows as mfa } from '../../../agent/facts/mfa/windows.ts';
import { windows as passwordPolicy } from '../../../agent/facts/password-policy/windows.ts';
import { windows as protocols } from '../../../agent/facts/protocols/windows.ts';
import { windows as remoteAccess } from '../../../agent/facts/remote-access/windows.ts';
import { windows as services } from '../../../agent/facts/services/windows.ts';
import { windows as time } from '../../../agent/facts/time/windows.ts';
import type { Answer, Answers, Reading, Source, Sources } from '../../../agent/host/source.ts';
import type { SectionName } from '../../../wire/sections/list.ts';
import { counterexample, dishonesty } from './honesty.ts';
import { lies } from './truths.ts';
import { windowsAnswers, windowsContext, windowsFactsOf } from './windows-machine.ts';
import { canary, officeComputer, oldServer } from './windows-town.ts';

const worlds = [['a well-kept office computer', officeComputer], ['a neglected server', oldServer]] as const;
const settings = windowsContext.settings;
const itemKeys = ['name', 'id', 'entry', 'product', 'location', 'file', 'line', 'says', 'protocol', 'port', 'from', 'program', 'application', 'address', 'instance'];

/** One answer of the same kind to every source. */
function everywhere(sources: Sources, reading: Reading): Answers {
  const many = (source: Source): Answer => ({ kind: 'many', entries: ['key' in source ? source.key : 'pattern' in source ? source.pattern : ''].map((path) => ({ path: path.replaceAll('*', 'x'), reading })) });
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, source.kind === 'registry' || 'pattern' in source ? many(source) : { kind: 'one', reading }]));
}

describe.each([
  ['firewall', firewall], ['malware-protection', malwareProtection], ['accounts', accounts], ['password-policy', passwordPolicy], ['mfa', mfa], ['remote-access', remoteAccess],
  ['protocols', protocols], ['hardening', hardening], ['services', services], ['logging', logging], ['time', time], ['backups', backups],
] as [SectionName, PlatformFact<unknown>][])('%s on Windows', (name, fact) => {
  test.each(worlds)('says all it can of %s, and nothing that is secret', (_name, world) => {
    const { data, missing } = windowsFactsOf(fact, world);
    expect(dishonesty(name, data, missing)).toEqual([]);
    expect(Object.values(data as object).some((value) => value !== undefined)).toBe(true);
    expect(JSON.stringify([data, missing])).not.toContain(canary);
  });

  test('asks for no value that is a secret', () => {
    expect(JSON.stringify(fact.sources(settings))).not.toMatch(/DefaultPassword|SKey|IKey|"HOST"|RecoveryPassword|ProductId/);
  });

  test('says nothing of a machine that refuses everything, and why', () => {
    const parsed = fact.parse(everywhere(fact.sources(settings), { state: 'failed', reason: 'timeout', detail: 'refused' }), windowsContext);
    if ('failed' in parsed) throw new Error(parsed.detail);
    expect(dishonesty(name, parsed.data, parsed.missing)).toEqual([]);
    expect(parsed.missing.map(({ reason }) => reason)).toContain('timeout');
  });

  test.each(['\0\u{fffd}: = | [x]', '{"a":[]}', '[]', '[null]', '[{}]', '[[1]]', '{"":"\u{202e}"}', '0', '-1', '"x"', '{', '9'.repeat(5000), '[{"Name":"x","SID":"S-1-5-21-1-500","productState":-1,"State":7}]'])('takes nonsense without a throw: %.20s', (text) => {
    const parsed = fact.parse(everywhere(fact.sources(settings), { state: 'read', text }), windowsContext);
    expect('failed' in parsed ? [] : dishonesty(name, parsed.data, parsed.missing)).toEqual([]);
  });

  test('takes an empty machine and one that was not asked', () => {
    for (const answers of [windowsAnswers(fact.sources(settings), {}), {}]) {
      const parsed = fact.parse(answers, windowsContext);
      expect('failed' in parsed ? [] : dishonesty(name, parsed.data, parsed.missing)).toEqual([]);
    }
  });

  test.each(worlds)('stays honest whatever the sources of %s answer', (_name, world) => {
    expect(counterexample(name, fact, windowsAnswers(fact.sources(settings), world))).toBeUndefined();
  });

  test.each(worlds)('turns no fact of %s into another one when a source is refused', (_name, world) => {
    expect(lies(fact, windowsAnswers(fact.sources(settings), world), windowsContext, itemKeys)).toEqual([]);
  });

  test.each(worlds)('gives the same facts of %s whatever the order of the answers', (_name, world) => {
    const likely = windowsAnswers(fact.sources(settings), world);
    const turned = Object.fromEntries(Object.entries(likely).toReversed().map(([source, answer]) => [source, answer.kind === 'many' ? { ...answer, entries: answer.entries.toReversed() } : answer]));
    expect(fact.parse(turned, windowsContext)).toEqual(fact.parse(likely, windowsContext));
  });
});
