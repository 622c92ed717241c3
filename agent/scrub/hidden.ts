import type { Scrubbing } from './rules.ts';

/** Names that stand inside of bytes, such as a certificate or a value of the registry: others of the same length take their place, in one byte each or in UTF-16. */
function namesInBytes(bytes: Buffer, scrubbing: Scrubbing): Buffer {
  const one = changed(bytes.toString('latin1'), scrubbing, (word) => Buffer.from(word).toString('latin1'));
  const out = Buffer.from(one, 'latin1');
  for (const start of [0, 1]) {
    const length = Math.floor((out.length - start) / 2) * 2;
    if (length < 6) continue;
    const text = out.toString('utf16le', start, start + length);
    const other = changed(text, scrubbing, (word) => word);
    if (other !== text) out.write(other, start, length, 'utf16le');
  }
  return out;
}

/** The same for hexadecimal digits, and for those behind `"hex":` in JSON. */
export function namesInHex(hex: string, scrubbing: Scrubbing): string {
  return namesInBytes(Buffer.from(hex, 'hex'), scrubbing).toString('hex');
}

/** Names inside of certificates in a text. Their signatures do not hold afterwards; where no name is, not a bit is changed. */
export function namesInCertificates(text: string, scrubbing: Scrubbing): string {
  return text.replace(/(-----BEGIN (?:TRUSTED )?CERTIFICATE-----\s)([A-Za-z0-9+/=\s]+)(?=-----END)/g, (all, head: string, body: string) => {
    const bytes = Buffer.from(body, 'base64');
    const other = namesInBytes(bytes, scrubbing);
    return other.equals(bytes) ? all : `${head}${other.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n`;
  });
}

/** Domains of the servers that a certificate is for: each dNSName (RFC 5280, 4.2.1.6) without its first label. */
export function namesOfServers(certificate: Buffer): string[] {
  const text = certificate.toString('latin1');
  const names = [...text.matchAll(/\u{82}/gu)].map(({ index }) => text.slice(index + 2, index + 2 + (certificate[index + 1] ?? 0)));
  return names.filter((name) => /^(?:\*\.)?[a-z\d-]+(?:\.[a-z\d-]+)+$/i.test(name)).map((name) => (name.split('.').length > 2 ? name.slice(name.indexOf('.') + 1) : name));
}

/** Domains in every certificate of a text. */
export function domainsInCertificates(text: string): string[] {
  return [...text.matchAll(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/g)].flatMap(([, body = '']) => namesOfServers(Buffer.from(body, 'base64')));
}

/** Between bytes there are no ends of words: what follows a name may happen to be a letter. */
function changed(text: string, { identities: { domains, serials, words }, stand }: Scrubbing, form: (word: string) => string): string {
  const fitted = (by: (word: string) => string) => (word: string) => by(word).slice(0, word.length).padEnd(word.length, 'x');
  const label = fitted(stand.word);
  const inDomain = anyOf(domains, form);
  const left = inDomain ? text.replace(new RegExp(`(?:[\\w-]{1,63}\\.){0,8}(?:${inDomain})`, 'gi'), (name) => name.split('.').map((part, at, all) => (at === all.length - 1 ? part : label(part))).join('.')) : text;
  return [[serials, fitted(stand.serial)] as const, [words, label] as const].reduce((rest, [names, by]) => {
    const any = anyOf(names, form);
    return any ? rest.replace(new RegExp(any, 'gi'), by) : rest;
  }, left);
}

function anyOf(names: ReadonlySet<string>, form: (word: string) => string): string {
  const longestFirst = [...names].filter((name) => name.length > 2).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return longestFirst.map((name) => RegExp.escape(form(name))).join('|');
}
