import type { Evidence, UnknownBecause } from '../outcome.ts';
import type { Shape } from './shape.ts';
import { PartialList, Range, Unknown } from './value.ts';

/** Items of a list that are shown; of the others only the number. */
const shownItems = 100;

/**
 * A value as evidence: JSON, with dates that were calculated as RFC 3339, and why parts of it are not there.
 * What is such JSON already is not copied, so evidence shares it with the facts.
 */
export function shown(name: string, value: unknown, shape: Shape): Evidence {
  if (value instanceof Range) return value.low === value.high ? { name, value: value.text } : { name, value: value.text, unknown: value.because };
  if (value instanceof Unknown) return { name, unknown: value.because };
  if (isShown(value, shape)) return { name, value };
  let unknown: UnknownBecause | undefined;
  const json = toJson(value, shape, (because) => (unknown ??= because));
  return { name, value: json, ...(unknown ? { unknown } : {}) };
}

/** Whether evidence shows a value as it is. */
function isShown(value: unknown, shape: Shape | undefined): boolean {
  if (typeof value === 'number') return numberJson(value, shape) === value;
  if (value === null || typeof value !== 'object') return true;
  if (value instanceof PartialList || value instanceof Unknown) return false;
  if (Array.isArray(value)) {
    const item = shape?.kind === 'list' ? shape.item : undefined;
    return value.length <= shownItems && value.every((it) => isShown(it, item));
  }
  const fields = shape?.kind === 'object' ? shape.fields : {};
  for (const key in value) if (!isShown((value as Record<string, unknown>)[key], fields[key])) return false;
  return true;
}

function toJson(value: unknown, shape: Shape | undefined, unread: (because: UnknownBecause) => void): unknown {
  if (value instanceof PartialList) {
    unread(value.because);
    return toJson(value.items, shape, unread);
  }
  if (Array.isArray(value)) return listJson(value, shape, unread);
  if (typeof value === 'number') return numberJson(value, shape);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Range) return value.text;
  const fields = shape?.kind === 'object' ? shape.fields : {};
  const known = Object.entries(value).filter(([, member]) => {
    const isUnread = member instanceof Unknown && !(member instanceof Range);
    if (isUnread) unread(member.because);
    return !isUnread;
  });
  return Object.fromEntries(known.map(([key, member]) => [key, toJson(member, fields[key], unread)]));
}

function listJson(list: readonly unknown[], shape: Shape | undefined, unread: (because: UnknownBecause) => void): unknown[] {
  const item = shape?.kind === 'list' ? shape.item : undefined;
  const known = list.filter((it) => {
    if (it instanceof Range) return true;
    if (it instanceof Unknown) unread(it.because);
    return !(it instanceof Unknown);
  });
  const first = known.slice(0, shownItems).map((it) => toJson(it, item, unread));
  return known.length > shownItems ? [...first, `… ${known.length - shownItems} more`] : first;
}

function numberJson(value: number, shape: Shape | undefined): unknown {
  if (shape?.kind === 'timestamp') return new Date(value).toISOString();
  if (shape?.kind === 'duration') return `${value / 1000}s`;
  return Number.isFinite(value) ? value : String(value);
}
