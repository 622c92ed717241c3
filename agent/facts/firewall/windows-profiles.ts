import type { Firewall } from '../../../wire/sections/firewall.ts';
import { cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { firstKnown, firstSet, keyThere, known, mapped, numberSet, orElse } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look } from '../../host/reading.ts';
import { hklm } from '../../host/registry.ts';
import type { Source } from '../../host/source.ts';
import type { ProfileName } from './windows-rules.ts';
import { profileNames } from './windows-rules.ts';

const local = String.raw`SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy`;
const policy = String.raw`SOFTWARE\Policies\Microsoft\WindowsFirewall`;
const values = ['EnableFirewall', 'DefaultInboundAction', 'DoNotAllowExceptions', 'DisableStealthMode', 'AllowLocalPolicyMerge'] as const;

const keyOf = (parts: readonly string[], names: readonly string[]): Source => hklm(parts.join('\\'), names);

/** Names of the keys: what people call private is StandardProfile in the machine's own keys, and either in those of policies. */
const keys = { domain: ['DomainProfile', 'DomainProfile'], private: ['StandardProfile', 'PrivateProfile'], public: ['PublicProfile', 'PublicProfile'] } as const;

/**
 * Profiles: what the firewall service says holds (the active store is the sum of all stores, "Get-NetFirewallProfile"),
 * and the keys of [MS-GPFAS] 2.2.3 and [MS-FASP] where the machine, its group policy and its device management keep them.
 */
export const profileSources = {
  active: {
    kind: 'powershell',
    script: "Get-NetFirewallProfile -PolicyStore ActiveStore | Select-Object -Property 'Name', 'Enabled', 'DefaultInboundAction', 'AllowInboundRules', 'AllowLocalFirewallRules', 'LogBlocked'",
    timeoutMs: 30_000,
  },
  ...sourcesOf('domain'),
  ...sourcesOf('private'),
  ...sourcesOf('public'),
  privateLegacyPolicy: keyOf([policy, 'StandardProfile'], values),
} as const satisfies Record<string, Source>;

function sourcesOf<Name extends ProfileName>(name: Name) {
  const [own, byPolicy] = keys[name];
  return {
    [`${name}Local`]: keyOf([local, own], values),
    [`${name}Mdm`]: keyOf([local, 'Mdm', own], values),
    [`${name}Policy`]: keyOf([policy, byPolicy], values),
    [`${name}LocalLog`]: keyOf([local, own, 'Logging'], ['LogDroppedPackets']),
    [`${name}MdmLog`]: keyOf([local, 'Mdm', own, 'Logging'], ['LogDroppedPackets']),
    [`${name}PolicyLog`]: keyOf([policy, byPolicy, 'Logging'], ['LogDroppedPackets']),
  } as Record<`${Name}Local` | `${Name}Mdm` | `${Name}Policy` | `${Name}LocalLog` | `${Name}MdmLog` | `${Name}PolicyLog`, Source>;
}

type At = Look<typeof profileSources>;

/** What holds on one kind of network. */
export interface Profile {
  readonly name: ProfileName;
  readonly enabled: Known<boolean>;
  readonly inbound: Known<'accept' | 'drop'>;
  readonly blockAll: Known<boolean>;
  readonly stealth: Known<boolean>;
  readonly logsDropped: Known<boolean>;
  readonly byPolicy: Known<boolean>;
  /** Rules of the machine's own count, not only those of policies. */
  readonly ownRules: Known<boolean>;
}

/** The three profiles. */
export function profilesOf(at: At): Profile[] {
  const active = activeProfiles(at);
  return profileNames.map((name) => profileOf(at, name, active));
}

/** The profile as the wire has it, with a gap for what is not known. */
export function toldProfile(at: At, it: Profile): NonNullable<Firewall['profiles']>[number] {
  const field = <T>(path: string, { value, why }: Known<T>) => (why ? at.lack(`profiles[].${path}`, why) : value);
  return {
    name: it.name,
    enabled: field('enabled', it.enabled),
    defaultInbound: field('defaultInbound', it.inbound),
    blockAll: field('blockAll', it.blockAll),
    stealth: field('stealth', it.stealth),
    logsDropped: field('logsDropped', it.logsDropped),
    byPolicy: field('byPolicy', it.byPolicy),
  };
}

