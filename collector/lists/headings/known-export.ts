import type { ListKind } from '../../../rules/list.ts';
import type { Field } from '../fields.ts';

/**
 * The headings of one product's export, by field; of several headings for one field the first that is there is taken.
 * They are compared without case, blanks and punctuation.
 */
export interface KnownExport {
  readonly product: string;
  readonly kinds: readonly ListKind[];
  readonly columns: Partial<Readonly<Record<Field, readonly string[]>>>;
}
