import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inDays, judgedTown } from './judged-town.ts';
import type { JudgedTown } from './judged-town.ts';

let town: JudgedTown;
beforeEach(async () => {
  town = await judgedTown();
});
afterEach(() => town.remove());

interface Printed {
  readonly id: string;
  readonly state: string;
  readonly standing: string;
  readonly subjects: string[] | null;
  readonly department: string | null;
  readonly failing: { subject: string }[];
  readonly by: string;
  readonly version: number;
  readonly from: string;
  readonly renews?: string;
  readonly governingBody?: string;
  readonly controlShown: string | null;
}

const asked = ['--requester', 'Ann Lee', '--owner', 'Bo Diaz', '--reason', 'No fix yet', '--risk', 'Bills come late', '--control', 'Its own network', '--expires', inDays(180)];
const propose = async (...more: string[]) => (await town.json('waiver', 'propose', '--rule', 'eol-001', ...asked, ...more)) as Printed;
const list = async () => (await town.json('waiver', 'list')) as Printed[];

describe('a waiver', () => {
  test('is asked for, approved by somebody else, and then stands on the gap', async () => {
    const made = await propose('--subject', 'pump-pc');
    expect(made).toMatchObject({ state: 'proposed', standing: 'proposed', subjects: ['a2'], by: 'Ann Lee', version: 1, failing: [{ subject: 'a2' }] });
    expect(await town.json('finding', 'list', '--rule', 'EOL-001')).toMatchObject([{ dispositions: [] }, { dispositions: [] }]);
    expect(await town.run('waiver', 'approve', made.id, '--by', 'ann  lee')).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^townwatch: ann {1,2}lee asked for W-\S+ and cannot approve it; somebody else must\.\n$/) });
    expect(await town.json('waiver', 'approve', made.id.toLowerCase(), '--by', 'Cy Ode')).toMatchObject({ state: 'approved', standing: 'valid', approver: 'Cy Ode', version: 2 });
    expect(await town.json('finding', 'list', '--rule', 'EOL-001')).toMatchObject([{ label: 'clerk-pc', dispositions: [] }, { label: 'pump-pc', outcome: 'fail', dispositions: [{ kind: 'waived', id: made.id, until: inDays(180) }] }]);
    expect(await town.run('waiver', 'approve', made.id, '--by', 'Dee')).toMatchObject({ code: 2, err: expect.stringContaining('propose it anew') });
    expect(await town.json('waiver', 'withdraw', made.id, '--by', 'Cy Ode', '--reason', 'It was replaced')).toMatchObject({ state: 'withdrawn', remark: 'It was replaced' });
    expect(await town.json('finding', 'list', '--rule', 'EOL-001')).toMatchObject([{ dispositions: [] }, { dispositions: [] }]);
    expect(((await town.json('waiver', 'show', made.id)) as { versions: unknown[] }).versions).toMatchObject([
      { version: 1, by: 'Ann Lee', state: 'proposed' },
      { version: 2, by: 'Cy Ode', state: 'approved' },
      { version: 3, by: 'Cy Ode', state: 'withdrawn' },
    ]);
  });

  test('covers a fix group, a department, an account through its computer', async () => {
    expect(await propose('--fix-group')).toMatchObject({ subjects: ['a1', 'a2'], department: null });
    expect(await propose('--department', 'water')).toMatchObject({ subjects: null, department: 'Water', failing: [{ subject: 'a2' }] });
    expect(await town.json('waiver', 'propose', '--rule', 'IAM-011', ...asked, '--subject', 'pump-pc')).toMatchObject({ subjects: ['a2/1000'] });
    expect(await propose('--subject', 'pump-pc', '--control-rule', 'CFG-004')).toMatchObject({ controlShown: 'contradicted' });
    expect(await propose('--subject', 'clerk-pc', '--control-rule', 'cfg-004')).toMatchObject({ controlShown: 'shown' });
  });

  test('of the whole town, or of all that it has, needs the act of the governing body', async () => {
    for (const how of [['--whole-town'], ['--subject', 'clerk-pc', 'pump-pc', 'pump-pc-2']]) {
      const made = await propose(...how);
      expect(await town.run('waiver', 'approve', made.id, '--by', 'Cy Ode')).toMatchObject({ code: 2, err: expect.stringContaining('--governing-body') });
      expect(await town.json('waiver', 'approve', made.id, '--by', 'Cy Ode', '--governing-body', 'Resolution 12-2026')).toMatchObject({ standing: 'valid', governingBody: 'Resolution 12-2026', blanket: true });
    }
  });

  test('is renewed as a period of its own, for another reason, and the old one stays', async () => {
    const old = await propose('--subject', 'pump-pc');
    const renew = (reason: string, expires: string) => town.run('waiver', 'renew', old.id, '--by', 'Ann Lee', '--reason', reason, '--expires', expires, '--json');
    expect(await renew('The maker is late', inDays(300))).toMatchObject({ code: 2, err: expect.stringContaining('only an approved one') });
    await town.run('waiver', 'approve', old.id, '--by', 'Cy Ode');
    expect(await renew(' no FIX yet', inDays(300))).toMatchObject({ code: 2, err: expect.stringContaining('this reason already') });
    expect(await renew('The maker is late', inDays(180 + 367))).toMatchObject({ code: 2, err: expect.stringContaining('12 months') });
    const next = JSON.parse((await renew('The maker is late', inDays(300))).out) as Printed;
    expect(next).toMatchObject({ state: 'proposed', from: inDays(180), renews: old.id, subjects: ['a2'] });
    expect((await list()).map(({ id, standing }) => [id, standing])).toEqual([[old.id, 'valid'], [next.id, 'proposed']]);
  });

  test.each<[name: string, args: string[], says: RegExp]>([
    ['a rule that is not there', ['--rule', 'EOL-01', '--subject', 'pump-pc'], /There is no rule "EOL-01"; did you mean "EOL-0/],
    ['a rule that nobody may waive', ['--rule', 'GOV-012', '--subject', 'town'], /GOV-012/],
    ['a computer that is not there', ['--rule', 'EOL-001', '--subject', 'clrk-pc'], /There is no computer or account "clrk-pc"; did you mean "clerk-pc"\?/],
    ['a department that is not there', ['--rule', 'EOL-001', '--department', 'Watre'], /did you mean "Water"\?/],
    ['two ways to say what it covers', ['--rule', 'EOL-001', '--whole-town', '--fix-group'], /exactly one way/],
    ['a plan that is not there', ['--rule', 'EOL-001', '--subject', 'pump-pc', '--plan', 'P-1'], /There is no plan "P-1"/],
    ['a day that is none', ['--rule', 'EOL-001', '--subject', 'pump-pc', '--expires', '2027-02-30'], /must be a day/],
    ['an end that has gone by', ['--rule', 'EOL-001', '--subject', 'pump-pc', '--expires', inDays(0)], /not after today/],
    ['more than 12 months', ['--rule', 'EOL-001', '--subject', 'pump-pc', '--expires', inDays(400)], /12 months after it begins/],
    ['a blank owner', ['--rule', 'EOL-001', '--subject', 'pump-pc', '--owner', ' '], /it does not say: owner/],
  ])('that names %s is refused in one line, and nothing is kept', async (_name, args, says) => {
    const ended = await town.run('waiver', 'propose', ...asked, ...args);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toMatch(says);
    expect(ended.err.trim().split('\n')).toHaveLength(1);
    expect(await list()).toEqual([]);
  });

  test('is rejected once, and an accepted one cannot be', async () => {
    const made = await propose('--subject', 'pump-pc');
    expect(await town.json('waiver', 'reject', made.id, '--by', 'Cy Ode', '--reason', 'Too long')).toMatchObject({ standing: 'rejected' });
    expect(await town.run('waiver', 'approve', made.id, '--by', 'Cy Ode')).toMatchObject({ code: 2 });
    expect(await town.run('waiver', 'reject', 'W-none', '--by', 'Cy Ode', '--reason', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('There is no accepted risk "W-none"') });
  });
});

