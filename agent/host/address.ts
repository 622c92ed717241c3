/** A path component that looks like a secret: long, and of letters and digits mixed. */
const random = /^(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_-]{24,}$/;

/**
 * An address as it may be told: without user, password, query, and without path components that look like access keys.
 * Takes any text, also one that is no address. A path of this computer stays as it is.
 */
export function withoutCredentials(address: string): string {
  if (address.startsWith('/')) return address;
  const [, scheme = '', rest = ''] = /^((?:[a-z][a-z0-9+.-]*:)*(?:\/\/)?)([^]*)$/i.exec(address) ?? [];
  const plain = rest.replace(/[?#][^]*$/, '');
  const [authority = ''] = plain.split('/');
  // A password may hold a slash: then what stands behind the colon is no port.
  const isTorn = !authority.includes('@') && /:(?!\d{1,5}$)./.test(authority);
  const named = authority.includes('@') ? plain.slice(authority.lastIndexOf('@') + 1) : isTorn ? plain.slice(plain.lastIndexOf('@') + 1) : plain;
  return (
    scheme +
    named
      .split('/')
      .map((part) => (random.test(part) ? '…' : part))
      .join('/')
  );
}
