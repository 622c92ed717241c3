import * as z from 'zod/mini';
import type { Reason } from './reasons.ts';

/**
 * Who may see a fact. `public` may stand in a council packet; `internal` names machines and products; `personal` names a
 * person; `security` would help an intruder. The public edition of a report carries `public` only.
 */
export type Sensitivity = 'public' | 'internal' | 'personal' | 'security';

/** What a reader needs to know of one field; printed by the fact reference and checked by the house tests. */
export interface FactMeaning {
  readonly meaning: string;
  readonly unit?: string;
  readonly sensitivity: Sensitivity;
}

/** Meanings of all fields of all sections, by schema. */
export const meanings = z.registry<FactMeaning>();

/**
 * Declares one field of a section: its schema, and beside it what it means.
 * A field that may be unread is `z.optional`; a field that may be truly absent on the machine is `z.nullable`.
 * An absent key says "not read", `null` says "looked, and it is not there".
 */
export function fact<S extends z.ZodMiniType>(
  schema: S,
  meaning: string,
  more: { unit?: string; sensitivity?: Sensitivity } = {},
): z.ZodMiniOptional<S> {
  const field = z.optional(schema);
  meanings.add(field, { meaning, sensitivity: more.sensitivity ?? 'internal', ...(more.unit ? { unit: more.unit } : {}) });
  return field;
}

/**
 * Declares a field that every item of a list has, since the item is nothing without it: its name, its number, its kind.
 * Everything else is a {@link fact}.
 */
export function always<S extends z.ZodMiniType>(schema: S, meaning: string, more: { sensitivity?: Sensitivity } = {}): S {
  meanings.add(schema, { meaning, sensitivity: more.sensitivity ?? 'internal' });
  return schema;
}

/** Text of a device: at most 64 KiB as the wire allows, 1,024 characters unless said otherwise. */
export function text(max = 1024) {
  return z.string().check(z.maxLength(max));
}

/** An instant in UTC, RFC 3339. */
export function instant() {
  return z.iso.datetime();
}

/** A day, RFC 3339 full-date: where the source has no time of day. */
export function day() {
  return z.iso.date();
}

/** A whole number that JavaScript holds exactly. */
export function count() {
  return z.int().check(z.nonnegative());
}

/** An instant or a day, as fine as the source has it. */
export function when() {
  return z.union([z.iso.datetime(), z.iso.date()]);
}

/** Declares a section: a named, versioned group of facts that are collected together. */
export interface Section<Name extends string = string, Version extends number = number, S extends z.ZodMiniObject = z.ZodMiniObject> {
  readonly name: Name;
  readonly version: Version;
  /** One sentence for a person who decides whether to allow it. */
  readonly meaning: string;
  readonly schema: S;
  /** Largest size of the content in bytes, uncompressed; the agent cuts in stable order and says `too-large`. */
  readonly maxBytes: number;
  /** Largest number of items, by the name of the list. A list inside an object has its bound in the schema. */
  readonly maxItems: Readonly<Record<string, number>>;
  /** True when the section holds what moves by itself (uptime, free space): then it is at most 2 KB compressed. */
  readonly moving: boolean;
  /** Contents of an older version as this version has them; applied when read, never to stored bytes. */
  readonly upgrade?: (version: number, data: unknown) => unknown;
  /** Two documents as an agent may send them: the fullest, and one where much is missing. */
  readonly examples: readonly [z.infer<S>, z.infer<S>];
}

/** Gives a section its exact type. */
export function section<const Name extends string, const Version extends number, S extends z.ZodMiniObject>(
  it: Section<Name, Version, S>,
): Section<Name, Version, S> {
  return it;
}

/**
 * A part of a section that was not read, and why.
 * `path` is dotted, list items as `[]`: `users[].passwordChangedOn` is missing wherever an item lacks that key.
 * When the path names a list that is present, the list is known in part only.
 * `''` is the whole section.
 */
export interface Missing {
  readonly path: string;
  readonly reason: Reason;
  /** For the technician: the path or command that was tried. Never contents. */
  readonly detail?: string;
}

/** How reading a section went. `ok` and `partial` have content; `failed` and `skipped` have a reason. */
export type SectionStatus = 'ok' | 'partial' | 'failed' | 'skipped';
