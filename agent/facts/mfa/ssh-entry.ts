import type { Look, Why } from '../../host/reading.ts';
import type { Answers } from '../../host/source.ts';
import { overlaid, setting, sshdConfigOf, whyNoConfig } from '../../host/sshd-config.ts';
import type { SshdBlock, SshdLine, sshdSources } from '../../host/sshd-config.ts';
import { authentication } from '../../host/sshd-settings.ts';
import type { SshdAuthentication } from '../../host/sshd-settings.ts';
import type { duoSources } from './duo.ts';
import { duoOfLogin } from './duo.ts';
import { stacksDemand } from './local-entries.ts';
import type { Surroundings } from './stack.ts';
import { joined, proofLine } from './verdict.ts';
import type { Findings, Path, ProofLine } from './verdict.ts';

type At = Look<typeof sshdSources & typeof duoSources>;

/** One method of sshd: the paths it opens, as PAM or the method itself decides. */
interface Method {
  readonly paths: readonly Path[];
  readonly bestCase: readonly Path[];
}

/** Sign-in over SSH: for everybody and inside each Match block; the weakest counts. */
export function ssh(at: At, answers: Answers, around: Surroundings): Findings {
  const config = sshdConfigOf(at, answers);
  if (!config) return hidden(whyNoConfig(at));
  const pam = stacksDemand(['sshd'], around);
  const blocks = [config.everybody, ...config.matches.map((match) => overlaid(match, config.everybody))];
  return joined(blocks.map((block) => blockDemand(block, pam, at)));
}

function blockDemand(block: SshdBlock, pam: Findings, at: At): Findings {
  const ways = authentication(block);
  const why = Object.values(ways).find((way) => way.why)?.why;
  if (why) return hidden(why);
  const methods = methodsOf(ways, block, pam);
  const required = ways.methods.value ?? [];
  const lists = required.length > 0 ? required.map((list) => list.split(',')) : Object.keys(methods).map((name) => [name]);
  const usesPam = lists.flat().some((name) => ['password', 'keyboard-interactive'].includes(plainName(name))) && ways.usePam.value === true;
  const command = forcedDuo(block, at);
  const findings: Findings = {
    paths: lists.flatMap((list) => combined(list.map((name) => methods[plainName(name)]?.paths ?? []))),
    bestCase: lists.flatMap((list) => combined(list.map((name) => methods[plainName(name)]?.bestCase ?? []))),
    methods: [...(usesPam ? pam.methods : []), ...(isTokenOnly(block) ? ['fido2'] : [])],
    failsOpen: usesPam ? pam.failsOpen : false,
    proof: [...(usesPam ? pam.proof : []), ...linesOf(ways)],
    hole: usesPam ? pam.hole : undefined,
    doubtful: usesPam ? pam.doubtful : [],
  };
  return command ? afterwards(findings, command) : findings;
}

/** Each method that is switched on, with what it proves. A key signs in past PAM: no stack is asked. */
function methodsOf(ways: SshdAuthentication, block: SshdBlock, pam: Findings): Readonly<Record<string, Method>> {
  const one = (...proofs: ('first' | 'key' | 'whole')[]): Method => {
    const paths = [{ proofs: new Set(proofs), down: false }];
    return { paths, bestCase: paths };
  };
  const asked: Method = ways.usePam.value ? pam : one('first');
  return {
    ...(ways.publicKey.value ? { publickey: isTokenOnly(block) ? one('whole') : one('key') } : {}),
    ...(ways.password.value ? { password: asked } : {}),
    // Without PAM there is nobody on Linux who asks questions.
    ...(ways.keyboardInteractive.value && ways.usePam.value ? { 'keyboard-interactive': asked } : {}),
    ...(ways.hostBased.value ? { hostbased: one() } : {}),
    ...(ways.kerberos.value ? { 'gssapi-with-mic': one('first') } : {}),
  };
}

/** Only keys on a token that has its owner prove themselves: token and PIN are two things. */
function isTokenOnly(block: SshdBlock): boolean {
  const algorithms = (setting(block, 'pubkeyacceptedalgorithms').line?.args[0] ?? '').split(',');
  const options = (setting(block, 'pubkeyauthoptions').line?.args ?? []).join(',').toLowerCase().split(',');
  return algorithms.every((name) => name.startsWith('sk-')) && options.includes('verify-required');
}

/** All ways through methods that are demanded one after the other. */
function combined(methods: readonly (readonly Path[])[]): Path[] {
  let ways: Path[] = [{ proofs: new Set(), down: false }];
  for (const paths of methods.slice(0, 8)) {
    const next = ways.flatMap((way) => paths.map((path) => ({ proofs: new Set([...way.proofs, ...path.proofs]), down: way.down || path.down })));
    ways = [...new Map(next.map((way) => [`${[...way.proofs].sort().join()} ${way.down}`, way])).values()];
  }
  return ways;
}

/** `ForceCommand …/login_duo` asks after sshd has let in, whatever the method. */
function forcedDuo(block: SshdBlock, at: At): { line: SshdLine; settings: ReturnType<typeof duoOfLogin> } | undefined {
  const { line } = setting(block, 'forcecommand');
  return line && /(?:^|\/)login_duo$/.test(line.args[0] ?? '') ? { line, settings: duoOfLogin(at) } : undefined;
}

function afterwards(findings: Findings, { line, settings }: NonNullable<ReturnType<typeof forcedDuo>>): Findings {
  const asked = (paths: readonly Path[]) =>
    paths.flatMap((path) => [{ ...path, proofs: new Set([...path.proofs, 'second' as const]) }, ...(settings?.skips ? [path] : [])]);
  return {
    ...findings,
    paths: asked(findings.paths),
    bestCase: asked(findings.bestCase),
    methods: [...findings.methods, 'duo'],
    failsOpen: settings ? settings.failsOpen || findings.failsOpen : undefined,
    proof: [...findings.proof, proofLine(line.file, line.line, 'ForceCommand login_duo')],
    hole: findings.hole ?? (settings ? undefined : { reason: 'needs-root', detail: 'settings of Duo' }),
  };
}

function linesOf(ways: SshdAuthentication): ProofLine[] {
  const spoken = {
    AuthenticationMethods: ways.methods,
    KbdInteractiveAuthentication: ways.keyboardInteractive,
    PasswordAuthentication: ways.password,
    PubkeyAuthentication: ways.publicKey,
    UsePAM: ways.usePam,
  };
  return Object.entries(spoken).flatMap(([keyword, { line }]) =>
    line ? [proofLine(line.file, line.line, `${keyword} ${line.args.join(' ')}`)] : [],
  );
}

function hidden(why: Why): Findings {
  return { paths: [], bestCase: [], methods: [], failsOpen: undefined, proof: [], hole: why, doubtful: [] };
}

function plainName(method: string): string {
  return method.replace(/:.*$/, '');
}
