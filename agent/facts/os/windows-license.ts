import type { Os } from '../../../wire/sections/os.ts';
import type { Instance } from '../../host/cim.ts';
import { cim, cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import type { Look } from '../../host/reading.ts';
import { inOrder, printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import type { Release } from './windows-release.ts';
import { hasPaidUpdates } from './windows-release.ts';

/** Only products with a key of their own; the key itself is not asked for. */
export const licenseSources = {
  licenses: cim('root/cimv2:SoftwareLicensingProduct', ['ID', 'Name', 'LicenseStatus'], { filter: 'PartialProductKey IS NOT NULL', timeoutMs: 30_000 }),
} as const satisfies Sources;

/** Activation ids of the years of Windows 10, from "Enable Extended Security Updates (ESU)" at learn.microsoft.com. */
const years: ReadonlyMap<string, string> = new Map([
  ['f520e45e-7413-4a34-a497-d2765967d094', 'Windows 10 ESU year 1'],
  ['1043add5-23b1-4afb-9a0f-64343c8f3f8d', 'Windows 10 ESU year 2'],
  ['83d49986-add3-41d7-ba33-87c7bfb5c0fb', 'Windows 10 ESU year 3'],
]);

/** LicenseStatus of a licensed product. */
const licensed = 1;

/**
 * Extended Security Updates that a key was installed for: the active one, else the last one by name. What Azure or a
 * Microsoft account grants shows in no license of the computer, so that "none" is not said of one that has such updates.
 */
export function extendedUpdates(at: Look<typeof licenseSources>, release: Release): Os['extendedUpdates'] {
  const { list, why } = instancesOf(at, 'licenses');
  if (list === undefined) return at.lack('extendedUpdates', why ?? { reason: 'not-visible-from-here', detail: licenseSources.licenses.class });
  const add = list.flatMap((it) => productOf(it) ?? []);
  if (list.some((it) => cimText(it('Name')) === undefined)) return at.lack('extendedUpdates', { reason: 'unreadable', detail: licenseSources.licenses.class });
  const [first] = add.sort((a, b) => Number(b.active) - Number(a.active) || inOrder(b.product, a.product));
  if (first?.active !== true && hasPaidUpdates(release)) return at.lack('extendedUpdates', { reason: 'not-visible-from-here', detail: 'paid updates are installed, and no license shows who pays' });
  return first === undefined ? null : { ...first, endsOn: null };
}

function productOf(it: Instance): { product: string; active: boolean } | undefined {
  const [id, name] = [cimText(it('ID')), cimText(it('Name'))];
  const product = years.get(id?.toLowerCase() ?? '') ?? (name && /\bESU\b|Extended Security Update/i.test(name) ? printable(name, 128) : undefined);
  return product === undefined ? undefined : { product, active: cimNumber(it('LicenseStatus')) === licensed };
}
