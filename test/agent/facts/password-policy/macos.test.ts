import { describe, expect, test } from 'vitest';
import fs from 'node:fs';
import { macos } from '../../../../agent/facts/password-policy/macos.ts';
import { sharedFixtures } from '../../../shared.ts';
import { counterexample, untruths } from '../honesty.ts';
import { plist } from '../mac-machine.ts';
import { bothRounds, factsWith } from '../started.ts';

interface Policy {
  readonly content: string;
  readonly parameters?: object;
  readonly identifier?: string;
}

const said = (policies: object) => `Getting global account policies\n${plist(policies)}`;
const one = ({ content, parameters, identifier = 'x' }: Policy) => ({ policyContent: content, policyIdentifier: identifier, ...(parameters ? { policyParameters: parameters } : {}) });
const content = (...patterns: string[]) => ({ policyCategoryPasswordContent: patterns.map((pattern) => one({ content: `policyAttributePassword matches '${pattern}'` })) });
const facts = (policies: object) => factsWith(macos, {}, { policies: said(policies) });
const hardened = {
  policyCategoryAuthentication: [one({ content: 'policyAttributeFailedAuthentications < policyAttributeMaximumFailedAuthentications', parameters: { policyAttributeMaximumFailedAuthentications: 3 } })],
  policyCategoryPasswordChange: [one({ content: 'policyAttributeCurrentTime > policyAttributeLastPasswordChangeTime + (policyAttributeExpiresEveryNDays * 24 * 60 * 60)', parameters: { policyAttributeExpiresEveryNDays: 60 } })],
  policyCategoryPasswordContent: [
    one({ content: "policyAttributePassword matches '.{15,}'", identifier: 'ProfilePayload:6EE6:minLength' }),
    one({ content: "policyAttributePassword matches '(.*[A-Z].*){1,}+'" }), one({ content: "policyAttributePassword matches '(.*[0-9].*){1,}+'" }), one({ content: "policyAttributePassword matches '(.*[^a-zA-Z0-9].*){1,}+'" }),
    one({ content: 'none policyAttributePasswordHashes in policyAttributePasswordHistory', parameters: { policyAttributePasswordHistoryDepth: 15 } }),
    one({ content: 'policyAttributeLastPasswordChangeTime < policyAttributeCurrentTime - (policyAttributeMinimumLifetimeHours * 60 * 60)', parameters: { policyAttributeMinimumLifetimeHours: 24 } }),
  ],
};

test('a Mac hardened by device management', () => {
  const { data, gaps } = facts(hardened);
  expect(data).toEqual({
    origin: 'management', minLength: 15, complexity: true, minClasses: 3, dictionaryCheck: false, history: 15, maxAgeDays: 60, minAgeDays: 1, lockoutThreshold: 3, lockoutMinutes: null, lockoutWindowMinutes: null,
    reversibleEncryption: false, hashScheme: 'SALTED-SHA512-PBKDF2', blankPasswordsOnlyAtConsole: null, enforcedFor: ['opendirectoryd'],
  });
  expect(gaps).toEqual({ lockoutForAdministrators: 'not-visible-from-here' });
});

test('a Mac as it comes out of the box, and one without any policy', () => {
  expect(facts(content('.{4,}+')).data).toMatchObject({ origin: 'local', minLength: 4, complexity: false, minClasses: null, history: 0, maxAgeDays: null, minAgeDays: 0, lockoutThreshold: null, lockoutMinutes: null, enforcedFor: ['opendirectoryd'] });
  expect(factsWith(macos, {}, { policies: 'Getting global account policies\n' }).data).toMatchObject({ minLength: 0, lockoutThreshold: null, enforcedFor: [] });
});

test('somebody is signed in without being asked: that password is kept', () => {
  expect(factsWith(macos, { '/etc/kcpassword': 'CANARY-password' }, { policies: said({}) }).data.reversibleEncryption).toBe(true);
});

