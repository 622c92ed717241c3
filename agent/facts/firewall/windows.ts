import type { Firewall } from '../../../wire/sections/firewall.ts';
import { cimNumber, instancesOf } from '../../host/cim.ts';
import { allOf, anyOf, inverse, mapped, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look, Why } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import { jsonOf, membersOf } from '../../host/json.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { servicesOf, serviceSources, startsItself } from '../../host/windows-services.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { profilesOf, profileSources, toldProfile } from './windows-profiles.ts';
import type { Profile } from './windows-profiles.ts';
import { allowedBy, inboundRule, sortedAllowed } from './windows-rules.ts';

const sources = {
  ...profileSources,
  ...serviceSources,
  /** Rules of the machine, of its group policy, of its device management; rules of packaged apps. */
  rulesLocal: hklm(String.raw`SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\FirewallRules`),
  rulesApps: hklm(String.raw`SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\RestrictedServices\AppIso\FirewallRules`),
  rulesMdm: hklm(String.raw`SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\Mdm\FirewallRules`),
  rulesPolicy: hklm(String.raw`SOFTWARE\Policies\Microsoft\WindowsFirewall\FirewallRules`),
  /** Other firewalls that Windows knows of; servers keep no such list. */
  others: { kind: 'cim', namespace: 'root/SecurityCenter2', class: 'FirewallProduct', properties: ['displayName', 'productState'] },
} as const satisfies Sources;

type At = Look<typeof sources>;

/**
 * The Windows firewall: its profiles, and the rules that let something in, from the registry, where they stand in one
 * grammar and no language. `defaultInbound` is that of the weakest profile, since nobody knows on which network the
 * computer will be tomorrow; a profile that is off lets everything in.
 */
export const windows: PlatformFact<Firewall> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Firewall> {
  const at = look(answers, sources);
  const services = servicesOf(at);
  const works = allOf(startsItself(services, 'mpssvc'), startsItself(services, 'BFE'));
  const profiles = profilesOf(at);
  const guarded = profiles.map(({ enabled, inbound, blockAll }) => allOf(works, enabled, anyOf(mapped(inbound, (what) => what === 'drop'), blockAll)));
  const other = otherFirewall(at);
  const weak = (claim: Known<boolean>): Known<boolean> => (claim.value === false && (other.why || other.value) ? { why: other.why ?? elsewhere } : claim);
  const filtering = weak(allOf(works, anyOf(...profiles.map(({ enabled }) => enabled))));
  const drops = weak(allOf(...guarded));
  return {
    data: {
      filtering: tell(at, 'filtering', filtering),
      defaultInbound: tell(at, 'defaultInbound', mapped(drops, (is) => (is ? 'drop' : 'accept'))),
      hooks: [],
      profiles: profiles.map((profile) => toldProfile(at, profile)),
      allowed: allowed(at, profiles),
      products: productsOf(at, works, other),
    },
    missing: at.missing(),
  };
}

const elsewhere: Why = { reason: 'not-visible-from-here', detail: 'another firewall is registered with Windows, and it decides' };

/** Whether another product says that it filters (productState, as the section malware-protection reads it). */
function otherFirewall(at: At): Known<boolean> {
  const { list, why } = instancesOf(at, 'others');
  if (why) return { why };
  const states = (list ?? []).map((instance) => cimNumber(instance('productState')));
  if (states.some((state) => typeof state === 'number' && (state & 0xf000) === 0x1000)) return { value: true };
  return states.some((state) => typeof state !== 'number') ? { why: { reason: 'unreadable', detail: 'productState' } } : { value: false };
}

function productsOf(at: At, works: Known<boolean>, other: Known<boolean>): Firewall['products'] {
  const own = { name: 'windows-firewall' as const, enabledAtBoot: tell(at, 'products[].enabledAtBoot', works) };
  if (other.why) at.lack('products', other.why);
  return other.value ? [{ name: 'other', enabledAtBoot: at.lack('products[].enabledAtBoot', elsewhere) }, own] : [own];
}

/** What rules let in, on any network on which they count. */
function allowed(at: At, profiles: readonly Profile[]): Firewall['allowed'] {
  const found = [...readRules(at, 'rulesPolicy'), ...readRules(at, 'rulesMdm'), ...ownRules(at, profiles)];
  const open = profiles.filter(({ blockAll }) => blockAll.value !== true).map(({ name }) => name);
  const items = sortedAllowed(found.filter((rule) => rule.profiles.some((name) => open.includes(name))).flatMap(allowedBy));
  return items;
}

/** Rules of the machine itself, where no policy says that only its own count. */
function ownRules(at: At, profiles: readonly Profile[]) {
  const doubt = profiles.find(({ ownRules: count }) => count.why)?.ownRules.why;
  if (doubt) at.lack('allowed', doubt);
  const counting = profiles.filter(({ ownRules: count }) => inverse(count).value !== true).map(({ name }) => name);
  return [...readRules(at, 'rulesLocal'), ...readRules(at, 'rulesApps')].filter((rule) => rule.profiles.some((name) => counting.includes(name)));
}

type RuleSource = 'rulesLocal' | 'rulesApps' | 'rulesMdm' | 'rulesPolicy';

/** A rule that is not understood makes the list one that is known in part. */
function readRules(at: At, source: RuleSource) {
  const { why } = keysOf(at, source);
  if (why) at.lack('allowed', why);
  const texts = at.all(source).entries.flatMap(({ reading }) => (reading.state === 'read' ? membersOf(jsonOf(reading.text)).map(([, value]) => value) : []));
  const rules = texts.map((text) => (typeof text === 'string' ? inboundRule(text) : undefined));
  if (rules.includes(undefined)) at.lack('allowed', { reason: 'unreadable', detail: sources[source].key });
  return rules.filter((rule) => rule !== undefined && rule !== null);
}
