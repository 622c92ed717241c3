import type { Mfa } from '../../../wire/sections/mfa.ts';
import { known, mapped, tell } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import { hasRdp, rdpEnabled, rdpSources } from '../../host/rdp-settings.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { authentication } from '../../host/sshd-settings.ts';
import { overlaid } from '../../host/sshd-config.ts';
import { whyNoWindowsConfig, windowsSshdConfig, windowsSshdSources } from '../../host/sshd-windows.ts';
import { serviceNamed, servicesOf, serviceSources, startsItself } from '../../host/windows-services.ts';
import type { WindowsServices } from '../../host/windows-services.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { credentialSources, duoProvider, signInScreen } from './credential-providers.ts';
import { proofLine, sortedProof } from './verdict.ts';
import { consoleDemand, duoFailsOpen, duoWindowsSources, remoteDemand, smartCardRequired } from './windows-entries.ts';
import type { Demand, Screen } from './windows-entries.ts';
import { helloForBusiness, helloSources, helloUsed } from './windows-hello.ts';

const sources = {
  ...credentialSources,
  ...duoWindowsSources,
  ...helloSources,
  ...rdpSources,
  ...serviceSources,
  ...windowsSshdSources,
  /** The extension of the network policy server by which a VPN or gateway asks Entra ID for a second step. */
  azureMfa: hklm(String.raw`SOFTWARE\Microsoft\AzureMfa`, ['REQUIRE_USER_MATCH']),
} as const satisfies Sources;

type At = Look<typeof sources>;
type EntryPoint = NonNullable<Mfa['entryPoints']>[number];

/**
 * What is demanded at the sign-in screen of Windows, over Remote Desktop, over OpenSSH, and at a VPN server. Products are
 * taken at what they enforce on this computer; whom their console lets off is not seen from here.
 */
export const windows: PlatformFact<Mfa> = { sources: () => sources, parse };

function parse(answers: Answers): Parsed<Mfa> {
  const at = look(answers, sources);
  const services = servicesOf(at);
  const around: Screen = { at, screen: signInScreen(at), hello: helloUsed(at) };
  const entryPoints = [
    ...entry(at, 'console', { installed: known(true), present: known(true) }, () => consoleDemand(around)),
    ...entry(at, 'rdp', { installed: hasRdp(at), present: rdpEnabled(at, services) }, () => remoteDemand(around)),
    ...entry(at, 'ssh', byService(services, 'sshd'), () => sshDemand(at, answers)),
    // Routing and Remote Access is part of Windows and disabled until somebody makes a VPN server of it.
    ...entry(at, 'vpn', { installed: startsItself(services, 'RemoteAccess'), present: known(true) }, () => vpnDemand),
  ];
  return {
    data: { entryPoints, providers: providersOf(at, around), helloForBusiness: helloForBusiness(at), smartCardRequired: tell(at, 'smartCardRequired', smartCardRequired(at)) },
    missing: at.missing(),
  };
}

/** One way in, as far as it is installed; nothing is said of one that is not. */
function entry(at: At, name: EntryPoint['entry'], { installed, present }: WayIn, demand: () => Demand): EntryPoint[] {
  const field = <T>(path: string, { value, why }: Known<T>) => (why ? at.lack(`entryPoints[].${path}`, { ...why, detail: `${name}: ${why.detail ?? ''}` }) : value);
  if (installed.why) at.lack('entryPoints', { ...installed.why, detail: `whether there is ${name}` });
  if (!installed.value) return [];
  const { state, methods, failsOpen, proof, hole } = demand();
  // A list of which a part is hidden is known in part; an empty one would look whole.
  const some = <T>(path: string, list: T[]): T[] | undefined => {
    const why = hole ?? (list.length === 0 ? state.why : undefined);
    if (why) field(path, { why });
    return why && list.length === 0 ? undefined : list;
  };
  return [{ entry: name, present: field('present', present), state: field('state', state), methods: some('methods', sortedSet(methods)), failsOpen: field('failsOpen', failsOpen), proof: some('proof', sortedProof(proof)) }];
}

interface WayIn {
  readonly installed: Known<boolean>;
  readonly present: Known<boolean>;
}

function byService(services: WindowsServices, name: string): WayIn {
  return { installed: mapped(serviceNamed(services, name), (service) => service !== null), present: startsItself(services, name) };
}

const byItsPolicy = { reason: 'not-visible-from-here', detail: 'the network policy server behind it decides' } as const;
const vpnDemand: Demand = { state: { why: byItsPolicy }, methods: [], failsOpen: { why: byItsPolicy }, proof: [] };

/** OpenSSH for Windows has a password and a key; two of them one after the other are two steps. No credential provider is asked. */
function sshDemand(at: At, answers: Answers): Demand {
  const config = windowsSshdConfig(answers);
  if (!config) return hidden(whyNoWindowsConfig(at));
  const blocks = [config.everybody, ...config.matches.map((match) => overlaid(match, config.everybody))];
  const ways = blocks.map((block) => authentication(block));
  const why = ways.flatMap((way) => [way.methods, way.password, way.publicKey]).find((it) => it.why)?.why;
  if (why) return hidden(why);
  const two = ways.map(({ methods }) => {
    const lists = (methods.value ?? []).map((list) => new Set(list.split(',').map((method) => method.replace(/:.*$/, ''))).size > 1);
    return lists.length === 0 ? 'none' : lists.every(Boolean) ? 'all' : lists.some(Boolean) ? 'some' : 'none';
  });
  const file = windowsSshdSources.sshdConfig.path;
  const proof = ways.flatMap((way) => (['methods', 'password', 'publicKey'] as const).flatMap((name) => {
    const { line } = way[name];
    return line ? [proofLine(file, line.line, `${line.keyword} ${line.args.join(' ')}`)] : [];
  }));
  const state = two.every((it) => it === 'all') ? 'enforced' : two.every((it) => it === 'none') ? 'absent' : 'optional';
  return { state: known(state), methods: state === 'absent' ? [] : ['publickey+password'], failsOpen: known(false), proof };
}

function hidden(why: NonNullable<Known<never>['why']>): Demand {
  return { state: { why }, methods: [], failsOpen: { why }, proof: [] };
}

/** Providers that can ask for a second step, and those of other makers. */
function providersOf(at: At, { screen }: Screen): Mfa['providers'] {
  if (screen.why) at.lack('providers', screen.why);
  const found = screen.providers.filter(({ ofWindows, secondStep }) => !ofWindows || secondStep).map(({ id, name, secondStep, enabled, ofWindows }) => {
    const open: Known<boolean | null> = ofWindows ? known(null) : id === duoProvider ? duoFailsOpen(at) : { why: { reason: 'not-visible-from-here', detail: name ?? id } };
    return {
      id,
      name,
      secondStep: secondStep ?? at.lack('providers[].secondStep', { reason: 'not-visible-from-here', detail: `${name ?? id} is not known` }),
      enabled: screen.why && enabled ? at.lack('providers[].enabled', screen.why) : enabled,
      failsOpen: tell(at, 'providers[].failsOpen', open),
    };
  });
  const radius = keysOf(at, 'azureMfa');
  if (radius.why) at.lack('providers', radius.why);
  // Without an answer of Entra ID the extension drops the request ("NPS extension", errors): it never lets in for that.
  const nps = radius.keys.length > 0 ? [{ id: 'azure-mfa-nps', name: 'Entra multifactor extension of the network policy server', secondStep: true, enabled: true, failsOpen: false }] : [];
  return screen.why && found.length + nps.length === 0 ? undefined : sortedBy([...found, ...nps], ({ id }) => id);
}
