import { createHash } from 'node:crypto';
import type { Certificates } from '../../../wire/sections/certificates.ts';
import type { Known } from '../../host/known.ts';
import { mapped } from '../../host/known.ts';
import { program } from '../../host/mac.ts';
import { printed } from '../../host/mac-known.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { certificateFacts } from './x509.ts';

const keychain = '/Library/Keychains/System.keychain';

const sources = {
  /** Every certificate of the computer in PEM; keys are not touched. See security(1). */
  stored: program('/usr/bin/security', ['find-certificate', '-a', '-p', keychain], { maxBytes: 8 * 1024 * 1024 }),
  /** Certificates to which the private key is there, by SHA-1 and name. */
  identities: program('/usr/bin/security', ['find-identity', keychain]),
  /** Certificates that an administrator or a profile made trusted, by name. */
  trusted: program('/usr/bin/security', ['dump-trust-settings', '-d'], { maxBytes: 4 * 1024 * 1024 }),
} as const satisfies Sources;

type At = Look<typeof sources>;
type Told = NonNullable<ReturnType<typeof certificateFacts>>;
type Root = NonNullable<Certificates['addedRoots']>[number];

export const macos: PlatformFact<Certificates> = { sources: () => sources, parse };

interface Stored extends Told {
  readonly sha1: string;
}

function parse(answers: Answers): Parsed<Certificates> {
  const at = look(answers, sources);
  const stored = mapped(printed(at, 'stored', sources), certificatesIn, 'security find-certificate');
  return { data: { certificates: certificatesOf(at, stored), addedRoots: rootsOf(at, stored) }, missing: at.missing() };
}

/** What the computer proves itself with: all but authorities, which are there to be trusted and not to be shown. */
function certificatesOf(at: At, stored: Known<Stored[]>): Certificates['certificates'] {
  if (stored.why) return at.lack('certificates', stored.why);
  const identities = mapped(printed(at, 'identities', sources), identitiesIn, 'security find-identity');
  const own = stored.value.filter(({ uses, sha1 }) => identities.value?.has(sha1) || !uses?.includes('ca'));
  if (own.some(({ names }) => names === undefined)) at.lack('certificates[].names', { reason: 'unreadable', detail: keychain });
  if (own.some(({ signature }) => signature === undefined)) at.lack('certificates[].signature', { reason: 'unreadable', detail: keychain });
  if (own.length > 0) at.lack('certificates[].usedBy', { reason: 'not-visible-from-here', detail: 'programs find certificates of a keychain by themselves' });
  if (identities.why) at.lack('certificates', identities.why);
  return sortedBy(own.map(({ sha1, ...facts }) => ({ ...facts, place: keychain, privateKey: identities.why ? at.lack('certificates[].privateKey', identities.why) : identities.value.has(sha1) })), ({ fingerprint }) => fingerprint);
}

/** Blocks of PEM; an empty keychain prints none. */
function certificatesIn(text: string): Stored[] | undefined {
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{1,65536})-----END CERTIFICATE-----/g)].map(([, body = '']) => Buffer.from(body, 'base64'));
  if (blocks.length === 0 && text !== '') return undefined;
  const all = blocks.map((der) => {
    const facts = certificateFacts(der);
    return facts && { ...facts, sha1: createHash('sha1').update(der).digest('hex') };
  });
  const whole = all.filter((one) => one !== undefined);
  return whole.length < all.length ? undefined : [...new Map(whole.map((one) => [one.fingerprint, one])).values()];
}

/** `  1) 5D5F…  "com.apple.systemdefault"`, once for all and once for those that are valid. */
function identitiesIn(text: string): ReadonlySet<string> | undefined {
  if (!/^[ \t]*\d{1,6} (?:valid )?identities found/m.test(text)) return undefined;
  return new Set([...text.matchAll(/^[ \t]{1,16}\d{1,6}\) ([0-9A-F]{40}) "/gim)].map(([, sha1 = '']) => sha1.toLowerCase()));
}

/** Names tell which certificate is meant; one that is in no keychain of the computer leaves the list open. Who added it is not told. */
function rootsOf(at: At, stored: Known<Stored[]>): Root[] | undefined {
  const reading = at.one('trusted');
  const none = reading.state === 'read' && /No Trust Settings were found/.test(`${reading.text}\n${reading.stderr ?? ''}`);
  const names = none ? ({ value: [] } as Known<string[]>) : mapped(printed(at, 'trusted', sources), trustedIn, 'security dump-trust-settings -d');
  if (names.why) return at.lack('addedRoots', names.why);
  if (names.value.length === 0) return [];
  if (stored.why) return at.lack('addedRoots', stored.why);
  const found = names.value.map((name) => stored.value.filter(({ subject }) => isNamed(subject ?? '', name)));
  const lost = names.value.find((_name, index) => found[index]?.length === 0);
  if (lost !== undefined) at.lack('addedRoots', { reason: 'not-visible-from-here', detail: `"${lost}" is not in ${keychain}` });
  const roots = new Map(found.flat().map(({ fingerprint, subject, validUntil }) => [fingerprint, { fingerprint, subject, validUntil, by: 'unknown' as const }]));
  return lost !== undefined && roots.size === 0 ? undefined : sortedBy([...roots.values()], ({ fingerprint }) => fingerprint);
}

/** The name that macOS shows is the common name, else the unit or the organization. */
function isNamed(subject: string, name: string): boolean {
  const shown = ['CN', 'OU', 'O'].map((part) => new RegExp(`(?:^|, )${part}=(.*?)(?=, [A-Za-z.\\d]{1,64}=|$)`).exec(subject)?.[1]).find((part) => part !== undefined);
  return shown?.replaceAll('\\', '') === name;
}

/** `Cert 0: NAME`, `Number of trust settings : N`, and per setting a result; no setting, or one without a result, is trust for everything. */
function trustedIn(text: string): string[] | undefined {
  const [heading = '', ...certificates] = text.split(/^Cert \d{1,6}: /m);
  if (!/^Number of trusted certs = \d/m.test(heading)) return undefined;
  return certificates.flatMap((block) => {
    const settings = block.split(/^[ \t]*Trust Setting \d{1,4}:/m).slice(1);
    const results = settings.map((setting) => /^[ \t]*Result Type\s*: (\w{1,64})/m.exec(setting)?.[1] ?? 'kSecTrustSettingsResultTrustRoot');
    const trusts = settings.length === 0 || results.some((result) => /ResultTrust(?:Root|AsRoot)$/.test(result));
    return trusts ? [(block.split('\n')[0] ?? '').trim()] : [];
  });
}