describe('conditions', () => {
  test('patterns for characters', () => {
    const kinds = (...patterns: string[]) => facts(content(...patterns)).data.minClasses;
    expect(kinds('^(?=.*[0-9])(?=.*[a-zA-Z]).+')).toBe(2);
    expect(kinds(String.raw`^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)(?=.*[!@#$%]).{14,}$`)).toBe(4);
    expect(facts(content('^(?=.*[0-9])(?=.*[a-z]).{12,}$')).data).toMatchObject({ minLength: 12, complexity: true });
    expect(kinds('(.*[a-zA-Z].*){1,}+', '(.*[A-Z].*){2,}+')).toBe(1);
    expect(kinds('(.*[0-9].*){0,}+')).toBeNull();
  });
  test('one of an unknown form leaves open what passwords must be', () => {
    const { data, gaps } = facts(content('.{12,}', '(?i)(?!.*town).*'));
    expect(data).not.toHaveProperty('minLength', 12);
    expect(gaps).toMatchObject({ minLength: 'unreadable', complexity: 'unreadable', dictionaryCheck: 'unreadable', history: 'unreadable' });
    expect(facts({ ...content('.{12,}'), policyCategoryAuthentication: [one({ content: 'policyAttributeFailedAuthentications < 5 AND 1 == 1' })] }).gaps).toMatchObject({ lockoutThreshold: 'unreadable', lockoutMinutes: 'unreadable' });
    expect(facts({ policyCategoryPasswordChange: [one({ content: 'policyAttributeLastPasswordChangeTime < 5' })] }).gaps).toMatchObject({ maxAgeDays: 'unreadable' });
  });
  test('of two locks the harder one binds', () => {
    const lock = (most: number, seconds: number) => one({ content: `(policyAttributeFailedAuthentications < ${most}) OR (policyAttributeCurrentTime > (policyAttributeLastFailedAuthenticationTime + autoEnableInSeconds))`, parameters: { autoEnableInSeconds: seconds } });
    expect(facts({ policyCategoryAuthentication: [lock(5, 60), lock(10, 900)] }).data).toMatchObject({ lockoutThreshold: 5, lockoutMinutes: 15 });
  });
});

describe('what cannot be told', () => {
  test('refused, absent, nonsense', () => {
    const gaps = (reading: Parameters<typeof factsWith>[2]) => factsWith(macos, { '/etc/kcpassword': undefined }, reading).gaps;
    expect(gaps({ policies: { state: 'failed', reason: 'timeout', detail: 'x' } })).toMatchObject({ minLength: 'timeout', origin: 'timeout', maxAgeDays: 'timeout', lockoutThreshold: 'timeout', enforcedFor: 'timeout' });
    expect(gaps({})).toMatchObject({ minLength: 'tool-missing' });
    expect(gaps({ policies: { state: 'read', text: 'Getting global account policies\n', exitCode: 1, stderr: 'Error: Operation not permitted' } })).toMatchObject({ minLength: 'unreadable', lockoutThreshold: 'unreadable', enforcedFor: 'unreadable' });
    expect(gaps({ policies: 'Getting global account policies\n<?xml version="1.0"?><plist><dict><key>a' })).toMatchObject({ minLength: 'unreadable', lockoutThreshold: 'unreadable' });
  });
  test('any bytes give facts or gaps, and a refusal never turns a fact', () => {
    const likely = bothRounds(macos, {}, { policies: said(hardened) });
    expect(counterexample('password-policy', macos, likely)).toBeUndefined();
    expect(untruths(macos, likely)).toEqual([]);
  });
});

const captured = sharedFixtures('kolide-launcher', 'files', 'pwpolicy', 'testdata', 'test1.output');

test.skipIf(!captured)('a captured answer, with texts in forty languages', () => {
  const { data } = factsWith(macos, {}, { policies: fs.readFileSync(captured!, 'utf8') });
  expect(data).toMatchObject({ origin: 'management', minLength: 8, complexity: true, minClasses: 3, lockoutThreshold: 5, lockoutMinutes: 15, history: 0, maxAgeDays: null, enforcedFor: ['opendirectoryd'] });
});
