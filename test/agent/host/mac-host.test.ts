import fs from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { factModules } from '../../../agent/facts/list.ts';
import { known } from '../../../agent/host/known.ts';
import { directorySources, usersOf } from '../../../agent/host/mac-directory.ts';
import { disksOf, diskTree, isImage, isRemovable } from '../../../agent/host/mac-disks.ts';
import { dictKnown, plistKnown, setIn } from '../../../agent/host/mac-known.ts';
import { isEnabled, jobsIn, launchdSources, launchRunning, overridesOf, runningLabels } from '../../../agent/host/mac-launchd.ts';
import { plistFile, plistFlag, plistText } from '../../../agent/host/mac.ts';
import { gatekeeper, gatekeeperOf, integrity, integrityOf } from '../../../agent/host/mac-protection.ts';
import { look } from '../../../agent/host/reading.ts';
import type { Answer, Sources } from '../../../agent/host/source.ts';
import { refusal } from '../../../agent/host/visit.ts';
import { describeSources } from '../../../agent/sources.ts';
import { plist } from '../facts/mac-machine.ts';
import { sharedFixtures } from '../../shared.ts';
import { visit } from './temporary.ts';

const one = (text: string): Answer => ({ kind: 'one', reading: { state: 'read', text } });
const file = (text: string): Answer => one(Buffer.from(text).toString('base64'));
const files = (entries: Record<string, string>): Answer => ({ kind: 'many', entries: Object.entries(entries).map(([path, text]) => ({ path, reading: { state: 'read', text: Buffer.from(text).toString('base64') } })) });

afterEach(() => vi.unstubAllGlobals());

describe('launchd', () => {
  const answers = {
    launchDaemons: files({ '/Library/LaunchDaemons/a.plist': plist({ Label: 'a', Program: '/a', Disabled: true }), '/Library/LaunchDaemons/b.plist': plist({ Label: 'b', ProgramArguments: ['/b', '--token=x'], KeepAlive: { SuccessfulExit: false }, UserName: 'nobody' }), '/Library/LaunchDaemons/c.plist': 'torn' }),
    launchOverrides: file(plist({ a: false, b: true, z: 'x' })),
  };
  test('an override wins over what the file says', () => {
    const at = look(answers, launchdSources);
    const { jobs, why } = jobsIn(at, 'launchDaemons', launchdSources.launchDaemons);
    expect(jobs.map((job) => [job.label, job.program, job.account, job.atLoad, isEnabled(job, overridesOf(at)).value, isEnabled(job, known(new Map())).value])).toEqual([['a', '/a', null, false, true, false], ['b', '/b', 'nobody', true, false, true]]);
    expect(why).toEqual({ reason: 'unreadable', detail: '/Library/LaunchDaemons/c.plist' });
  });
  test('what runs has a number', () => {
    const sources = { running: launchRunning } as const;
    const running = (text: string) => runningLabels(look({ running: one(text) }, sources), 'running', sources);
    expect([...(running('PID\tStatus\tLabel\n-\t0\tx\n12\t-9\ty.z\n').value ?? [])]).toEqual([['x', null], ['y.z', 12]]);
    expect(running('Could not connect')).toMatchObject({ why: { reason: 'unreadable' } });
  });
});

describe('what is known of a property list', () => {
  const sources = { file: plistFile('/x.plist') } satisfies Sources;
  test('no file is null, another form is a gap', () => {
    expect(dictKnown(look({ file: { kind: 'one', reading: { state: 'absent' } } }, sources), 'file', sources)).toEqual({ value: null });
    expect(dictKnown(look({ file: file(plist(['x'])) }, sources), 'file', sources)).toMatchObject({ why: { reason: 'unreadable', detail: '/x.plist' } });
    expect(plistKnown(look({ file: file('x') }, sources), 'file', sources)).toMatchObject({ why: { reason: 'unreadable' } });
  });
  test('the strongest preference wins, and one that is hidden hides those behind it', () => {
    const denied = { why: { reason: 'denied' } } as const;
    expect(setIn([known({}), known({ On: 1 })], 'On', plistFlag)).toEqual({ value: true });
    expect(setIn([known({ On: false }), known({ On: true })], 'On', plistFlag)).toEqual({ value: false });
    expect(setIn([denied, known({ On: true })], 'On', plistFlag)).toEqual(denied);
    expect(setIn([known({ On: 'maybe' })], 'On', plistFlag)).toMatchObject({ why: { reason: 'unreadable' } });
    expect(setIn([known(null)], 'On', plistText)).toEqual({ value: null });
  });
});

