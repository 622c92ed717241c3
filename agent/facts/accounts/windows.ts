import type { Accounts } from '../../../wire/sections/accounts.ts';
import { mapped, tell, textSet } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import { hklm } from '../../host/registry.ts';
import { authorityOf } from '../../host/sid.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { inDomain, inEntra, isDomainController, membershipSources } from '../../host/windows-membership.ts';
import { serviceNamed, servicesOf, serviceSources } from '../../host/windows-services.ts';
import { instancesOf } from '../../host/cim.ts';
import { sidText } from '../../host/sid.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { administratorsOf, administratorSources } from './windows-administrators.ts';
import { lapsOf, lapsSources } from './windows-laps.ts';
import { localUsers, userSources } from './windows-users.ts';

const sources = {
  ...userSources,
  ...administratorSources,
  ...lapsSources,
  ...membershipSources,
  ...serviceSources,
  /** "Configure Windows to automate logon": the password beside it (DefaultPassword) is never asked for. */
  winlogon: hklm(String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon`, ['AutoAdminLogon', 'DefaultUserName']),
} as const satisfies Sources;

type At = Look<typeof sources>;

export const windows: PlatformFact<Accounts> = { sources: () => sources, parse };

function parse(answers: Answers, context: ParseContext): Parsed<Accounts> {
  const at = look(answers, sources);
  const administrators = administratorsOf(at, machineAuthority(at));
  const users = usersOf(at, { now: context.now, administrator: administrators.by, keys: authorizedKeys(at) });
  return {
    data: {
      users: tell(at, 'users', users),
      administrators: tell(at, 'administrators', administrators.list),
      laps: lapsOf(at),
      automaticSignIn: tell(at, 'automaticSignIn', automaticSignIn(at)),
      sudoRules: [],
      directoryUsers: tell(at, 'directoryUsers', directoryUsers(at)),
    },
    missing: at.missing(),
  };
}

/** A domain controller has no accounts of its own: what it lists there are those of the directory. */
function usersOf(at: At, beside: Parameters<typeof localUsers>[1]): Known<NonNullable<Accounts['users']>> {
  const controller = isDomainController(at);
  if (controller.why) return controller;
  if (controller.value) return { why: { reason: 'not-visible-from-here', detail: 'a domain controller has the accounts of its directory, and none of its own' } };
  return mapped(localUsers(at, beside), (found) => sortedBy(found, ({ user }) => user.id.padStart(10, '0')).map(({ user }) => user));
}

/** The part of identifiers that this computer gives: that of the built-in administrator. */
function machineAuthority(at: At): string | undefined {
  const sids = (instancesOf(at, 'users').list ?? []).flatMap((instance) => sidText(instance('SID')) ?? []);
  const builtIn = sids.find((sid) => sid.endsWith('-500'));
  return builtIn === undefined ? undefined : authorityOf(builtIn);
}

/** AutoAdminLogon is the text 1 where it is on. */
function automaticSignIn(at: At): Known<string | null> {
  const on = mapped(textSet(at, 'winlogon', 'AutoAdminLogon'), (text) => (text === null || text === '0' ? false : text === '1' ? true : undefined), 'AutoAdminLogon');
  if (on.why) return on;
  if (!on.value) return { value: null };
  return mapped(textSet(at, 'winlogon', 'DefaultUserName'), (name) => (name === null ? undefined : printable(name, 255)), 'DefaultUserName');
}

/** Without an SSH server no key signs in. */
function authorizedKeys(at: At): Known<number> {
  const server = serviceNamed(servicesOf(at), 'sshd');
  if (server.why) return server;
  return server.value === null ? { value: 0 } : { why: { reason: 'not-visible-from-here', detail: 'keys of the SSH server of Windows are not counted' } };
}

function directoryUsers(at: At): Known<string[]> {
  const [domain, entra] = [inDomain(at), inEntra(at)];
  if (domain.why) return domain;
  if (entra.why) return entra;
  return { value: [...(domain.value ? ['active-directory'] : []), ...(entra.value ? ['entra'] : [])] };
}
