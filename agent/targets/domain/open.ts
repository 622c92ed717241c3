import { randomInt } from 'node:crypto';
import dns from 'node:dns';
import os from 'node:os';
import { failure } from '../../failure.ts';
import type { DomainSetting } from '../../settings.ts';
import type { OpenTarget, PrintedQuestion, TargetCheck, TargetContext } from '../target.ts';
import { usualSelectors } from './dkim.ts';
import { isPrivateAddress } from './names.ts';
import { makeResolver, serverOf } from './resolver.ts';
import type { ResolverOptions } from './resolver.ts';
import { scanDomain } from './scan.ts';

/** The network as a scan of a domain meets it; a test builds its own. */
export interface Internet {
  /** Name servers of this computer, as Node names them. */
  readonly servers: () => readonly string[];
  /** Addresses of this computer. */
  readonly ownAddresses: () => readonly string[];
  readonly isPrivate: (address: string) => boolean;
  readonly ports: { readonly dns: number; readonly http: number; readonly https: number };
  /** Authorities instead of those that come with the agent. */
  readonly ca?: readonly string[];
  /** How long one question to DNS and one page may take, in milliseconds. */
  readonly timeoutMs?: number;
}

const realInternet: Internet = {
  servers: () => dns.getServers(),
  ownAddresses: () => Object.values(os.networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address)),
  isPrivate: isPrivateAddress, ports: { dns: 53, http: 80, https: 443 },
};

/** How long all questions about one domain may take, in milliseconds. */
const patienceMs = 90_000;

/** Opens a domain that the settings declare. Asks nothing yet. */
export function openDomain(name: string, context: TargetContext, internet: Internet = realInternet): OpenTarget {
  const { settings, clock } = context;
  const setting = settings.domains.find((each) => each.name === name);
  if (!setting) throw failure('wrong-use', `The domain "${name}" is not declared; add it to "domains" in agent.yaml.`);
  const declared = settings.domains.map((each) => each.name);
  const resolver = () => {
    const servers = (setting.resolver === null ? internet.servers() : [setting.resolver]).map(serverOf);
    const timing: Partial<ResolverOptions> = internet.timeoutMs === undefined ? {} : { timeoutMs: internet.timeoutMs };
    return makeResolver({ servers, declared, follow: setting.follow, clock, random: () => randomInt(65_536), patienceMs, ...timing });
  };
  return {
    target: { kind: 'domain', id: name },
    scan: () => scanDomain({ setting, declared, context, internet, resolver: resolver(), until: clock.monotonicMs() + patienceMs }),
    questions: () => questionsAbout(setting),
    check: () => check(name, resolver()),
  };
}

async function check(name: string, { ask }: ReturnType<typeof makeResolver>): Promise<TargetCheck> {
  const { answer, server } = await ask(name, 'NS');
  if (answer.state === 'failed') return { ok: false, says: answer.why.detail ?? answer.why.reason, mend: 'name a resolver for this domain in agent.yaml, or let this computer ask DNS' };
  if (answer.state === 'none' && !answer.exists) return { ok: false, says: `${server} says that there is no ${name}`, mend: 'look at its spelling in "domains" of agent.yaml' };
  return { ok: true, says: `${server} answers for it` };
}

/** All that may be asked about a domain; further names below it where its records name them. */
function questionsAbout({ name, selectors, follow }: DomainSetting): PrintedQuestion[] {
  const dnsOf = (section: string, types: string, asks: string): PrintedQuestion => ({ section, question: `DNS ${types}`, asks });
  const all = [...new Set([...selectors, ...usualSelectors])].sort();
  return [
    dnsOf('dns', 'NS, CAA, DS, DNSKEY', name),
    dnsOf('mail', 'MX, TXT', name),
    dnsOf('mail', 'TXT', `_dmarc.${name}`),
    ...all.map((selector) => dnsOf('mail', 'TXT', `${selector}._domainkey.${name}`)),
    dnsOf('mail', 'TXT', `_mta-sts.${name}`),
    dnsOf('mail', 'TXT', `_smtp._tls.${name}`),
    { section: 'mail', question: 'page', asks: `https://mta-sts.${name}/.well-known/mta-sts.txt` },
    ...[name, `www.${name}`].flatMap((host): PrintedQuestion[] => [
      dnsOf('website', 'A, AAAA', host),
      { section: 'website', question: 'page', asks: `http://${host}/` },
      { section: 'website', question: 'page', asks: `https://${host}/` },
      { section: 'website', question: 'page', asks: `https://${host}/.well-known/security.txt` },
    ]),
    { section: 'dns', question: 'then', asks: 'the addresses of its mail and name servers, and of those the NS records, as far as they lie in declared domains' },
    { section: 'mail', question: 'then', asks: follow ? 'nested SPF records and DMARC of the domains above it, wherever they lie' : 'nested SPF records and DMARC of the domains above it, as far as they lie in declared domains' },
    { section: 'website', question: 'then', asks: 'redirects, as far as they lie in declared domains' },
  ];
}
