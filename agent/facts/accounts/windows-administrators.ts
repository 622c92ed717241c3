import type { Accounts } from '../../../wire/sections/accounts.ts';
import { cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import type { Instance } from '../../host/cim.ts';
import type { Known } from '../../host/known.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import { authorityOf, sidOfBytes, sidText } from '../../host/sid.ts';
import type { Sources } from '../../host/source.ts';

type Administrator = NonNullable<Accounts['administrators']>[number];

/**
 * Members of the group S-1-5-32-544, whatever it is called in the language of this Windows. ADSI lists also those whose
 * account is gone, over which Get-LocalGroupMember fails (error 1789); where ADSI is not allowed (Constrained Language
 * Mode) it is asked all the same. Its ObjectClass is a translated word and stays where it is.
 */
export const administratorSources = {
  administrators: {
    kind: 'powershell',
    timeoutMs: 30_000,
    script: String.raw`
$group = Get-CimInstance -ClassName Win32_Group -Filter "LocalAccount = TRUE AND SID = 'S-1-5-32-544'"
try {
  ([adsi]"WinNT://./$($group.Name),group").Members() | ForEach-Object {
    $member = [adsi]$_
    @{ path = $member.Path; sid = $member.objectSid.Value; class = $member.SchemaClassName }
  }
} catch {
  Get-LocalGroupMember -SID 'S-1-5-32-544' | ForEach-Object { @{ path = "$($_.Name)"; sid = "$($_.SID)"; origin = $_.PrincipalSource } }
}`,
  },
} as const satisfies Sources;

/** Groups of everybody who signs in: a member of this kind makes every account an administrator ("Well-known SIDs"). */
const everybody: Readonly<Record<string, string>> = {
  'S-1-1-0': 'Everyone', 'S-1-5-4': 'INTERACTIVE', 'S-1-5-11': 'Authenticated Users', 'S-1-5-113': 'Local account', 'S-1-5-114': 'Local account and member of Administrators group', 'S-1-5-32-545': 'Users',
};

/** Who is a member, and by what an account is an administrator. */
export interface Administrators {
  readonly list: Known<Administrator[]>;
  readonly by: (sid: string) => Known<readonly string[]>;
}

/** The members of the group. `machine` is the part of identifiers that this computer gives. */
export function administratorsOf(at: Look<typeof administratorSources>, machine: string | undefined): Administrators {
  const { list, why } = instancesOf(at, 'administrators');
  if (why) return { list: { why }, by: () => ({ why }) };
  const members = (list ?? []).map((instance) => memberOf(at, instance, machine));
  const unread = members.includes(undefined) ? ({ reason: 'unreadable', detail: 'a member of Administrators' } as const) : undefined;
  const found = [...new Map(members.flatMap((member) => (member ? [[member.id, member] as const] : []))).values()];
  const open = found.flatMap(({ id }) => (everybody[id] === undefined ? [] : [`${everybody[id]} (${id})`]));
  if (unread) at.lack('administrators', unread);
  return {
    list: { value: sortedBy(found, ({ id }) => id) },
    by: (sid) => {
      const by = [...(found.some(({ id }) => id === sid) ? ['Administrators (S-1-5-32-544)'] : []), ...open].sort();
      return by.length === 0 && unread ? { why: unread } : { value: by };
    },
  };
}

function memberOf(at: Look<typeof administratorSources>, instance: Instance, machine: string | undefined): Administrator | undefined {
  const sid = sidText(instance('sid')) ?? sidOfBytes(instance('sid'));
  if (sid === undefined) return undefined;
  const path = instance('path');
  const parts = typeof path === 'string' ? path.replace(/^WinNT:\/\//i, '').split(/[/\\]/).filter((part) => part !== '') : [];
  const named = parts.length > 0 && !parts.includes(sid);
  const kind = kindOf(sid, { instance, machine, named }) ?? at.lack('administrators[].kind', { reason: 'not-visible-from-here', detail: 'which identifiers this computer gives is not known' });
  return { id: sid, name: named ? printable(parts.slice(-2).join('\\'), 255) : null, kind };
}

interface Around {
  readonly instance: Instance;
  readonly machine: string | undefined;
  readonly named: boolean;
}

/** By the identifier first: it cannot be renamed or translated. */
function kindOf(sid: string, { instance, machine, named }: Around): Administrator['kind'] {
  if (sid.startsWith('S-1-12-1-')) return 'entra';
  const type = cimText(instance('class'))?.toLowerCase();
  if (!sid.startsWith('S-1-5-21-')) return sid.startsWith('S-1-5-32-') ? 'local-group' : 'unknown';
  const origin = cimNumber(instance('origin'));
  if (machine === undefined && typeof origin !== 'number') return undefined;
  if (machine === undefined ? origin === 1 : authorityOf(sid) === machine) return type === 'group' ? 'local-group' : 'local-user';
  // Domain Admins, Enterprise Admins and the other groups of every domain ("Well-known SIDs").
  if (/-(?:51[2-9]|52[0-9])$/.test(sid)) return named ? 'domain-group' : 'unknown';
  return named && type === 'group' ? 'domain-group' : named && type === 'user' ? 'domain-user' : 'unknown';
}
