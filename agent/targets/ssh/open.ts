import { randomBytes } from 'node:crypto';
import { factModules } from '../../facts/list.ts';
import { failure, isFailure, messageOf } from '../../failure.ts';
import type { Platform } from '../../facts/fact.ts';
import { printable } from '../../host/reading.ts';
import type { Why } from '../../host/reading.ts';
import { remoteHost } from '../../host/remote/host.ts';
import type { RemoteHost } from '../../host/remote/host.ts';
import { scan } from '../../scan.ts';
import type { Scan, ScannedSection } from '../../scan.ts';
import { describeSources } from '../../sources.ts';
import type { OpenTarget, PrintedQuestion, TargetCheck, TargetContext } from '../target.ts';
import { locate } from './address.ts';
import { connect } from './connection.ts';
import type { Line } from './connection.ts';
import { shownKey } from './host-key.ts';
import { checkSecrets, readSecret } from './secrets.ts';
import type { SshSetting } from './setting.ts';

/** How a machine is reached; a test is less patient. */
export interface SshOptions {
  readonly connectMs?: number;
  readonly patienceMs?: number;
}

const usualConnectMs = 20_000;

/** Opens a machine that the settings declare: looks at its credential files, connects to nothing yet. */
export function openSsh(name: string, context: TargetContext, options: SshOptions = {}): OpenTarget {
  const { settings, uid } = context;
  const setting = settings.ssh.find((each) => each.name === name);
  if (!setting) throw failure('wrong-use', `The machine "${name}" is not declared; add it to "ssh" in agent.yaml.`);
  checkSecrets(setting, uid);
  const at = { setting, context, options };
  return { target: { kind: 'ssh', id: name }, scan: () => scanOver(at), questions: () => questions(context), check: () => check(at) };
}

interface At {
  readonly setting: SshSetting;
  readonly context: TargetContext;
  readonly options: SshOptions;
}

/** A machine that answers: its connection, and its sources. */
interface Reached {
  readonly line: Line;
  readonly host: RemoteHost;
}

async function reach({ setting, context, options }: At): Promise<Reached | { readonly why: Why }> {
  const { clock, settings, uid } = context;
  const located = await locate(setting.host, settings.networks);
  if ('why' in located) return located;
  const peer = { address: located.address, port: setting.port, user: setting.user, hostKeys: setting.hostKeys, sudo: setting.sudo };
  const line = await connect(peer, () => readSecret(setting, uid), { connectMs: options.connectMs ?? usualConnectMs });
  if ('why' in line) return line;
  try {
    const patience = options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs, filePatienceMs: options.patienceMs };
    const host = await remoteHost(line.openShell, { boundary: () => randomBytes(16).toString('hex'), monotonicMs: clock.monotonicMs, ...patience });
    return { line, host };
  } catch (error) {
    line.close();
    return { why: noShell(printable(messageOf(error), 512), setting) };
  }
}

/** Whoever may sign in and may not run a shell, or not as root, is not authorized; the rest is no machine that we read. */
function noShell(detail: string, { sudo }: SshSetting): Why {
  return { reason: sudo && /\bsudo\b/.test(detail) ? 'not-authorized' : 'unreadable', detail };
}

async function scanOver(at: At): Promise<Scan> {
  const { context, setting } = at;
  const target = { kind: 'ssh', id: setting.name } as const;
  const reached = await guarded(at);
  if ('why' in reached) return { ...unread(reached.why, context), target };
  const { line, host } = reached;
  try {
    // Repositories and drills are of the computer that the agent runs on.
    const { skip, networks } = context.settings;
    const seen = await scan(host, Object.values(factModules), { skip, settings: { repositories: [], networks }, log: context.log });
    return { ...seen, target };
  } finally {
    host.close();
    line.close();
  }
}

/** {@link reach}, where a credential file that was closed when the target was opened may be open by now. */
async function guarded(at: At): Promise<Awaited<ReturnType<typeof reach>>> {
  try {
    return await reach(at);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { why: { reason: 'not-authorized', detail: messageOf(error) } };
  }
}

/** The scan of a machine that could not be reached: no section has content, and each says why. */
function unread({ reason, detail }: Why, { settings, clock }: TargetContext): Scan {
  const startedAt = clock.now().toISOString();
  // A machine outside the networks is left alone on purpose; every other one was tried.
  const status = reason === 'foreign-network' ? 'skipped' : 'failed';
  const sections = Object.values(factModules).map(({ name, version }): [string, ScannedSection] => {
    const why = settings.skip.includes(name) ? ({ status: 'skipped', reason: 'switched-off' } as const) : { status, reason, ...(detail === undefined ? {} : { detail }) } as const;
    return [name, { ...why, version, missing: [], startedAt, durationMs: 0, sources: [] }];
  });
  return { platform: 'linux', privileged: false, bootId: null, startedAt, sections: Object.fromEntries(sections) };
}

/** What is read there: the sources of Linux, since most are, and of macOS by the names of its sections. */
function questions({ settings }: TargetContext): PrintedQuestion[] {
  const modules = Object.values(factModules).filter(({ name }) => !settings.skip.includes(name));
  const of = (platform: Platform) =>
    describeSources(modules, { platform, settings: { repositories: [], networks: settings.networks } }).flatMap(({ section, sources, follows }) => [
      ...sources.map(({ kind, reads, limit }) => ({ section: `${section} (${platform})`, question: `${kind}, ${limit}:`, asks: reads })),
      ...(follows === undefined ? [] : [{ section: `${section} (${platform})`, question: 'then', asks: follows }]),
    ]);
  return [...of('linux'), ...of('macos')];
}

async function check(at: At): Promise<TargetCheck> {
  const reached = await guarded(at);
  if ('why' in reached) {
    const { reason, detail } = reached.why;
    return { ok: false, says: detail === undefined ? reason : `${reason}: ${detail}`, mend: mends[reason] ?? 'look at host, port and user of this machine in agent.yaml, and at the machine itself' };
  }
  const { line, host } = reached;
  host.close();
  line.close();
  const rights = host.privileged ? 'as root' : 'as an ordinary user, so some facts stay unread';
  return { ok: true, says: `${host.platform} answers ${rights}; its key is ${shownKey(line.key)}` };
}

const mends: Readonly<{ [reason: string]: string }> = {
  'host-key-unknown': 'compare the fingerprint with the machine itself (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then add it to agent.yaml',
  'host-key-changed': 'find out why the machine has another key before anything else',
  'not-authorized': 'look at user, keyFile or passwordFile, and sudo of this machine in agent.yaml',
  'foreign-network': 'declare its network in "networks" of agent.yaml if it is the town’s',
};