test('a card reader without a card is no disk, an image is none of the computer', () => {
  const sources = { disks: diskTree } as const;
  const tree = (value: unknown) => disksOf(look({ disks: one(plist(value)) }, sources), 'disks', sources);
  const media = (name: string, more = {}) => ({ 'BSD Name': name, Whole: true, Size: 1, ...more });
  expect(tree([{ 'Protocol Characteristics': { 'Physical Interconnect': 'Secure Digital' }, IORegistryEntryChildren: [{}] }])).toEqual({ value: [] });
  const [image, stick] = tree([{ 'Protocol Characteristics': { 'Physical Interconnect': 'Virtual Interface', 'Physical Interconnect Location': 'File' }, IORegistryEntryChildren: [media('disk5')] }, { 'Protocol Characteristics': { 'Physical Interconnect': 'USB', 'Physical Interconnect Location': 'External' }, IORegistryEntryChildren: [{ IORegistryEntryChildren: [media('disk12', { Removable: true })] }] }]).value ?? [];
  expect([image!.name, isImage(image!), stick!.name, isImage(stick!), isRemovable(stick!)]).toEqual(['disk5', true, 'disk12', false, true]);
});

test('the directory is asked for named attributes, none of which is a hash', () => {
  expect(directorySources.dsUsers.args.join(' ')).not.toMatch(/Shadow|Hash|KerberosKeys|HeimdalSRPKey|_writers|Hint|JPEG/i);
  const users = usersOf(look({ dsUsers: one(plist([{ 'dsAttrTypeStandard:RecordName': ['x'], 'dsAttrTypeStandard:UniqueID': ['501'] }, { 'dsAttrTypeStandard:RecordName': ['y'] }])) }, directorySources));
  expect(users.value).toMatchObject({ nonsense: 1, users: [{ name: 'x', id: 501, passwordSetAt: undefined }] });
});

describe('the guard of privacy', () => {
  const eperm = Object.assign(new Error('EPERM'), { code: 'EPERM' });
  test('on a Mac it names the remedy, for root too', () => {
    vi.stubGlobal('process', Object.defineProperty(Object.create(process) as NodeJS.Process, 'platform', { value: 'darwin' }));
    expect(refusal(eperm, '/Library/Preferences/com.apple.TimeMachine.plist', visit())).toMatchObject({ state: 'failed', reason: 'denied', detail: expect.stringContaining('Full Disk Access') as string });
  });
  test('elsewhere it is a refusal as any other', () => {
    expect(refusal(eperm, '/x', { ...visit(), privileged: false })).toEqual({ state: 'failed', reason: 'needs-root', detail: '/x' });
  });
});

test('what the host itself reads is printed for the platform it is about', () => {
  const [host] = describeSources([], { platform: 'macos', settings: { repositories: [], networks: [] } });
  expect(host?.sources.map(({ reads }) => reads)).toEqual(['/usr/sbin/sysctl -n kern.bootsessionuuid', '/sbin/mount']);
});

test('programs of a whole scan of a Mac without products of others', () => {
  const settings = { repositories: [], networks: [] };
  const modules: readonly { readonly macos?: { readonly sources: (it: typeof settings) => Sources } }[] = Object.values(factModules);
  const commands = new Set(modules.flatMap(({ macos }) => Object.values(macos?.sources(settings) ?? {})).flatMap((source) => (source.kind === 'command' && source.program.every((path) => /^\/(?:s?bin|usr)\/(?!local)/.test(path)) ? [JSON.stringify(source)] : [])));
  expect(commands.size).toBeLessThanOrEqual(31);
});

const fixtures = sharedFixtures('handwritten', 'macos');

describe.skipIf(!fixtures)('spctl and csrutil', () => {
  const sources = { gatekeeper, integrity } as const;
  const said = (name: string) => one(fs.readFileSync(`${fixtures}/${name}`, 'utf8'));
  test('Gatekeeper', () => {
    expect(gatekeeperOf(look({ gatekeeper: said('spctl-status.txt') }, sources), 'gatekeeper', sources)).toEqual({ value: true });
    expect(gatekeeperOf(look({ gatekeeper: said('spctl-status.off.txt') }, sources), 'gatekeeper', sources)).toEqual({ value: false });
  });
  test('System Integrity Protection, whole and in parts', () => {
    const state = (answer: Answer) => integrityOf(look({ integrity: answer }, sources), 'integrity', sources);
    expect(state(said('csrutil-status.enabled.txt'))).toEqual({ value: 'enforcing' });
    expect(state(said('csrutil-status.custom.txt'))).toEqual({ value: 'permissive' });
    expect(state(one('System Integrity Protection status: disabled.'))).toEqual({ value: 'disabled' });
    expect(state(one('System Integrity Protection status: unknown.'))).toMatchObject({ why: { reason: 'unreadable' } });
  });
});
