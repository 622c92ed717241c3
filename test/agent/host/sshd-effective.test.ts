import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inOrder, look } from '../../../agent/host/reading.ts';
import { overlaid, setting, settings, sshdConfigOf, sshdIncludes, sshdSources } from '../../../agent/host/sshd-config.ts';
import type { SshdBlock } from '../../../agent/host/sshd-config.ts';
import { authentication, yesNo } from '../../../agent/host/sshd-settings.ts';
import { rootLogin } from '../../../agent/facts/remote-access/ssh-match.ts';
import { peer } from '../../peers.ts';
import { answersOf } from '../facts/machine.ts';
import type { Machine } from '../facts/machine.ts';

const sshd = peer('sshd');
const keygen = peer('ssh-keygen');
const nobody = process.getuid?.() === 0 ? 65_534 : undefined;
const as = nobody === undefined ? {} : { uid: nobody, gid: nobody };

/** What sshd itself says is different in words only. */
const words: Readonly<Record<string, string>> = { 'without-password': 'prohibit-password' };

describe.skipIf(!sshd || !keygen)('our reading of sshd_config against that of sshd', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'townwatch-sshd-'));
  const key = path.join(folder, 'key');

  beforeAll(() => {
    chmodSync(folder, 0o755);
    execFileSync(keygen!, ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    if (nobody !== undefined) chownSync(key, nobody, nobody);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** `sshd -T`, or undefined where sshd refuses the settings. */
  function effective(files: Machine, user?: string): Map<string, string[]> | undefined {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text as string, { mode: 0o644 });
    const who = user === undefined ? [] : ['-C', `user=${user},host=pc,addr=192.0.2.9`];
    try {
      const said = execFileSync(sshd!, ['-T', '-f', path.join(folder, 'main'), '-h', key, ...who], { ...as, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      const pairs = said
        .trim()
        .split('\n')
        .map((line) => line.split(' '));
      return new Map([...Map.groupBy(pairs, ([name = '']) => name)].map(([name, lines]) => [name, lines.map(([, ...values]) => values.join(' '))]));
    } catch {
      return undefined;
    }
  }

  function ours(files: Machine): { everybody: SshdBlock; matches: readonly SshdBlock[] } {
    const machine = { '/etc/ssh/sshd_config': files['main'], ...Object.fromEntries(Object.entries(files).map(([name, text]) => [path.join(folder, name), text])) };
    const first = answersOf(sshdSources, machine);
    const answers = { ...first, ...answersOf(sshdIncludes(look(first, sshdSources)), machine) };
    return sshdConfigOf(look(answers, sshdSources), answers)!;
  }

  function told(block: SshdBlock): Record<string, unknown> {
    const ways = authentication(block);
    return {
      passwordauthentication: ways.password.value,
      pubkeyauthentication: ways.publicKey.value,
      kbdinteractiveauthentication: ways.keyboardInteractive.value,
      usepam: ways.usePam.value,
      permitemptypasswords: yesNo(block, 'permitemptypasswords', false).value,
      x11forwarding: yesNo(block, 'x11forwarding', false).value,
      permitrootlogin: rootLogin(block).value,
      maxauthtries: Number(setting(block, 'maxauthtries').line?.args[0] ?? 6),
      authenticationmethods: ways.methods.value?.length ? ways.methods.value.join(' ') : 'any',
      port: settings(block, 'port')
        .lines.map(({ args }) => args[0] ?? '')
        .sort(inOrder),
    };
  }

  function theirs(said: Map<string, string[]>): Record<string, unknown> {
    const one = (name: string) => words[said.get(name)?.[0] ?? ''] ?? said.get(name)?.[0];
    const flags = ['passwordauthentication', 'pubkeyauthentication', 'kbdinteractiveauthentication', 'usepam', 'permitemptypasswords', 'x11forwarding'];
    return {
      ...Object.fromEntries(flags.map((name) => [name, one(name) === 'yes'])),
      permitrootlogin: one('permitrootlogin'),
      maxauthtries: Number(one('maxauthtries')),
      authenticationmethods: one('authenticationmethods'),
      port: said.get('port')?.sort(inOrder),
    };
  }

  const yes = fc.constantFrom('yes', 'no');
  const line = fc.oneof(
    fc
      .tuple(fc.constantFrom('PasswordAuthentication', 'pubkeyauthentication', 'KbdInteractiveAuthentication', 'ChallengeResponseAuthentication', 'X11Forwarding', 'PermitEmptyPasswords'), yes)
      .map(([name, value]) => `${name} ${value}`),
    fc.constantFrom('no', 'yes', 'prohibit-password', 'without-password', 'forced-commands-only').map((value) => `PermitRootLogin "${value}"`),
    fc.constantFrom('publickey,password', 'publickey,keyboard-interactive:pam password', 'any').map((value) => `AuthenticationMethods ${value}`),
    fc.integer({ min: 1, max: 9 }).map((tries) => `\tMaxAuthTries=${tries}   # tries`),
    fc.constantFrom('# PasswordAuthentication yes', '', '  '),
  );
  const global = fc.oneof(
    line,
    yes.map((value) => `UsePAM ${value}`),
    fc.integer({ min: 1, max: 65_535 }).map((port) => `Port ${port}`),
    fc.constantFrom(`Include ${folder}/part-*`, `Include ${folder}/part-?`, `Include ${folder}/nothing-*`),
  );
  const match = fc.tuple(fc.constantFrom('Match User ops', 'Match all', 'Match User nobody-else'), fc.array(line, { maxLength: 3 })).map(([head, body]) => [head, ...body].join('\n'));
  const file = fc.tuple(fc.array(global, { maxLength: 6 }), fc.array(match, { maxLength: 2 })).map(([head, tail]) => [...head, ...tail, ''].join('\n'));
  const part = fc.tuple(fc.array(line, { maxLength: 3 }), fc.array(match, { maxLength: 1 })).map(([head, tail]) => [...head, ...tail, ''].join('\n'));

  test('is the same for everybody and inside a Match block, with includes', () => {
    let compared = 0;
    fc.assert(
      fc.property(file, part, part, (main, one, two) => {
        const files = { main, 'part-1': one, 'part-b': two };
        const [said, saidToOps] = [effective(files), effective(files, 'ops')];
        if (!said || !saidToOps) return;
        compared++;
        const { everybody, matches } = ours(files);
        const block = matches.filter(({ criteria }) => !/User nobody-else/.test(criteria)).reduceRight((below, it) => overlaid(it, below), everybody);
        const port = (told(everybody)['port'] as string[]).length > 0 ? {} : { port: ['22'] };
        expect({ ...told(block), ...port }).toEqual(theirs(saidToOps));
        expect(matches.length > 0 ? theirs(said) : { ...told(everybody), ...port }).toEqual(theirs(said));
      }),
      { numRuns: 120 },
    );
    expect(compared).toBeGreaterThan(60);
  }, 60_000);
});
