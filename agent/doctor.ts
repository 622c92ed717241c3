import { X509Certificate } from 'node:crypto';
import dns from 'node:dns/promises';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Context } from './commands/context.ts';
import { codeOf, messageOf } from './failure.ts';
import { localHost } from './host/host.ts';
import { windowsFolder } from './host/windows/host.ts';
import { documentOf } from './outbox/answers.ts';
import { openVerified } from './outbox/connection.ts';
import type { Door } from './outbox/connection.ts';
import { hasRoom, roomAt, waiting } from './outbox/spool.ts';
import type { Room } from './outbox/spool.ts';
import { nightlyTask } from './schedule/windows.ts';
import type { Configuration } from './settings.ts';
import { checkState, folders, readEnrollment, readProgress } from './state.ts';
import type { Enrollment } from './state.ts';

/** One line of the doctor: what was looked at, how it is, and how to mend it when it is not well. */
export interface Check {
  readonly check: 'enrollment' | 'rights' | 'schedule' | 'disk' | 'spool' | 'proxy' | 'dns' | 'pin' | 'clock' | 'receipt' | 'target';
  readonly ok: boolean;
  readonly says: string;
  readonly mend?: string;
}

const clockLimitSeconds = 300;
const staleMs = 48 * 3_600_000;
const soonMs = 30 * 24 * 3_600_000;

/** Looks at everything that can stand between this computer and a stored snapshot. Changes nothing. */
export async function examine(configuration: Configuration, context: Context): Promise<Check[]> {
  const { state, settings } = configuration;
  const loose = looseState(state, context);
  if (loose) return [loose];
  const rights = rightsOf(context);
  if (!fs.existsSync(state)) return [notEnrolled(state), rights];
  const enrollment = readEnrollment(state);
  const disk = diskOf(roomAt(state), state);
  if (!enrollment) return [notEnrolled(state), rights, disk];
  const door: Door = { url: enrollment.url, ca: enrollment.ca, proxy: settings.proxy };
  const enrolled: Check = { check: 'enrollment', ok: true, says: `agent ${enrollment.agent} of town ${enrollment.town} at ${enrollment.url}` };
  const own = [enrolled, rights, scheduleOf(context), disk, spoolOf(state, context.clock.now()), receiptOf(state, context.clock.now())];
  return [...own, ...(await wayTo(door, enrollment, context))];
}

function notEnrolled(state: string): Check {
  return { check: 'enrollment', ok: false, says: `not enrolled (${state})`, mend: 'townwatch-agent enroll --token-file FILE' };
}

function looseState(state: string, { uid }: Context): Check | undefined {
  try {
    checkState(state, uid);
    return undefined;
  } catch (error) {
    return { check: 'rights', ok: false, says: messageOf(error) };
  }
}

function rightsOf(context: Context): Check {
  const isWindows = context.platform === 'win32';
  if (isWindows ? localHost().privileged : context.privileged) return { check: 'rights', ok: true, says: 'runs with administrator rights' };
  return { check: 'rights', ok: false, says: 'runs as an ordinary user, so some facts stay unread', mend: isWindows ? 'open a console with "Run as administrator" and run townwatch-agent doctor there' : 'run as root: sudo townwatch-agent doctor' };
}

function scheduleOf({ platform }: Context): Check {
  if (platform === 'win32') return taskOf(windowsFolder());
  if (platform !== 'linux') return { check: 'schedule', ok: true, says: 'not looked at on this system' };
  const enabled = fs.existsSync('/etc/systemd/system/timers.target.wants/townwatch-agent.timer');
  if (enabled) return { check: 'schedule', ok: true, says: 'the nightly timer is enabled' };
  return { check: 'schedule', ok: false, says: 'no nightly timer is enabled', mend: 'townwatch-agent install' };
}

/** Whether the Task Scheduler of Windows has the nightly task: each of its tasks is a file of this name. */
export function taskOf(windows: string): Check {
  const file = [windows, 'System32', 'Tasks', ...nightlyTask.split('\\')].join(path.sep);
  if (fs.existsSync(file)) return { check: 'schedule', ok: true, says: 'the nightly task is there' };
  return { check: 'schedule', ok: false, says: 'no nightly task is seen (only administrators see tasks)', mend: 'townwatch-agent install' };
}

/** Whether there is room for what waits. */
export function diskOf(room: Room, folder: string): Check {
  const free = `${Math.round(room.free / 1_000_000)} MB free of ${Math.round(room.total / 1_000_000)} MB`;
  if (hasRoom(room, 0)) return { check: 'disk', ok: true, says: free };
  return { check: 'disk', ok: false, says: `${free}: snapshots are sent at once and not kept`, mend: `make room on the disk of ${folder}` };
}

