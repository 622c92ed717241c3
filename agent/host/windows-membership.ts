import { cimFlag, cimNumber, instancesOf } from './cim.ts';
import type { Known } from './known.ts';
import { known, mapped } from './known.ts';
import type { Look } from './reading.ts';
import { hklm, keysOf } from './registry.ts';
import type { Sources } from './source.ts';

/** What the computer belongs to. */
export const membershipSources = {
  /** DomainRole: 0 and 2 stand alone, 1 and 3 are members, 4 and 5 are domain controllers ("Win32_ComputerSystem class"). */
  system: { kind: 'cim', namespace: 'root/cimv2', class: 'Win32_ComputerSystem', properties: ['DomainRole', 'PartOfDomain'] },
  /** One key for the certificate of an Entra join, see "dsregcmd" and its own state. */
  entraJoin: hklm(String.raw`SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo\*`, ['TenantId']),
} as const satisfies Sources;

type At = Look<typeof membershipSources>;

/** Whether it is a member of an Active Directory domain. */
export function inDomain(at: At): Known<boolean> {
  return property(at, 'PartOfDomain', (value) => cimFlag(value) ?? undefined);
}

/** Whether it is a domain controller. */
export function isDomainController(at: At): Known<boolean> {
  return property(at, 'DomainRole', (value) => {
    const role = cimNumber(value);
    return typeof role === 'number' && role <= 5 ? role >= 4 : undefined;
  });
}

/** Whether it is joined to Entra ID. */
export function inEntra(at: At): Known<boolean> {
  const { keys, why } = keysOf(at, 'entraJoin');
  return keys.length > 0 ? { value: true } : why ? { why } : { value: false };
}

function property<T>(at: At, name: string, parse: (value: unknown) => T | undefined): Known<T> {
  const { list, why } = instancesOf(at, 'system');
  const instance = list?.[0];
  if (!instance) return { why: why ?? { reason: 'not-visible-from-here', detail: 'Win32_ComputerSystem' } };
  return mapped(known(instance(name) ?? null), parse, name);
}
