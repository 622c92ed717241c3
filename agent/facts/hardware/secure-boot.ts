import type { Hardware } from '../../../wire/sections/hardware.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

const [globalVariables, imageSecurity] = ['8be4df61-93ca-11d2-aa0d-00e098032b8c', 'd719b2cb-3d3a-4596-a3bc-dad00e67656f'];

/** Variables of UEFI 3.3 and 32.4.1, below efivarfs. World-readable as shipped. */
export const secureBootSources = {
  secureBoot: { kind: 'file', path: `/sys/firmware/efi/efivars/SecureBoot-${globalVariables}`, trust: 'kernel', encoding: 'base64' },
  /** Certificates that may sign what is started (`db`), and who may change that list (`KEK`). */
  secureBootSigners: { kind: 'file', path: `/sys/firmware/efi/efivars/db-${imageSecurity}`, trust: 'kernel', encoding: 'base64' },
  secureBootKeys: { kind: 'file', path: `/sys/firmware/efi/efivars/KEK-${globalVariables}`, trust: 'kernel', encoding: 'base64' },
} as const satisfies Sources;

type At = Look<typeof secureBootSources & { readonly efi: { readonly kind: 'names'; readonly pattern: string } }>;

/**
 * Four bytes of attributes, then the value: UEFI 3.3. A computer that starts by UEFI and has no such variable cannot do it.
 * `efivars` tells whether efivarfs is mounted.
 */
export function secureBootFacts(at: At, efivars: boolean): Pick<Hardware, 'secureBoot' | 'secureBootCertificates'> {
  const secureBoot = secureBootOf(at, efivars);
  if (secureBoot === undefined) {
    const why = at.missing().find(({ path }) => path === 'secureBoot') ?? { reason: 'unreadable' as const };
    return { secureBoot, secureBootCertificates: at.lack('secureBootCertificates', why) };
  }
  return { secureBoot, secureBootCertificates: secureBoot === true ? certificatesOf(at) : null };
}

function secureBootOf(at: At, efivars: boolean): boolean | null | undefined {
  const { entries, incomplete } = at.all('efi');
  if (incomplete) return at.lack('secureBoot', incomplete);
  if (entries.length === 0) return null;
  const value = at.take('secureBoot', 'secureBoot', (text) => {
    const bytes = Buffer.from(text, 'base64');
    return bytes.length === 5 && (bytes[4] ?? 2) <= 1 ? bytes[4] === 1 : undefined;
  });
  if (value !== null) return value;
  return efivars ? false : at.lack('secureBoot', { reason: 'not-visible-from-here', detail: 'efivarfs is not mounted' });
}

/**
 * Which certificates of Microsoft the firmware goes by, by the names inside them: with those of 2023 in both lists it is
 * ready, with one of them only the change is under way. Null where neither is there: then the keys are somebody else's.
 */
function certificatesOf(at: At): Hardware['secureBootCertificates'] {
  const holds = (source: 'secureBootSigners' | 'secureBootKeys', name: RegExp) => at.take('secureBootCertificates', source, (text) => name.test(Buffer.from(text, 'base64').toString('latin1')));
  const signers = holds('secureBootSigners', /(?:Windows|Microsoft) UEFI CA 2023/);
  const keys = holds('secureBootKeys', /Microsoft Corporation KEK 2K CA 2023/);
  const older = holds('secureBootSigners', /Microsoft Windows Production PCA 2011|Microsoft Corporation UEFI CA 2011/);
  if (signers === undefined || keys === undefined || older === undefined) return undefined;
  if (signers && keys) return '2023';
  if (signers || (keys && older)) return 'in-progress';
  return older ? '2011' : null;
}
