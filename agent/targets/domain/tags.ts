/**
 * A list of `tag=value` with semicolons, as DKIM, DMARC, MTA-STS and TLS-RPT records have it (RFC 6376, 3.2). Tags in lower
 * case; undefined when a part is no tag or a tag stands twice.
 */
export function tagsOf(record: string): ReadonlyMap<string, string> | undefined {
  const tags = new Map<string, string>();
  for (const part of record.split(';').map((each) => each.trim()).filter((each) => each !== '')) {
    const [, name, value] = /^([a-z][a-z0-9_-]*)\s*=\s*([^]*)$/i.exec(part) ?? [];
    if (name === undefined || value === undefined || tags.has(name.toLowerCase())) return undefined;
    tags.set(name.toLowerCase(), value.trim());
  }
  return tags;
}

/** The records of a policy among the texts of a name: those that begin with its version tag. */
export function versioned(texts: readonly string[], version: string): string[] {
  return texts.filter((text) => new RegExp(`^v\\s*=\\s*${version}\\s*(?:;|$)`).test(text.trim()));
}

/** Addresses of a list with commas, each once, sorted, at most 32. */
export function addressList(value: string | undefined): string[] {
  const addresses = (value ?? '').split(',').map((each) => each.trim().slice(0, 512)).filter((each) => each !== '');
  return [...new Set(addresses)].sort().slice(0, 32);
}
