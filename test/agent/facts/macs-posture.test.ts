import { expect, test } from 'vitest';
import { factModules } from '../../../agent/facts/list.ts';
import type { PlatformFact } from '../../../agent/facts/fact.ts';
import { dishonesty } from './honesty.ts';
import type { Commands } from './mac-machine.ts';
import { programsFor } from './mac-machine.ts';
import { appleCommands, appleFiles, canary } from './macs.ts';
import { managedCommands, managedFiles, neglectedCommands, neglectedFiles } from './macs-posture.ts';
import type { Machine } from './machine.ts';
import { context as usual } from './machine.ts';
import { factsWith } from './started.ts';

/** On a network of the town, so that neighbors are read too. */
const context = { ...usual, settings: { ...usual.settings, networks: ['192.0.2.0/24'] } };
const names = ['password-policy', 'mfa', 'hardening', 'protocols', 'services', 'certificates', 'logging', 'time', 'power', 'printers', 'neighbors', 'vitals', 'activity'] as const;
type Name = (typeof names)[number];

/** What is started in a second round, by the names of its sources. */
function second(commands: Commands) {
  const asked = { firmware: 'firmwarepasswd -check', sharePoints: 'dscl -plist . -readall /SharePoints', arp: 'arp -an', ndp: 'ndp -an', routes: 'netstat -rn' };
  return Object.fromEntries(Object.entries(asked).flatMap(([name, line]) => (commands[line] === undefined ? [] : [[name, commands[line]] as const])));
}

/** Every section of posture of one Mac; a section that refuses as a whole throws. */
function postureOf(files: Machine, commands: Commands): { [N in Name]: Record<string, unknown> } {
  const facts = names.map((name) => {
    const fact = factModules[name].macos as PlatformFact<unknown>;
    const { data, missing } = factsWith(fact, files, { ...second(commands), ...programsFor(fact, commands, { around: context, machine: files }) }, context);
    expect(dishonesty(name, data, missing)).toEqual([]);
    expect(JSON.stringify([data, missing])).not.toContain(canary);
    return [name, data];
  });
  return Object.fromEntries(facts) as { [N in Name]: Record<string, unknown> };
}

test('a managed laptop with Apple silicon on macOS 15', () => {
  const posture = postureOf({ ...appleFiles, ...managedFiles }, { ...appleCommands, ...managedCommands });
  expect(posture['password-policy']).toMatchObject({ origin: 'management', minLength: 14, complexity: true, lockoutThreshold: 5, reversibleEncryption: false });
  expect(posture.mfa).toMatchObject({ entryPoints: [{ entry: 'desktop', state: 'enforced', methods: ['duo'], failsOpen: false }, { entry: 'ssh', present: false }, { entry: 'su', state: 'absent' }, { entry: 'sudo', state: 'absent' }] });
  expect(posture.hardening).toMatchObject({ screenLock: { enforced: true, afterSeconds: 600 }, mandatoryAccess: { state: 'enforcing' }, gatekeeper: true, bootLoaderPassword: null });
  expect(posture.protocols).toMatchObject({ smb: { server: false, smb1Client: false, signingRequiredClient: true }, shares: [], wpad: false, ntlmV2Only: true });
  expect(posture.services['manager']).toBe('launchd');
  expect(posture.services['services']).toContainEqual(expect.objectContaining({ name: 'com.teamviewer.teamviewer_service', start: 'automatic', running: true }));
  expect(posture.certificates).toEqual({ certificates: [], addedRoots: [] });
  expect(posture.logging).toMatchObject({ audit: { enabled: false } });
  expect(posture.time).toMatchObject({ zone: 'America/Chicago', source: 'servers' });
  expect(posture.power).toMatchObject({ ups: [], monitors: [{ name: 'macos' }] });
  expect(posture.printers).toMatchObject({ printers: [{ name: 'Front', address: 'ipp://192.0.2.50/ipp/print' }], spooler: true });
  expect(posture.neighbors).toMatchObject({ networks: ['192.0.2.0/24'], neighbors: [{ mac: '00:11:22:33:44:55', router: true }] });
  expect(posture.vitals).toMatchObject({ batteries: [{ fullPercent: 89, cycles: 212 }], definitions: [{ product: 'XProtect', version: '5320' }], oldestSecurityEventAt: '2025-09-01T09:30:00Z' });
  expect(posture.activity).toMatchObject({ lastSignInAt: '2025-11-19', logBeganOn: '2025-01-06' });
});

test('an Intel iMac on macOS 11 that nobody looked after', () => {
  const posture = postureOf(neglectedFiles, { ...appleCommands, ...neglectedCommands });
  expect(posture['password-policy']).toMatchObject({ origin: 'local', minLength: 0, lockoutThreshold: null, reversibleEncryption: true, enforcedFor: [] });
  expect(posture.mfa).toMatchObject({ entryPoints: [{ entry: 'desktop', state: 'absent' }, { entry: 'ssh', present: true, state: 'absent' }, { entry: 'su' }, { entry: 'sudo', state: 'absent' }], smartCardRequired: false });
  expect(posture.hardening).toMatchObject({ screenLock: { enforced: false }, mandatoryAccess: { state: 'disabled' }, gatekeeper: false, bootLoaderPassword: false, usbStorageBlocked: false });
  expect(posture.protocols).toMatchObject({ smb: { server: true, smb1Server: true, smb1Client: true, guestAllowed: true }, shares: [{ name: 'Everything', guest: true }], wpad: true });
  expect(posture.time).toMatchObject({ source: 'none', servers: [] });
});

test('a Mac starts few programs for all sections together', () => {
  const modules = Object.values(factModules).flatMap((module) => ('macos' in module ? [module.macos as PlatformFact<unknown>] : []));
  const lines = modules.flatMap((fact) => Object.values(fact.sources(context.settings)).flatMap((source) => (source.kind === 'command' ? [[source.program[0], ...source.args].join(' ')] : [])));
  expect(new Set(lines).size).toBeLessThanOrEqual(40);
});