type Active = (name: ProfileName, property: string) => Known<number | null>;

/** What the service says, by number; null for "not configured", which only names other stores. */
function activeProfiles(at: At): Active {
  const { list, why } = instancesOf(at, 'active');
  const hidden = why ?? { reason: 'not-visible-from-here', detail: 'Get-NetFirewallProfile' };
  return (name, property) => {
    const instance = list?.find((it) => cimText(it('Name'))?.toLowerCase() === name);
    return instance ? mapped(known(instance(property)), cimNumber, `${property} of the profile ${name}`) : { why: hidden };
  };
}

function profileOf(at: At, name: ProfileName, active: Active): Profile {
  const legacy = name === 'private' ? [numbersOf(at, 'privateLegacyPolicy')] : [];
  const policies = [numbersOf(at, `${name}Policy`), ...legacy, numbersOf(at, `${name}Mdm`)];
  const stores = [...policies, numbersOf(at, `${name}Local`)];
  const set = (value: (typeof values)[number]) => firstSet(...stores.map((store) => store(value)));
  const flag = (value: (typeof values)[number], usual: boolean, meaning: (number: number) => boolean | undefined) =>
    orElse(mapped(set(value), (number) => (number === null ? null : meaning(number))), known(usual));
  // GpoBoolean: 0 false, 1 true, 2 not configured. Action: 0 not configured, 2 allow, 4 block.
  const said = (property: string, meanings: Readonly<Record<number, boolean>>): Known<boolean> => {
    const found = active(name, property);
    return found.why || (found.value !== null && meanings[found.value] === undefined) ? { why: found.why ?? { reason: 'unreadable', detail: property } } : mapped(found, (number) => meanings[number ?? -1]);
  };
  const log = orElse(firstSet(...(['Policy', 'Mdm', 'Local'] as const).map((store) => numberSet(at, `${name}${store}Log`, 'LogDroppedPackets'))), known(0));
  const drops = firstKnown(said('DefaultInboundAction', { 2: false, 4: true }), flag('DefaultInboundAction', true, bit));
  return {
    name,
    enabled: firstKnown(said('Enabled', { 0: false, 1: true }), enabledByKeys(set('EnableFirewall'))),
    inbound: mapped(drops, (is) => (is ? 'drop' : 'accept')),
    blockAll: firstKnown(said('AllowInboundRules', { 0: true, 1: false }), flag('DoNotAllowExceptions', false, bit)),
    stealth: flag('DisableStealthMode', true, (number) => inverted(bit(number))),
    logsDropped: firstKnown(said('LogBlocked', { 0: false, 1: true }), mapped(log, bit)),
    byPolicy: setBy(at, name, policies),
    ownRules: firstKnown(said('AllowLocalFirewallRules', { 0: false, 1: true }), flag('AllowLocalPolicyMerge', true, bit)),
  };
}

/** Windows writes this value when it is installed; without it nothing is claimed. */
function enabledByKeys(set: Known<number | null>): Known<boolean> {
  return mapped(set, (number) => (number === null ? undefined : bit(number)), 'EnableFirewall');
}

function setBy(at: At, name: ProfileName, policies: readonly ((value: string) => Known<number | null>)[]): Known<boolean> {
  const there = keyThere(at, `${name}Policy`);
  return there.why ? there : mapped(firstSet(...policies.map((store) => store('EnableFirewall'))), (number) => number !== null);
}

function numbersOf(at: At, source: keyof typeof profileSources): (value: string) => Known<number | null> {
  return (value) => numberSet(at, source, value);
}

function bit(number: number): boolean | undefined {
  return number === 0 ? false : number === 1 ? true : undefined;
}

function inverted(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}
