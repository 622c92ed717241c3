/**
 * A text as a PowerShell expression of printable ASCII. Standard input reaches PowerShell in the code page of the
 * computer, and it takes typographic quotes for quotes: every other character is written as a number.
 */
export function literal(text: string): string {
  const parts = text.match(/[ -~]+|[^ -~]/g) ?? [];
  const written = parts.map((part) => (/^[ -~]/.test(part) ? `'${part.replaceAll("'", "''")}'` : `[char]${part.charCodeAt(0)}`));
  if (/^[ -~]*$/.test(text)) return written[0] ?? "''";
  return `('' + ${written.join(' + ')})`;
}

/** Several texts as one PowerShell list; it stays a list when it has one item. */
export function literals(texts: readonly string[]): string {
  return `@(${texts.map(literal).join(', ')})`;
}
