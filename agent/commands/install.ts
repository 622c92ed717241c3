import path from 'node:path';
import { keyidOf } from '../../wire/seal.ts';
import type { Platform } from '../facts/fact.ts';
import { exits, failure } from '../failure.ts';
import { started } from '../host/command.ts';
import { newVisit } from '../host/visit.ts';
import { usualPlaces } from '../places.ts';
import { remove } from '../schedule/files.ts';
import type { Done } from '../schedule/files.ts';
import { installLinux, undelivered, uninstallLinux } from '../schedule/install.ts';
import { layoutOf } from '../schedule/layout.ts';
import { launchDaemons } from '../schedule/macos.ts';
import { systemdUnits, timers } from '../schedule/systemd.ts';
import { planOf } from '../schedule/when.ts';
import { windowsTasks } from '../schedule/windows.ts';
import { ensureKey, readEnrollment, readKey, readyState } from '../state.ts';
import { configured, identity, platformOf, print } from './context.ts';
import type { Context } from './context.ts';
import { enrollHere, hasToken } from './enroll.ts';
import fs from 'node:fs';

export interface InstallOptions {
  readonly tokenFile?: string;
  readonly token?: string;
  readonly print?: boolean;
  readonly platform?: Platform;
  readonly root?: string;
  readonly enrollLater?: boolean;
}

/** `install`: enrolls when a token is given, puts the program in its place and starts the timers. Again over itself: upgrades. */
export async function installCommand(options: InstallOptions, context: Context): Promise<number> {
  if (options.print) return printSchedule(options, context);
  refuseElsewhere(context, options.root);
  const { state, settings } = await configured(context);
  const root = path.resolve(options.root ?? '/');
  const image = root !== '/';
  if (!image && hasToken(options, context)) await enrollHere(options, context);
  if (!image && !options.enrollLater) identity(state, context);
  const name = image ? 'image' : nameOf(state, context);
  const plan = planOf(name, settings['schedule.at'], settings['schedule.splay']);
  const done = installLinux({ root, program: copied(context.program), plan });
  const schedule = image ? 'Prepared for the first start of this image.' : await startTimers(context);
  const when = `Scans every night at ${two(plan.hour)}:${two(plan.minute)}, sends what waits at minute ${plan.sendMinute} of every hour.`;
  print(context, { done, plan, schedule }, `${listed(done)}\n${schedule}\n${when}`);
  return exits.done;
}

/** `uninstall`: removes all of it, also key and spool, and lists what it removed. */
export async function uninstallCommand({ root: folder }: { root?: string }, context: Context): Promise<number> {
  if (folder === undefined && !context.privileged) return forgetOwn(context);
  refuseElsewhere(context, folder);
  const root = path.resolve(folder ?? '/');
  const live = root === '/' && isSystemd();
  const services = timers.map((name) => name.replace('.timer', '.service'));
  if (live) await systemctl(['stop', ...timers, ...services], context);
  const lost = undelivered(root);
  const done = uninstallLinux(root);
  if (live) await systemctl(['daemon-reload'], context);
  if (live) await systemctl(['reset-failed', ...timers, ...services], context);
  const note = lost > 0 ? `\n${lost} snapshots that were not delivered went with it.` : '';
  const text = done.length === 0 ? 'Nothing of the agent is here.' : `${listed(done)}\nNothing of the agent is left. At the collector, retire this computer.${note}`;
  print(context, { done, undelivered: lost }, text);
  return exits.done;
}

/** An ordinary user has installed nothing, and may still have enrolled: settings, key, state and spool in the own home. */
async function forgetOwn(context: Context): Promise<number> {
  const { file, state } = await configured(context);
  const usual = usualPlaces(context);
  if (file !== usual.settings || state !== usual.state)
    throw failure('wrong-use', `Only the usual places of a user are removed; remove ${state} and ${file} by hand.`);
  const done = [state, file].flatMap((place) => remove(place) ?? []);
  const text = done.length === 0 ? 'Nothing of the agent is in your home. To remove it from this computer: sudo townwatch-agent uninstall' : listed(done);
  print(context, { done, undelivered: 0 }, text);
  return exits.done;
}

async function printSchedule({ platform = 'linux' }: InstallOptions, context: Context): Promise<number> {
  const { state, settings } = await configured(context);
  const layout = layoutOf(platform, context.program.length === 1);
  const plan = planOf(fs.existsSync(state) ? (readEnrollment(state)?.agent ?? 'nobody') : 'nobody', settings['schedule.at'], settings['schedule.splay']);
  const what = { program: layout.starts, state: layout.state, plan };
  const day = context.clock.now().toISOString().slice(0, 10);
  const files = { linux: () => systemdUnits(what), windows: () => windowsTasks(what, day), macos: () => launchDaemons(what) }[platform]();
  const sign = platform === 'linux' ? (name: string) => `# ${name}` : (name: string) => `<!-- ${name} -->`;
  print(context, files, Object.entries(files).map(([name, text]) => `${sign(name)}\n${text}`).join('\n'));
  return exits.done;
}

/** What spreads this computer among the others: its agent id, or the id of its key until it has one. */
function nameOf(state: string, { uid }: Context): string {
  readyState(state, uid);
  return readEnrollment(state)?.agent ?? keyidOf(readKey(state) ?? ensureKey(state));
}

function refuseElsewhere({ platform, privileged }: Context, root: string | undefined): void {
  if (platformOf(platform) !== 'linux')
    throw failure('wrong-use', 'Installing by command is built for Linux; print the schedule with "install --print --platform windows|macos" and register it by hand.');
  if (!privileged && (root === undefined || path.resolve(root) === '/')) throw failure('wrong-use', 'This changes the whole computer: run it as root (sudo townwatch-agent install).');
}

function copied(program: readonly string[]): readonly string[] {
  const source = program.find((file) => file.endsWith('.ts'));
  if (source === undefined) return program;
  throw failure('wrong-use', 'This runs from its sources, which cannot be installed; run: npm run townwatch-agent -- install');
}

async function startTimers(context: Context): Promise<string> {
  if (!isSystemd()) return 'systemd does not run here: the timers begin with the next start of the computer.';
  const answers = [await systemctl(['daemon-reload'], context), await systemctl(['restart', ...timers], context)];
  const wrong = answers.find((answer) => answer !== undefined);
  if (wrong !== undefined) throw failure('wrong-use', `systemd did not start the timers: ${wrong}; look with: systemctl status ${timers[0]}`);
  return `Started ${timers.join(' and ')}.`;
}

function isSystemd(): boolean {
  return fs.existsSync('/run/systemd/system');
}

/** @returns what went wrong, or undefined */
async function systemctl(args: readonly string[], { clock, privileged }: Context): Promise<string | undefined> {
  const visit = newVisit({ owner: 0, privileged, monotonicMs: clock.monotonicMs });
  const { reading } = await started({ kind: 'command', program: ['/usr/bin/systemctl', '/bin/systemctl'], args, timeoutMs: 60_000 }, visit).done;
  if (reading.state === 'read') return reading.exitCode === 0 ? undefined : (reading.stderr ?? '').trim() || `exit code ${reading.exitCode}`;
  return reading.state === 'absent' ? 'systemctl is not there' : reading.detail;
}

function listed(done: readonly Done[]): string {
  return done.map(({ path: file, was }) => `${was.padEnd(9)} ${file}`).join('\n');
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
