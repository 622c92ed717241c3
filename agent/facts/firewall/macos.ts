import type { Firewall } from '../../../wire/sections/firewall.ts';
import { firstKnown, firstSet, known, mapped, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import { plistFile, plistFlag, plistNumber, plistText, program } from '../../host/mac.ts';
import { dictKnown, printed, setIn } from '../../host/mac-known.ts';
import { sortedBy } from '../../host/order.ts';
import { dictsOf } from '../../host/plist.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

const sources = {
  /** The application firewall speaks English in every language; it takes several questions at once. */
  state: program('/usr/libexec/ApplicationFirewall/socketfilterfw', ['--getglobalstate', '--getblockall', '--getstealthmode']),
  /** Its settings up to macOS 14; since macOS 15 the file is gone. */
  settings: plistFile('/Library/Preferences/com.apple.alf.plist'),
  /** What device management forces: payload com.apple.security.firewall. */
  managed: plistFile('/Library/Managed Preferences/com.apple.security.firewall.plist'),
} as const satisfies Sources;

/** The packet filter below it, switched off as shipped; see pfctl(8). Asked only where the firewall is off. */
const packets = program('/sbin/pfctl', ['-s', 'info'], { needsRoot: true });
const all = { ...sources, packets };

type At = Look<typeof all>;

/** 0 off, 1 on, 2 on and nothing let in: globalstate of com.apple.alf, State of socketfilterfw. */
type State = 0 | 1 | 2;

/**
 * The application firewall: one profile for all networks. On, it asks before a program that nobody signed is reached; off, everything is
 * let in. Rules of the packet filter are not read: where that filter works beside it, nothing is said about what is refused without it.
 */
export const macos: PlatformFact<Firewall> = {
  sources: () => sources,
  more: {
    follows: 'the packet filter, where the firewall is off',
    sources: (answers) => {
      const at = look(answers, all);
      return stateOf(at, dictKnown(at, 'settings', all)).value === 0 ? { packets } : {};
    },
  },
  parse,
};

function parse(answers: Answers): Parsed<Firewall> {
  const at = look(answers, all);
  const settings = dictKnown(at, 'settings', all);
  const managed = dictKnown(at, 'managed', all);
  const state = stateOf(at, settings);
  const on = mapped(state, (it) => it > 0);
  const forced = setIn([managed], 'EnableFirewall', plistFlag);
  const decided: Known<'accept' | 'drop'> = mapped(on, (it) => (it ? 'drop' : 'accept'));
  const filtering = filteringOf(at, on);
  const data: Firewall = {
    filtering: tell(at, 'filtering', filtering),
    defaultInbound: tell(at, 'defaultInbound', filtering.why ? filtering : decided),
    hooks: [],
    profiles: [{
      name: 'all',
      enabled: tell(at, 'profiles[].enabled', on),
      defaultInbound: tell(at, 'profiles[].defaultInbound', decided),
      blockAll: tell(at, 'profiles[].blockAll', blockAll(at, state)),
      stealth: tell(at, 'profiles[].stealth', stealth(at, settings)),
      logsDropped: tell(at, 'profiles[].logsDropped', logging(settings)),
      byPolicy: tell(at, 'profiles[].byPolicy', mapped(forced, (it) => it !== null)),
    }],
    allowed: allowedBy(at, settings),
    products: [{ name: 'macos-firewall', enabledAtBoot: tell(at, 'products[].enabledAtBoot', on) }],
  };
  return { data, missing: at.missing() };
}

/** `Firewall is enabled. (State = 1)`: the number, not the words. What the program and an old file say must agree. */
function stateOf(at: At, settings: Parameters<typeof setIn>[0][number]): Known<State> {
  const text = printed(at, 'state', all);
  const told = mapped(text, (it) => stateIn(/\(State = (\d)\)/.exec(it)?.[1]), 'socketfilterfw --getglobalstate');
  const stored = setIn([settings], 'globalstate', (value) => stateIn(String(plistNumber(value))));
  if (told.value !== undefined && typeof stored.value === 'number' && (told.value > 0) !== (stored.value > 0)) return { why: { reason: 'unreadable', detail: 'socketfilterfw and com.apple.alf contradict each other' } };
  return told.why && typeof stored.value === 'number' ? known(stored.value) : told;
}

function stateIn(digit: string | undefined): State | undefined {
  return digit === '0' ? 0 : digit === '1' ? 1 : digit === '2' ? 2 : undefined;
}

/** `Firewall has block all state set to enabled.` since macOS 13, `Block all INCOMING connections enabled.` before; state 2 says it too. */
function blockAll(at: At, state: Known<State>): Known<boolean> {
  if (state.value === 2) return known(true);
  const line = mapped(printed(at, 'state', all), (text) => wordIn(text, /block all[^\n]{0,80}\b(enabled|disabled)\b/i), 'socketfilterfw --getblockall');
  return state.why ? state : firstKnown(line, known(false));
}

/** `Stealth mode enabled`, or `Firewall stealth mode is on`. */
function stealth(at: At, settings: Parameters<typeof setIn>[0][number]): Known<boolean> {
  const line = mapped(printed(at, 'state', all), (text) => wordIn(text, /stealth mode (?:is )?(enabled|disabled|on|off)\b/i), 'socketfilterfw --getstealthmode');
  const stored = setIn([settings], 'stealthenabled', plistFlag);
  return line.why && stored.value !== null && stored.value !== undefined ? known(stored.value) : line;
}

function wordIn(text: string, pattern: RegExp): boolean | undefined {
  const word = pattern.exec(text)?.[1]?.toLowerCase();
  return word === undefined ? undefined : word === 'enabled' || word === 'on';
}

function logging(settings: Parameters<typeof setIn>[0][number]): Known<boolean> {
  const stored = setIn([settings], 'loggingenabled', plistFlag);
  return stored.why ? stored : stored.value === null ? { why: { reason: 'not-visible-from-here', detail: 'macOS 15 and newer keep no such setting' } } : known(stored.value);
}

/** Off and no packet filter: nothing is refused. `Status: Disabled` is how pfctl says it. */
function filteringOf(at: At, on: Known<boolean>): Known<boolean> {
  if (on.value !== false) return on;
  const packets = mapped(printed(at, 'packets', all), (text) => wordIn(text, /^Status: (Enabled|Disabled)\b/m), 'pfctl -s info');
  if (packets.why) return packets;
  return packets.value ? { why: { reason: 'not-visible-from-here', detail: 'the packet filter works, its rules are not read' } } : known(false);
}

/** Programs of the list that are let in: state 0 of an entry lets in, 2 refuses. */
function allowedBy(at: At, settings: Parameters<typeof setIn>[0][number]): Firewall['allowed'] {
  const list = firstSet(setIn([settings], 'applications', (value) => dictsOf(value)));
  if (list.why) return at.lack('allowed', list.why);
  if (list.value === null) return at.lack('allowed', { reason: 'not-visible-from-here', detail: 'macOS 15 and newer keep the list of programs elsewhere' });
  const programs = list.value.flatMap((item) => {
    const name = plistText(item['bundleid'], 255) ?? plistText(item['path'], 255);
    return name === undefined || plistNumber(item['state']) !== 0 ? [] : [name];
  });
  return sortedBy([...new Set(programs)], (name) => name).map((name) => ({ protocol: 'any', port: null, from: null, program: name }));
}
