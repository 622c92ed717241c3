import type * as z from 'zod/mini';

/** What is wrong with a document, and where in it: `products[0].cycles[1] has the unknown key "endOn"`. */
export function says(issue: z.core.$ZodIssue): string {
  return `${where(issue.path)} ${wrong(issue)}`;
}

function where(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text === '' ? 'the document' : text.replace(/^\./, '');
}

function wrong(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `has the unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
  return issue.code === 'invalid_type' ? `must be ${issue.expected}` : issue.message;
}
