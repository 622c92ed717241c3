import type { Certificates } from '../../../wire/sections/certificates.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { RegistryKey } from '../../host/registry.ts';
import { hklm, keysOf, registryBytes, registryText } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import { shippedRoots } from './windows-roots.ts';
import { storedCertificate } from './windows-store.ts';
import { certificateFacts } from './x509.ts';

const stores = String.raw`SOFTWARE\Microsoft\SystemCertificates`;

const sources = {
  /** Certificates of the computer, each under its SHA-1. A private key lies elsewhere and is not touched. */
  own: hklm(String.raw`${stores}\MY\Certificates\*`, ['Blob']),
  remoteDesktop: hklm(String.raw`${stores}\Remote Desktop\Certificates\*`, ['Blob']),
  webHosting: hklm(String.raw`${stores}\WebHosting\Certificates\*`, ['Blob']),
  /** Trusted authorities: of the computer, from the maker's program, by policy, and from the directory. */
  roots: hklm(String.raw`${stores}\ROOT\Certificates\*`, ['Blob']),
  programRoots: hklm(String.raw`${stores}\AuthRoot\Certificates\*`, []),
  policyRoots: hklm(String.raw`SOFTWARE\Policies\Microsoft\SystemCertificates\Root\Certificates\*`, ['Blob']),
  directoryRoots: hklm(String.raw`SOFTWARE\Microsoft\EnterpriseCertificates\Root\Certificates\*`, ['Blob']),
  /** Which certificate a service goes by. */
  rdp: hklm(String.raw`SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp`, ['SSLCertificateSHA1Hash', 'SelfSignedCertificate']),
  winrm: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener\*`, ['certThumbprint', 'enabled']),
  web: hklm(String.raw`SYSTEM\CurrentControlSet\Services\HTTP\Parameters\SslBindingInfo\*`, ['SslCertHash']),
  sqlServer: hklm(String.raw`SOFTWARE\Microsoft\Microsoft SQL Server\*\MSSQLServer\SuperSocketNetLib`, ['Certificate']),
} as const satisfies Sources;

type At = Look<typeof sources>;
type Certificate = NonNullable<Certificates['certificates']>[number];
type Root = NonNullable<Certificates['addedRoots']>[number];

/**
 * The stores of the computer as they lie in the registry: keys named by SHA-1, in each a list of properties with the
 * certificate among them ([MS-GPEF] 2.2.1.1.1). So nothing is started and no key is opened.
 */
export const windows: PlatformFact<Certificates> = { sources: () => sources, parse };

const places = { own: String.raw`LocalMachine\My`, remoteDesktop: String.raw`LocalMachine\Remote Desktop`, webHosting: String.raw`LocalMachine\WebHosting` } as const;

function parse(answers: Answers): Parsed<Certificates> {
  const at = look(answers, sources);
  const users = usersOf(at);
  const asked = (['own', 'remoteDesktop', 'webHosting'] as const).map((source) => ({ place: places[source], ...keysOf(at, source) }));
  const why = asked.find((it) => it.why)?.why;
  if (why) at.lack('certificates', why);
  const found = asked.flatMap(({ place, keys }) => keys.flatMap((key) => certificateIn(at, key, { place, users })));
  const data: Certificates = {
    ...(why && found.length === 0 ? {} : { certificates: sortedBy(found, ({ fingerprint, place }) => `${fingerprint} ${place}`) }),
    addedRoots: rootsOf(at),
  };
  return { data, missing: at.missing() };
}

interface Place {
  readonly place: string;
  /** Undefined where not all settings that name a certificate were read. */
  readonly users: ReadonlyMap<string, readonly string[]> | undefined;
}

function certificateIn(at: At, key: RegistryKey, { place, users }: Place): Certificate[] {
  const stored = storedCertificate(registryBytes(key.value('Blob')) ?? undefined);
  const facts = stored && certificateFacts(stored.der);
  if (!facts) return at.lack('certificates', { reason: 'unreadable', detail: key.path }) ?? [];
  if (facts.names === undefined) at.lack('certificates[].names', { reason: 'unreadable', detail: key.path });
  if (facts.signature === undefined) at.lack('certificates[].signature', { reason: 'unreadable', detail: key.path });
  const own = place === places.remoteDesktop ? ['rdp'] : [];
  return [{ ...facts, place, privateKey: stored.hasKey, usedBy: users && sortedSet([...(users.get(key.name.toLowerCase()) ?? []), ...own]) }];
}

/** Services by the SHA-1 of the certificate they go by. */
function usersOf(at: At): ReadonlyMap<string, readonly string[]> | undefined {
  const asked = { rdp: keysOf(at, 'rdp'), winrm: keysOf(at, 'winrm'), web: keysOf(at, 'web'), sql: keysOf(at, 'sqlServer') };
  const why = Object.values(asked).find((it) => it.why)?.why;
  if (why) return at.lack('certificates[].usedBy', why);
  const hash = (key: RegistryKey, name: string) => registryBytes(key.value(name))?.toString('hex') ?? '';
  const word = (key: RegistryKey, name: string) => registryText(key.value(name))?.replaceAll(' ', '').toLowerCase() ?? '';
  const pairs = [
    ...asked.rdp.keys.map((key) => [hash(key, 'SSLCertificateSHA1Hash'), 'rdp'] as const),
    ...asked.winrm.keys.map((key) => [word(key, 'certThumbprint'), 'winrm'] as const),
    ...asked.web.keys.map((key) => [hash(key, 'SslCertHash'), 'http.sys'] as const),
    ...asked.sql.keys.map((key) => [word(key, 'Certificate'), 'sql-server'] as const),
  ].filter(([sha1]) => /^[0-9a-f]{40}$/.test(sha1));
  return new Map([...Map.groupBy(pairs, ([sha1]) => sha1)].map(([sha1, all]) => [sha1, all.map(([, user]) => user)]));
}

/** Authorities that neither Windows brought nor the maker's program. Who added one to the store itself is not told. */
function rootsOf(at: At): Root[] | undefined {
  const asked = { roots: keysOf(at, 'roots'), program: keysOf(at, 'programRoots'), policy: keysOf(at, 'policyRoots'), directory: keysOf(at, 'directoryRoots') };
  const why = Object.values(asked).find((it) => it.why)?.why;
  if (why) return at.lack('addedRoots', why);
  const shipped = new Set([...shippedRoots, ...asked.program.keys.map(({ name }) => name.toLowerCase())]);
  const found = [
    ...[...asked.policy.keys, ...asked.directory.keys].flatMap((key) => rootIn(at, key, 'policy')),
    ...asked.roots.keys.filter(({ name }) => !shipped.has(name.toLowerCase())).flatMap((key) => rootIn(at, key, 'administrator')),
  ];
  const first = new Map(found.toReversed().map((root) => [root.fingerprint, root]));
  return sortedBy([...first.values()], ({ fingerprint }) => fingerprint);
}

function rootIn(at: At, key: RegistryKey, by: Root['by']): Root[] {
  const stored = storedCertificate(registryBytes(key.value('Blob')) ?? undefined);
  const facts = stored && certificateFacts(stored.der);
  return facts ? [{ fingerprint: facts.fingerprint, subject: facts.subject, validUntil: facts.validUntil, by }] : (at.lack('addedRoots', { reason: 'unreadable', detail: key.path }) ?? []);
}
