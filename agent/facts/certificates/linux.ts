import type { Certificates } from '../../../wire/sections/certificates.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look, part, printable } from '../../host/reading.ts';
import type { Answers, Reading, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';
import type { Named } from './named.ts';
import { isPlain, namedBy, namingSources } from './named.ts';
import { certificatesIn } from './pem.ts';
import type { CertificateFacts } from './x509.ts';
import { certificateFacts } from './x509.ts';

type Entry = NonNullable<Certificates['certificates']>[number];
type Root = NonNullable<Certificates['addedRoots']>[number];

const small = { maxBytes: 512 * 1024, maxFiles: 500 } as const;

const sources = {
  ...namingSources,
  /** certbot: one folder for each name; for root alone. The key beside it is never opened. */
  letsEncrypt: { kind: 'files', pattern: '/etc/letsencrypt/live/*/cert.pem', ...small },
  letsEncryptKeys: { kind: 'names', pattern: '/etc/letsencrypt/live/*/privkey.pem' },
  cockpit: { kind: 'files', pattern: '/etc/cockpit/ws-certs.d/*.cert', ...small },
  cockpitKeys: { kind: 'names', pattern: '/etc/cockpit/ws-certs.d/*.key' },
  /** Names of keys only: a certificate beside a key of the same name is the computer's own. */
  privateNames: { kind: 'names', pattern: '/etc/ssl/private/*' },
  privateNamesRedHat: { kind: 'names', pattern: '/etc/pki/tls/private/*' },
  /** Where an administrator adds authorities: Debian, Red Hat, SUSE, Arch; see update-ca-certificates(8) and update-ca-trust(8). */
  rootsDebian: { kind: 'files', pattern: '/usr/local/share/ca-certificates/*.crt', ...small, encoding: 'base64' },
  rootsDebianBelow: { kind: 'files', pattern: '/usr/local/share/ca-certificates/*/*.crt', ...small, encoding: 'base64' },
  rootsRedHat: { kind: 'files', pattern: '/etc/pki/ca-trust/source/anchors/*', ...small, encoding: 'base64' },
  rootsSuse: { kind: 'files', pattern: '/etc/pki/trust/anchors/*', ...small, encoding: 'base64' },
  rootsArch: { kind: 'files', pattern: '/etc/ca-certificates/trust-source/anchors/*', ...small, encoding: 'base64' },
} as const satisfies Sources;

type At = Look<typeof sources>;

export const linux: PlatformFact<Certificates> = {
  sources: () => sources,
  more: { follows: 'certificates that settings of services name, certificates of the same name as a key in /etc/ssl/private; of keys only whether they are there', sources: (answers) => certificateSources(look(answers, sources)) },
  parse,
};

/** A certificate to read, whose key is named or expected at a place, and who uses it. */
interface Wanted {
  readonly path: string;
  readonly key: string | undefined;
  readonly by: readonly string[];
}

function wantedOf(at: At): Wanted[] {
  const named = namedBy(at).named.filter(({ path }) => !path.startsWith('/etc/letsencrypt/live/') || !path.endsWith('/cert.pem'));
  const beside = [...at.all('privateNames').entries.map(({ path }) => ({ path, folder: '/etc/ssl/certs' })), ...at.all('privateNamesRedHat').entries.map(({ path }) => ({ path, folder: '/etc/pki/tls/certs' }))];
  const paired = beside.flatMap(({ path, folder }): Named[] => {
    const name = /\/([\w.@-]+)\.(?:key|pem)$/.exec(path)?.[1];
    return name === undefined ? [] : (folder === '/etc/ssl/certs' ? ['pem', 'crt'] : ['crt', 'pem']).map((ending) => ({ path: `${folder}/${name}.${ending}`, key: path, by: '' }));
  });
  const groups = Map.groupBy([...named, ...paired].filter(({ path }) => isPlain(path)), ({ path }) => path);
  return [...groups].slice(0, 500).map(([path, found]) => ({ path, key: found.find(({ key }) => key !== undefined)?.key, by: sortedSet(found.flatMap(({ by }) => by || [])) }));
}

function certificateSources(at: At): Sources {
  const wanted = wantedOf(at);
  const keys = sortedSet(wanted.flatMap(({ key }) => (key !== undefined && /^\/[\w.@%+=,~/-]{1,500}$/.test(key) && !key.split('/').includes('..') ? [key] : [])));
  return {
    ...Object.fromEntries(wanted.map(({ path }) => [`certificate ${path}`, { kind: 'files', pattern: path, maxBytes: 512 * 1024, trust: 'root' }])),
    ...Object.fromEntries(keys.map((path) => [`key ${path}`, { kind: 'names', pattern: path }])),
  };
}

function parse(answers: Answers): Parsed<Certificates> {
  const at = look(answers, sources);
  return { data: { certificates: certificatesOf(at, answers), addedRoots: rootsOf(at) }, missing: at.missing() };
}

function certificatesOf(at: At, answers: Answers): Entry[] | undefined {
  const { why } = namedBy(at);
  const hidden = (['letsEncrypt', 'cockpit', 'privateNames', 'privateNamesRedHat'] as const).map((source) => whyUnread(at, source)).find((it) => it !== undefined);
  if (why ?? hidden) at.lack('certificates', why ?? hidden ?? { reason: 'denied' });
  const byName = wantedOf(at).flatMap(({ path, key, by }) => {
    const answer = answers[`certificate ${path}`];
    const reading = answer?.kind === 'many' ? (answer.entries[0]?.reading ?? (answer.incomplete ? ({ state: 'failed', reason: answer.incomplete.reason, detail: answer.incomplete.detail } as const) : undefined)) : undefined;
    return reading === undefined ? [] : entriesOf(at, reading, { place: path, by, privateKey: keyThere(at, answers, { path, key, reading }) });
  });
  const ofCertbot = at.all('letsEncrypt').entries.flatMap(({ path, reading }) => {
    const keys = new Set(at.all('letsEncryptKeys').entries.map((entry) => part(entry.path, 4)));
    const users = namedBy(at).named.filter((one) => one.path.startsWith(`/etc/letsencrypt/live/${part(path, 4)}/`)).map(({ by }) => by);
    const unread = whyUnread(at, 'letsEncryptKeys');
    return entriesOf(at, reading, { place: path, by: sortedSet(users), privateKey: keys.has(part(path, 4)) ? true : unread ? at.lack('certificates[].privateKey', unread) : false });
  });
  const ofCockpit = at.all('cockpit').entries.flatMap(({ path, reading }) => {
    const unread = whyUnread(at, 'cockpitKeys');
    const key = at.all('cockpitKeys').entries.some((entry) => entry.path === path.replace(/\.cert$/, '.key')) || (reading.state === 'read' && /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(reading.text));
    return entriesOf(at, reading, { place: path, by: ['cockpit'], privateKey: key ? true : unread ? at.lack('certificates[].privateKey', unread) : false });
  });
  const all = [...byName, ...ofCertbot, ...ofCockpit];
  if (at.missing().some(({ path }) => path === 'certificates') && all.length === 0) return undefined;
  const unique = new Map(all.map((one) => [`${one.fingerprint}\0${one.place}`, one]));
  return sortedBy([...unique], ([key]) => key).map(([, one]) => one);
}

/** Whether the key is there: by its name, or in the same file. */
function keyThere(at: At, answers: Answers, { path, key, reading }: { path: string; key: string | undefined; reading: Reading }): boolean | undefined {
  if (reading.state === 'read' && /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(reading.text)) return true;
  if (key === undefined || key === path) return reading.state === 'read' ? false : at.lack('certificates[].privateKey', { reason: 'denied', detail: path });
  const answer = answers[`key ${key}`];
  if (answer?.kind !== 'many') return at.lack('certificates[].privateKey', { reason: 'not-visible-from-here', detail: 'the key is named in a way that is not followed' });
  return answer.entries.length > 0 ? true : answer.incomplete ? at.lack('certificates[].privateKey', answer.incomplete) : false;
}

interface About {
  readonly place: string;
  readonly by: readonly string[];
  readonly privateKey: boolean | undefined;
}

/** The first certificate of a file is the computer's own; those behind it lead to the authority. */
function entriesOf(at: At, reading: Reading, { place, by, privateKey }: About): Entry[] {
  if (reading.state === 'failed') {
    at.lack('certificates', reading);
    return [];
  }
  if (reading.state !== 'read') return [];
  const { certificates, unreadable } = certificatesIn(reading.text);
  const [own] = certificates;
  if (unreadable > 0 || own === undefined) at.lack('certificates', { reason: 'unreadable', detail: place });
  if (own === undefined) return [];
  for (const field of ['names', 'signature'] as const) if (own[field] === undefined) at.lack(`certificates[].${field}`, { reason: 'unreadable', detail: place });
  return [{ ...own, place: printable(place, 512), usedBy: [...by].slice(0, 16), ...(privateKey === undefined ? {} : { privateKey }) }];
}

const rootNames = ['rootsDebian', 'rootsDebianBelow', 'rootsRedHat', 'rootsSuse', 'rootsArch'] as const;

/** Authorities that an administrator added, PEM or DER. Those that a package brings stand elsewhere and are the maker's choice. */
function rootsOf(at: At): Root[] | undefined {
  const why = rootNames.map((source) => whyUnread(at, source)).find((it) => it !== undefined);
  if (why) at.lack('addedRoots', why);
  const found = rootNames.flatMap((source) => at.all(source).entries).flatMap(({ path, reading }): CertificateFacts[] => {
    if (reading.state !== 'read') return [];
    const bytes = Buffer.from(reading.text, 'base64');
    const text = bytes.toString('latin1');
    const { certificates, unreadable } = text.includes('-----BEGIN') ? certificatesIn(text) : { certificates: [certificateFacts(bytes)].filter((one) => one !== undefined), unreadable: 0 };
    if (certificates.length === 0 || unreadable > 0) at.lack('addedRoots', { reason: 'unreadable', detail: path });
    return certificates;
  });
  if (at.missing().some(({ path }) => path === 'addedRoots') && found.length === 0) return undefined;
  const unique = new Map(found.map((one) => [one.fingerprint, one]));
  if (found.some(({ validUntil }) => validUntil === undefined)) at.lack('addedRoots[].validUntil', { reason: 'unreadable', detail: 'no date' });
  return sortedBy([...unique.values()], ({ fingerprint }) => fingerprint).map(({ fingerprint, subject, validUntil }) => ({ fingerprint, subject, ...(validUntil === undefined ? {} : { validUntil }), by: 'administrator' }));
}
