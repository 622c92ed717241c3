/** A directive of an SPF record: `-include:host` has the qualifier fail, the mechanism include, the value host. */
export interface Directive {
  readonly qualifier: 'pass' | 'fail' | 'softfail' | 'neutral';
  readonly mechanism: string;
  /** What stands behind the colon, without a prefix length; null where nothing does. */
  readonly value: string | null;
}

/** An SPF record taken apart (RFC 7208, 4.6 and 12). */
export interface SpfRecord {
  readonly terms: readonly string[];
  /** Every term is understood. */
  readonly valid: boolean;
  /** Directives up to and with the first `all`: what stands behind it is never looked at. */
  readonly directives: readonly Directive[];
  /** Target of `redirect=`, which counts only where no `all` stands; null without one. */
  readonly redirect: string | null;
}

const qualifiers = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' } as const;
const mechanisms: Readonly<Record<string, RegExp>> = {
  all: /^$/,
  include: /^:(?<value>[^/\s]+)$/,
  a: /^(?::(?<value>[^/\s]+))?(?:\/\d{1,2})?(?:\/\/\d{1,3})?$/,
  mx: /^(?::(?<value>[^/\s]+))?(?:\/\d{1,2})?(?:\/\/\d{1,3})?$/,
  ptr: /^(?::(?<value>[^/\s]+))?$/,
  ip4: /^:(?<value>\d{1,3}(?:\.\d{1,3}){3})(?:\/\d{1,2})?$/,
  ip6: /^:(?<value>[0-9a-f:.]+)(?:\/\d{1,3})?$/,
  exists: /^:(?<value>\S+)$/,
};

/** Whether a text of a name is an SPF record (RFC 7208, 4.5). */
export function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

/** Takes an SPF record apart. Takes any text. */
export function spfRecordOf(text: string): SpfRecord {
  const terms = text.split(' ').slice(1).filter((term) => term !== '');
  const directives: Directive[] = [];
  const redirects: string[] = [];
  let [valid, closed] = [true, false];
  for (const term of terms) {
    const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/i.exec(term);
    if (modifier) {
      if (modifier[1]?.toLowerCase() === 'redirect') redirects.push(modifier[2] ?? '');
      continue;
    }
    const directive = directiveOf(term);
    valid &&= directive !== undefined;
    if (directive && !closed) directives.push(directive);
    closed ||= directive?.mechanism === 'all';
  }
  const [redirect = null] = redirects;
  return { terms, valid: valid && redirects.length <= 1 && redirect !== '', directives, redirect: closed ? null : redirect };
}

function directiveOf(term: string): Directive | undefined {
  const [, sign = '+', name = '', rest = ''] = /^([-+~?])?([a-z0-9]+)([^]*)$/i.exec(term) ?? [];
  const mechanism = name.toLowerCase();
  const match = Object.hasOwn(mechanisms, mechanism) ? mechanisms[mechanism]?.exec(mechanism === 'ip6' ? rest.toLowerCase() : rest) : undefined;
  if (!match) return undefined;
  return { qualifier: qualifiers[(sign || '+') as keyof typeof qualifiers], mechanism, value: match.groups?.['value'] ?? null };
}
