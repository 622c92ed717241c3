import { expect, test } from 'vitest';
import { judged, mistakes, named, wanted } from './cases.ts';
import type { Given, HardCase } from './cases.ts';

type Items = readonly Record<string, unknown>[];

const builtIn = { name: 'Administrator', id: '500', kind: 'root', enabled: true, administrator: true };
const clerk = { name: 'maria', id: '1001', kind: 'person', enabled: true, administrator: false };
const domainAdmins = { id: 'S-1-5-21-9-9-9-512', name: 'TOWN\\Domain Admins', kind: 'domain-group' };
const helpdesk = { id: 'S-1-5-21-9-9-9-1180', name: 'TOWN\\PC-Admins', kind: 'domain-group' };
const jane = { id: 'S-1-5-21-9-9-9-1177', name: 'TOWN\\jdoe', kind: 'domain-user' };

const windows = (approved: readonly string[], users: Items, administrators: Items, asset: Given['asset'] = {}): Given => ({ asset, facts: { os: { family: 'windows' }, accounts: { users, administrators } }, parameters: { approved } });
const linux = (approved: readonly string[], users: Items, asset: Given['asset'] = {}): Given => ({ asset, facts: { os: { family: 'linux' }, accounts: { users } }, parameters: { approved } });

const cases: readonly HardCase[] = [
  { who: 'PC of the domain as it comes out of the box', given: windows([], [builtIn, clerk], [domainAdmins]), expect: 'pass', agree: 'The built-in account and the administrators of the domain belong there by design.' },
  { who: 'first night at a new town, with the group of the provider on every PC', given: windows([], [builtIn], [domainAdmins, helpdesk]), expect: 'unknown', reason: 'unanswered', shows: /PC-Admins/, agree: 'Nobody has said yet who may be administrator, so nobody is one too many.' },
  { who: 'first night, and a clerk is administrator of her PC', given: windows([], [builtIn], [domainAdmins, jane]), expect: 'unknown', reason: 'unanswered', agree: 'It looks wrong, but the town may have named her; it has not been asked yet.' },
  { who: 'PC with the group that the provider has named', given: windows(['town\\pc-admins'], [builtIn], [domainAdmins, helpdesk]), expect: 'pass', agree: 'Windows does not care for capitals in names, and neither may we.' },
  { who: 'PC with the group named by its identifier', given: windows([helpdesk.id], [builtIn], [helpdesk]), expect: 'pass', agree: 'The identifier is the group, whatever it is called.' },
  { who: 'laptop of a clerk who was made administrator', given: windows(['TOWN\\PC-Admins'], [builtIn], [domainAdmins, jane], { class: 'laptop' }), expect: 'fail', agree: 'The town has said who may be, and she is not among them.' },
  { who: 'PC in whose group stands somebody whose name the directory did not tell', given: windows(['TOWN\\jdoe'], [builtIn], [{ ...jane, name: null }]), expect: 'unknown', reason: 'unanswered', agree: 'It may be the very person who was approved by name.' },
  { who: 'server of which all users of the domain are administrators', given: windows([], [], [{ id: 'S-1-5-21-9-9-9-513', name: 'TOWN\\Domain Users', kind: 'domain-group' }], { class: 'server' }), expect: 'fail', agree: 'No list could approve that, so none has to be asked for.' },
  { who: 'PC of Entra ID with its two roles', given: windows(['none'], [builtIn], [{ id: 'S-1-12-1-1-2-3-4', name: null, kind: 'entra' }]), expect: 'unknown', reason: 'unanswered', agree: 'Entra puts its own administrators there, and only the town can tell whether it wants them.' },
  { who: 'Linux PC of the provider’s administrator', given: linux(['mspadmin'], [{ name: 'mspadmin', id: '1000', kind: 'person', enabled: true, administrator: true }]), expect: 'pass', agree: 'It is the account that was named.' },
  { who: 'Linux server with an administrator whom nobody has named', given: linux(['mspadmin'], [{ name: 'backupguy', id: '1001', kind: 'person', enabled: true, administrator: true }], { class: 'server' }), expect: 'unknown', reason: 'unanswered', agree: 'Somebody has to run a server, and the list may only be short.' },
  { who: 'Linux server with a second account that is root', given: linux([], [{ name: 'toor', id: '0', kind: 'root', enabled: true, administrator: true }], { class: 'server' }), expect: 'fail', agree: 'A hidden second master account is never right.' },
  { who: 'PC of a former administrator whose account was switched off', given: linux(['mspadmin'], [{ name: 'oldadmin', id: '1002', kind: 'person', enabled: false, administrator: true }]), expect: 'pass', agree: 'Nobody can sign in with it.' },
  { who: 'PC whose rules of sudo could not be read', given: { ...linux(['mspadmin'], [{ name: 'maria', id: '1000', kind: 'person', enabled: true }]), missing: { accounts: [{ path: 'users[].administrator', reason: 'needs-root' }] } }, expect: 'unknown', reason: 'needs-root', agree: 'Whether she is administrator was not seen.' },
  { who: 'PC whose members of the group were not read', given: { facts: { os: { family: 'windows' }, accounts: { users: [builtIn] } }, missing: { accounts: [{ path: 'administrators', reason: 'timeout' }] }, parameters: { approved: ['none'] } }, expect: 'unknown', reason: 'timeout', agree: 'The local accounts are only half of the answer.' },
];

test('IAM-015 has ten hard cases or more, each with its reason', () => {
  expect(mistakes(cases)).toEqual([]);
});

test.each(named(cases))('IAM-015: %s', (_, it) => {
  expect(judged('IAM-015', it)).toEqual(wanted(it));
});
