import { deriveSupport } from '../../../../rules/derive/support/derive.ts';
import type { Os } from '../../../../wire/sections/os.ts';
import type { Software } from '../../../../wire/sections/software.ts';
import { shippedCatalog } from '../../lifecycle/catalog.ts';

export type Package = NonNullable<Software['packages']>[number];

export const catalog = shippedCatalog();

/** The running system as it was matched, or why it was not. */
export function osOf(os: Os, notes = {}) {
  const { data, missing } = deriveSupport({ os }, notes, catalog);
  const because = missing.find(({ path }) => path === 'support.os')?.because;
  return data.support?.os ?? because;
}

/** The one product among packages on a system, with what is missing of it. */
export function productOf(item: Partial<Package>, os: Os | null, notes = {}) {
  const packages = [{ source: 'dpkg', ...item } as Package];
  const { data, missing } = deriveSupport({ ...(os ? { os } : {}), software: { packages } }, notes, catalog);
  const because = missing.find(({ path }) => path === 'support.products[].fixesUntil')?.because;
  return { ...data.support?.products?.[0], because };
}
