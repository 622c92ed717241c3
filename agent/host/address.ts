/** A path component that looks like a secret: long, and of letters and digits mixed. */
const random = /^(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_-]{24,}$/;

/**
 * An address as it may be told: without user, password, query, and without path components that look like access keys.
 * Takes any text, also one that is no address.
 */
export function withoutCredentials(address: string): string {
  const [, scheme = '', rest = ''] = /^((?:[a-z][a-z0-9+.-]*:)*(?:\/\/)?)([^]*)$/i.exec(address) ?? [];
  const end = rest.search(/[/?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const path = end < 0 ? '' : rest.slice(end).replace(/[?#][^]*$/, '');
  const host = scheme.endsWith('//') || path === '' || authority.includes('@') ? authority.slice(authority.lastIndexOf('@') + 1) : authority;
  return scheme + [host, ...path.split('/').slice(1)].map((part) => (random.test(part) ? '…' : part)).join('/');
}
