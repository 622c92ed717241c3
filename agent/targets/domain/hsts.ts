import type { Website } from '../../../wire/sections/website.ts';

type Hsts = NonNullable<NonNullable<Website['sites']>[number]['hsts']>;

/** Reads a Strict-Transport-Security header (RFC 6797, 6.1); undefined when it does not count: without one readable max-age. */
export function hstsOf(header: string): Hsts | undefined {
  const directives = header.split(';').map((part) => part.trim().toLowerCase());
  const ages = directives.flatMap((directive) => /^max-age\s*=\s*"?(\d{1,12})"?$/.exec(directive)?.[1] ?? []);
  const [age] = ages;
  if (age === undefined || ages.length > 1) return undefined;
  return { maxAgeSeconds: Number(age), includeSubDomains: directives.includes('includesubdomains'), preload: directives.includes('preload') };
}
