import type { Reason } from '../../../wire/reasons.ts';
import type { DomainSection, SectionVersion } from '../../../wire/sections/list.ts';
import type { Parsed } from '../../facts/fact.ts';
import { messageOf } from '../../failure.ts';
import { contentOf } from '../../scan.ts';
import type { Scan, ScannedSection } from '../../scan.ts';
import type { DomainSetting } from '../../settings.ts';
import type { TargetContext } from '../target.ts';
import { isInside } from '../../host/networks.ts';
import { readDns } from './dns.ts';
import { readMail } from './mail.ts';
import { isWithin } from './names.ts';
import type { Internet } from './open.ts';
import { startReading } from './reading.ts';
import type { Reader } from './reading.ts';
import type { Resolver } from './resolver.ts';
import { viewOf } from './view.ts';
import type { View } from './view.ts';
import { makeBrowser } from './web.ts';
import { readWebsite } from './website.ts';

/** One scan of one domain. */
export interface DomainScan {
  readonly setting: DomainSetting;
  /** All domains of the town. */
  readonly declared: readonly string[];
  readonly context: TargetContext;
  readonly internet: Internet;
  readonly resolver: Resolver;
  /** Monotonic clock at which no more is asked, milliseconds. */
  readonly until: number;
}

/** Versions as `wire/sections` has them; the type holds the two together. */
const versions: { readonly [Name in DomainSection]: SectionVersion<Name> } = { dns: 1, mail: 1, website: 1 };

type Read = (reader: Reader, view: View) => Promise<Parsed<Readonly<Record<string, unknown>>>>;

/** Reads the sections of a domain one after the other, so that nobody's server is asked in a rush. Never rejects. */
export async function scanDomain(order: DomainScan): Promise<Scan> {
  const { setting, declared, context, internet, resolver, until } = order;
  const { clock, settings } = context;
  const { isPrivate, ports, ca, timeoutMs } = internet;
  const startedAt = clock.now().toISOString();
  if (isAway(order)) return scanOf(order, startedAt, Object.fromEntries(Object.keys(versions).map((name) => [name, skipped(name as DomainSection, 'foreign-network', startedAt)])));
  const left = () => until - clock.monotonicMs();
  const browse = makeBrowser({ version: context.version, isPrivate, ports, left, ...(ca ? { ca } : {}), ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const allows = (host: string) => declared.some((domain) => isWithin(host, domain));
  const readers: Readonly<Record<DomainSection, Read>> = {
    dns: (reader, view) => readDns(setting.name, reader, view),
    mail: (reader) => readMail(setting, reader, browse),
    website: (reader) => readWebsite(setting.name, { reader, browse, allows }),
  };
  // What the view asks is about the name itself: it stands with the other lookups of that section.
  const first = startReading(resolver.ask);
  const seen: Resolver = { ...resolver, ask: first.ask, askServer: async (server, question) => first.noted(await resolver.askServer(server, question)) };
  const view = await viewOf({ domain: setting.name, resolver: seen, isPrivate, dnsPort: ports.dns }).catch((error: unknown): View => ({ compared: false, crash: messageOf(error) }));
  const sections: Partial<Record<DomainSection, ScannedSection>> = {};
  for (const [name, read] of Object.entries(readers) as [DomainSection, Read][]) {
    sections[name] = settings.skip.includes(name) ? skipped(name, 'switched-off', clock.now().toISOString()) : await readSection(name, read, { order, view, reader: name === 'dns' ? first : startReading(resolver.ask) });
  }
  return scanOf(order, startedAt, sections);
}

function scanOf({ setting, context }: DomainScan, startedAt: string, sections: Scan['sections']): Scan {
  const { platform, privileged } = context;
  return { target: { kind: 'domain', id: setting.name }, platform, privileged, bootId: null, startedAt, sections };
}

/** Whether this computer is in none of the networks that the town declared: there, anybody may answer in the name of the resolver. */
function isAway({ context: { settings }, internet }: DomainScan): boolean {
  return settings.networks.length > 0 && !internet.ownAddresses().some((address) => isInside(address, settings.networks));
}

function skipped(name: DomainSection, reason: Reason, startedAt: string): ScannedSection {
  return { status: 'skipped', reason, version: versions[name], missing: [], startedAt, durationMs: 0, sources: [] };
}

async function readSection(name: DomainSection, read: Read, { order, view, reader }: { order: DomainScan; view: View; reader: Reader }): Promise<ScannedSection> {
  const { context } = order;
  const { clock } = context;
  const [startedAt, begun] = [clock.now().toISOString(), clock.monotonicMs()];
  const result = await resultOf(view, () => read(reader, view));
  if ('crash' in result) context.log(`section ${name}: its reader failed, which is our bug: ${result.crash}`);
  return contentOf({ name, version: versions[name] }, result, { startedAt, durationMs: clock.monotonicMs() - begun, sources: reader.sources() });
}

type Result = Parsed<Readonly<Record<string, unknown>>> & { readonly crash?: string };

/** What is said when the resolver shows the inside of a network only, or when our own code fails on what hostile servers said. */
async function resultOf({ split, crash }: View, read: () => Promise<Result>): Promise<Result> {
  if (split !== undefined) return { failed: 'split-view', detail: split };
  const failed = (why: string): Result => ({ failed: 'unreadable', detail: `the reader failed: ${why}`, crash: why });
  return crash === undefined ? read().catch((error: unknown) => failed(messageOf(error))) : failed(crash);
}
