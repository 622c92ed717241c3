import { realClock } from '../../../../agent/clock.ts';
import type { Internet } from '../../../../agent/targets/domain/open.ts';
import { openDomain } from '../../../../agent/targets/domain/open.ts';
import type { TargetContext } from '../../../../agent/targets/target.ts';
import type { DomainSetting, Settings } from '../../../../agent/settings.ts';
import type { Scan } from '../../../../agent/scan.ts';
import { sections } from '../../../../wire/sections/list.ts';
import type { DomainSection, SectionData } from '../../../../wire/sections/list.ts';

/** What is said of the domains of a town; the first is the one that is scanned. */
export interface Town {
  readonly domains: readonly (Partial<DomainSetting> & { readonly name: string })[];
  readonly internet?: Partial<Internet>;
  readonly skip?: Settings['skip'];
  readonly networks?: Settings['networks'];
  readonly log?: (message: string) => void;
}

const nowhere = { dns: 1, http: 1, https: 1 };

/** The first domain of a town, opened as the agent opens it, with a network of the test. */
export function opened({ domains, internet, skip = [], networks = [], log = crash }: Town) {
  const full = domains.map((domain): DomainSetting => ({ selectors: [], resolver: null, follow: false, ...domain }));
  const settings = { skip, repositories: [], proxy: null, networks, 'schedule.at': '02:00', 'schedule.splay': 60, domains: full } as unknown as Settings;
  const clock = realClock(new AbortController().signal);
  const context: TargetContext = { settings, clock, platform: 'linux', privileged: true, uid: 0, version: '0.1.0', log };
  return openDomain(full[0]?.name ?? '', context, { servers: () => ['127.0.0.1:1'], ownAddresses: () => ['192.0.2.10'], isPrivate: () => false, ports: nowhere, timeoutMs: 300, ...internet });
}

function crash(message: string): never {
  throw new Error(message);
}

/** What a scan says in one section: its facts, checked against the schema of the wire, and the gaps as `path reason`. */
export function said<Name extends DomainSection>({ sections: scanned }: Scan, name: Name): { facts: SectionData<Name>; gaps: string[] } {
  const content = scanned[name]?.content;
  if (!content) throw new Error(`${name} is ${scanned[name]?.status}: ${scanned[name]?.reason} ${scanned[name]?.detail}`);
  const { data, missing } = JSON.parse(content.toString()) as { data: unknown; missing: { path: string; reason: string }[] };
  return { facts: sections[name].schema.parse(data) as SectionData<Name>, gaps: missing.map(({ path, reason }) => `${path} ${reason}`) };
}
