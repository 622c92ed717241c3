import * as z from 'zod';
import type { Section } from '../../wire/section.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The JSON Schema of a section's content, as outsiders get it: the whole document whose bytes are hashed and signed.
 * It holds structure only; what a field means stands in the fact reference. Unknown members are allowed, since a later
 * release may add optional fields within a version.
 */
export function publishedSchema(section: Section): Json {
  const { $schema, ...data } = z.toJSONSchema(section.schema, { io: 'input' });
  return JSON.parse(JSON.stringify({
    $schema,
    $id: `https://townwatch.dev/schema/${section.name}-${section.version}.json`,
    title: `Content of the section "${section.name}", version ${section.version}`,
    description: section.meaning,
    type: 'object',
    required: ['section', 'version', 'data', 'missing'],
    properties: {
      section: { const: section.name },
      version: { const: section.version },
      data: plain(data as Json),
      missing: {
        description: 'Parts that were not read, and why. Items of a list are written as [].',
        type: 'array',
        items: { type: 'object', required: ['path', 'reason'], properties: { path: { type: 'string' }, reason: { type: 'string' }, detail: { type: 'string' } } },
      },
    },
  })) as Json;
}

/** Without the patterns that our library writes beside a format, which another version of it may write otherwise. */
function plain(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map((one) => plain(one as Json));
  if (!isObject(schema)) return schema;
  const members = Object.entries(schema).map(([key, member]) => [key, plain(member)] as const);
  if (schema['format'] === undefined) return Object.fromEntries(members);
  return { ...Object.fromEntries(members.filter(([key]) => key !== 'pattern')), ...(schema['format'] === 'date-time' ? { pattern: 'Z$' } : {}) };
}

/** As it stands in its file. */
export function printed(schema: Json): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/**
 * What a reader or writer of the published schema could not live with in the new one, by path. Only one kind of change is
 * none: a field more that may be absent. Words for people (title, description) may change.
 */
export function breaks(was: Json, is: Json, at = ''): string[] {
  if (isObject(was) && isObject(is)) {
    const fields = at.endsWith('/properties');
    const ours = (key: string) => !fields && (key === 'title' || key === 'description');
    const gone = Object.keys(was).filter((key) => !Object.hasOwn(is, key));
    const added = Object.keys(is).filter((key) => !Object.hasOwn(was, key) && !fields);
    const kept = Object.keys(was).filter((key) => Object.hasOwn(is, key));
    return [
      ...[...gone, ...added].filter((key) => !ours(key)).map((key) => `${at}/${key}`),
      ...kept.filter((key) => !ours(key)).flatMap((key) => breaks(was[key]!, is[key]!, `${at}/${key}`)),
    ];
  }
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length) return was.flatMap((one, index) => breaks(one as Json, is[index] as Json, `${at}/${index}`));
  return was === is ? [] : [at];
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