describe('a file of waivers', () => {
  const entry = (more = '') => `  - id: pump
    rules: [EOL-001]
    subjects: [pump-pc]
    requester: Ann Lee
    owner: Bo Diaz
    approver: Cy Ode
    reason: No fix yet
    risk: Bills come late
    control: {what: Its own network}
    created: ${inDays(-10)}
    from: ${inDays(-10)}
    expires: ${inDays(90)}
    state: approved
${more}`;
  const load = (text: string) => {
    fs.writeFileSync(path.join(town.folder, 'waivers.yaml'), text);
    return town.run('waiver', 'import', path.join(town.folder, 'waivers.yaml'));
  };

  test('counts, is marked wherever it shows, and is no new version when it says the same', async () => {
    expect(await load(`waivers:\n${entry()}`)).toMatchObject({ code: 0, out: expect.stringContaining('1 of 1 taken in') });
    expect(await load(`waivers:\n${entry()}`)).toMatchObject({ code: 0 });
    expect(await list()).toMatchObject([{ id: 'pump', standing: 'valid', by: 'file, unverified', version: 1, subjects: ['a2'] }]);
    expect((await town.run('waiver', 'list')).out).toContain('accepted (from a file, not verified)');
    expect((await town.run('finding', 'list')).out).toMatch(/EOL-001 +pump-pc .*accepted until \S+ \(from a file, not verified\)/);
    expect(await town.json('waiver', 'approve', 'pump', '--by', 'Dee Fox')).toMatchObject({ by: 'Dee Fox', approver: 'Dee Fox', version: 2 });
    expect((await town.run('waiver', 'list')).out).not.toContain('not verified');
    expect(await load(`waivers:\n${entry().replace('Bo Diaz', 'Eve')}`)).toMatchObject({ code: 3, err: expect.stringContaining('"pump" was stated by Dee Fox') });
  });

  test.each<[name: string, change: [string, string], line: number, says: RegExp]>([
    ['a key that is not there', ['owner:', 'ownr:'], 6, /unknown key "ownr"; did you mean "owner"\?/],
    ['a rule that is not there', ['EOL-001', 'EOL-091'], 3, /no rule "EOL-091"; did you mean/],
    ['a computer that is not there', ['[pump-pc]', '[pumppc]'], 4, /did you mean "pump-pc"\?/],
    ['who approves what they asked for', ['approver: Cy Ode', 'approver: ann lee'], 2, /approved what the same person asked for/],
    ['nobody who approved', ['    approver: Cy Ode\n', ''], 2, /nobody approved it/],
    ['a period of 2 years', [inDays(90), inDays(700)], 2, /12 months after it begins/],
    ['the whole town', ['subjects: [pump-pc]', 'wholeTown: true'], 2, /governing body must approve/],
    ['all that the town has', ['[pump-pc]', '[pump-pc, pump-pc-2, clerk-pc]'], 2, /governing body must approve/],
    ['no day', [`expires: ${inDays(90)}`, 'expires: soon'], 13, /expires/],
  ])('that names %s is refused with its line, and nothing is taken in', async (_name, [from, to], line, says) => {
    const good = entry().replace('id: pump', 'id: first');
    const text = `waivers:\n${entry().replace(from, to)}${good}`;
    const ended = await load(text);
    expect(ended).toMatchObject({ code: 3, out: '' });
    expect(ended.err).toMatch(says);
    expect(ended.err).toContain(`waivers.yaml:${line}:`);
    expect(await list()).toEqual([]);
  });

  test('that names one id twice, or is no file of waivers, is refused', async () => {
    expect((await load(`waivers:\n${entry()}${entry()}`)).err).toMatch(/waivers\.yaml:15:\d+.*"pump" stands twice/);
    expect(await load('waivers: []')).toMatchObject({ code: 3 });
    expect(await load('- &a [*a]')).toMatchObject({ code: 3 });
    expect(await list()).toEqual([]);
  });
});
