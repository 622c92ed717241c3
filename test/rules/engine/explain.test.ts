import { describe, expect, test } from 'vitest';
import { explain, printExplanation } from '../../../rules/engine/explain.ts';
import { evaluate } from '../../../rules/evaluate.ts';
import { inputOf, ruleOf, rulebookOf } from './setup.ts';
import type { Written } from './setup.ts';

const facts = { os: { family: 'linux', rebootRequired: false }, accounts: { users: [{ name: 'ann', id: '1000', administrator: true }, { name: 'bob', id: '1001' }] } };

function told(parts: Written, subject = 'asset-1', test: Written = { facts }): string {
  const rulebook = rulebookOf([ruleOf(parts)]);
  const input = inputOf(test, rulebook.rules[0]?.definition);
  const explanation = explain(rulebook, input, { rule: 'TST-001', subject, packs: ['all'] });
  const same = evaluate(input, rulebook, ['all']).outcomes.find((it) => it.subject.id === subject);
  expect(explanation.outcome).toEqual(same);
  return printExplanation(explanation);
}

test('shows each part with its value, as far as it was needed', () => {
  const parts = {
    applies: 'facts.os.family in ["linux", "macos"]',
    pass: '!facts.os.rebootRequired && facts.accounts.users.exists(u, u.administrator && u.name == "bob")',
    evidence: { 'users': 'facts.accounts.users.map(u, u.name)' },
  };
  expect(told(parts)).toBe(
    `
TST-001 about PC 1: unknown (agent-too-old, accounts.users[].administrator)
  facts.os.family in ["linux", "macos"] = true
    facts.os.family = "linux"
    ["linux", "macos"] = ["linux","macos"]
  !facts.os.rebootRequired && facts.accounts.users.exists(u, u.administrator && u.name == "bob") ? agent-too-old, accounts.users[].administrator
    !facts.os.rebootRequired = true
      facts.os.rebootRequired = false
    facts.accounts.users.exists(u, u.administrator && u.name == "bob") ? agent-too-old, accounts.users[].administrator
      facts.accounts.users = [{"name":"ann","id":"1000","administrator":true},{"name":"bob","id":"1001"}]
      u.administrator && u.name == "bob" = false
        u.administrator = true
        u.name == "bob" = false
          u.name = "ann"
      u.administrator && u.name == "bob" ? agent-too-old, accounts.users[].administrator
        u.administrator ? agent-too-old, accounts.users[].administrator
        u.name == "bob" = true
          u.name = "bob"
  facts.accounts.users.map(u, u.name) = ["ann","bob"]
    facts.accounts.users = [{"name":"ann","id":"1000","administrator":true},{"name":"bob","id":"1001"}]
    u.name = "ann"
    u.name = "bob"
For it to pass:
  facts.accounts.users.exists(u, u.administrator && u.name == "bob"): not known (agent-too-old). Update the agent; its key and its identity stay.`.trim(),
  );
});

test('shows where it went wrong', () => {
  expect(told({ pass: 'facts.accounts.users[7].administrator' })).toContain('facts.accounts.users[7] ! asks for item 7 of a list of 2');
});

test('keeps long lists short', () => {
  const users = Array.from({ length: 100 }, (_, index) => ({ name: `u${index}`, id: String(index) }));
  const text = told({ pass: 'facts.accounts.users.all(u, u.name != "x")', evidence: { n: '1' } }, 'asset-1', { facts: { accounts: { users } } });
  expect(text).toContain('… 61 more');
  expect(text.split('\n').length).toBeLessThan(100);
});

describe('subjects', () => {
  test('one account among others', () => {
    expect(told({ scope: 'account', pass: 'account.administrator', evidence: { name: 'account.name' } }, 'asset-1/1000')).toMatch(/^TST-001 about ann \(PC 1\): pass\n {2}account.administrator = true\n {2}account.name = "ann"\nIt would no longer pass with:\n {2}account.administrator: true; it would have to be false$/);
  });

  test('where there is nothing to ask', () => {
    const parts = { scope: 'account', pass: 'account.administrator', evidence: { name: 'account.name' } };
    expect(told(parts, 'asset-1/*', { facts: { accounts: {} } })).toBe('TST-001 about all accounts (PC 1): unknown (agent-too-old, accounts.users)');
  });

  test('a rule or a subject that does not exist is named, with the nearest', () => {
    const rulebook = rulebookOf([ruleOf()]);
    const ask = (rule: string, subject: string) => () => explain(rulebook, inputOf(), { rule, subject, packs: ['all'] });
    expect(ask('TST-002', 'asset-1')).toThrow('there is no rule TST-002; did you mean "TST-001"?');
    expect(ask('TST-001', 'asset-2')).toThrow('TST-001 does not ask about "asset-2"; did you mean "asset-1"?');
  });
});

describe('what would change it', () => {
  const after = (parts: Written) => told(parts, 'asset-1', { facts: { os: { family: 'linux', rebootRequired: true, name: 'Debian' } } }).split(/\n(?=For it|It would)/)[1]?.split('\n');

  test('of parts that must all hold, those that do not; of alternatives, any one', () => {
    expect(after({ pass: 'facts.os.family == "linux" && !facts.os.rebootRequired && (facts.os.name == "Ubuntu" || facts.os.family == "windows")' })).toEqual([
      'For it to pass:',
      '  facts.os.rebootRequired: true; it would have to be false',
    ]);
    expect(after({ pass: 'facts.os.name == "Ubuntu" || facts.os.family == "windows"' })).toEqual([
      'For it to pass:',
      '  one of these:',
      '    facts.os.name == "Ubuntu": false, for facts.os.name is "Debian"; it would have to be true',
      '    facts.os.family == "windows": false, for facts.os.family is "linux"; it would have to be true',
    ]);
  });

  test('for what is not asked, what would make it asked; for a pass, what would end it', () => {
    expect(after({ applies: 'facts.os.family == "windows"', pass: 'facts.os.rebootRequired' })).toEqual(['It would be asked with:', '  facts.os.family == "windows": false, for facts.os.family is "linux"; it would have to be true']);
    expect(after({ pass: '!(facts.os.family == "windows") && facts.os.rebootRequired' })).toEqual([
      'It would no longer pass with:',
      '  one of these:',
      '    facts.os.family == "windows": false, for facts.os.family is "linux"; it would have to be true',
      '    facts.os.rebootRequired: true; it would have to be false',
    ]);
  });
});