/** How much waits, and what was put aside. */
export function spoolOf(state: string, now: Date): Check {
  const [spool, aside] = [path.join(state, folders.spool), path.join(state, folders.quarantine)];
  const items = fs.existsSync(spool) ? waiting(spool) : [];
  const refused = fs.existsSync(aside) ? fs.readdirSync(aside).filter((name) => name.endsWith('.snapshot')) : [];
  const oldest = items[0] ? `, the oldest from ${new Date(items[0].sealedAt).toISOString()}` : '';
  const says = `${items.length} waiting${oldest}, ${refused.length} put aside`;
  if (refused.length > 0) return { check: 'spool', ok: false, says, mend: `read the reasons in ${aside}, then remove the files there` };
  const old = items[0] !== undefined && now.getTime() - items[0].sealedAt > staleMs;
  return old ? { check: 'spool', ok: false, says, mend: 'see the lines about dns, proxy and pin; then: townwatch-agent send' } : { check: 'spool', ok: true, says };
}

/** When the collector last stored something from here. */
export function receiptOf(state: string, now: Date): Check {
  const { lastReceipt } = readProgress(state);
  if (!lastReceipt) return { check: 'receipt', ok: false, says: 'nothing was stored yet', mend: 'townwatch-agent run --now' };
  const says = `last stored ${lastReceipt.at}`;
  const old = now.getTime() - Date.parse(lastReceipt.at) > staleMs;
  return old ? { check: 'receipt', ok: false, says, mend: 'townwatch-agent run --now' } : { check: 'receipt', ok: true, says };
}

async function wayTo(door: Door, enrollment: Enrollment, context: Context): Promise<Check[]> {
  const host = new URL(door.url).hostname.replace(/^\[|\]$/g, '');
  const proxied = door.proxy !== null;
  const proxy: Check = { check: 'proxy', ok: true, says: proxied ? `goes through ${new URL(door.proxy).host}` : 'none; variables such as HTTPS_PROXY are ignored' };
  const [name, pin] = await Promise.all([proxied ? undefined : nameOf(host), pinOf(door, enrollment, context.clock.now())]);
  const before = name ? [proxy, name] : [proxy];
  return pin.ok ? [...before, pin, await clockOf(door, context)] : [...before, pin];
}

async function nameOf(host: string): Promise<Check> {
  if (net.isIP(host)) return { check: 'dns', ok: true, says: `${host} is an address and needs no name` };
  try {
    const found = await dns.lookup(host, { all: true });
    return { check: 'dns', ok: true, says: `${host} is ${found.map(({ address }) => address).join(', ')}` };
  } catch (error) {
    return { check: 'dns', ok: false, says: `${host} is not known (${codeOf(error)})`, mend: 'mend the DNS settings of this computer, or enter the name in the DNS of the town' };
  }
}

async function pinOf(door: Door, { pin, ca }: Enrollment, now: Date): Promise<Check> {
  try {
    const socket = await openVerified(door);
    const until = new Date(socket.getPeerCertificate().valid_to);
    const protocol = socket.getProtocol();
    socket.destroy();
    const ends = ca.map((pem) => new X509Certificate(pem).validToDate.getTime());
    if (ends.length > 0 && Math.max(...ends) - now.getTime() < soonMs)
      return { check: 'pin', ok: false, says: 'the CA of the collector ends within 30 days and no next one was announced', mend: 'update the collector; a receipt then announces the next CA' };
    return { check: 'pin', ok: true, says: `verified against ${pin === 'system' ? 'the store of this computer' : `the pinned CA ${pin.slice(0, 16)}…`}, ${protocol}, certificate until ${until.toISOString()}` };
  } catch (error) {
    const mend = 'start the collector, open the way to it (firewall, proxy in agent.yaml), or enroll anew when it was replaced';
    return { check: 'pin', ok: false, says: `${door.url} cannot be reached or verified: ${messageOf(error)}`, mend };
  }
}

async function clockOf(door: Door, { clock, version, platform }: Context): Promise<Check> {
  const { openLine } = await import('./outbox/transport.ts');
  const line = await openLine(door, version);
  try {
    const answer = await line.ask({ method: 'GET', path: '/v1/health' });
    if ('unreachable' in answer) return { check: 'clock', ok: false, says: `not compared: ${answer.unreachable}`, mend: 'try again' };
    const { serverTime } = documentOf(answer.body);
    const server = Date.parse(typeof serverTime === 'string' ? serverTime : (answer.headers['date'] ?? ''));
    const offset = Math.round((clock.now().getTime() - server) / 1000);
    if (Number.isNaN(offset)) return { check: 'clock', ok: false, says: 'not compared: the collector does not tell the time', mend: 'look at the address of the collector' };
    const says = `${Math.abs(offset)} s ${offset < 0 ? 'behind' : 'ahead of'} the collector`;
    if (Math.abs(offset) <= clockLimitSeconds) return { check: 'clock', ok: true, says };
    return { check: 'clock', ok: false, says, mend: platform === 'win32' ? 'set the clock (w32tm /resync)' : 'switch time synchronization on (timedatectl set-ntp true)' };
  } finally {
    line.close();
  }
}
