/** Accounts that are the computer itself: what they wrote counts as its word, as root's does elsewhere. */
const trusted = new Set([
  // SYSTEM, Administrators, and the same in the short form of SDDL.
  'S-1-5-18', 'SY', 'S-1-5-32-544', 'BA',
  // The service that owns the files of Windows (TrustedInstaller).
  'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464',
  // Rights of whoever owns a thing; the owner is judged by itself.
  'OW', 'S-1-3-4', 'CO', 'S-1-3-0',
]);

/** Rights by which an account could change what stands in a file: see the two-letter codes of [MS-DTYP] 2.5.1.1. */
const changesFile = 0x2 | 0x4 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x1000_0000 | 0x4000_0000;
/**
 * The same for a folder. That somebody may put new things beside ours changes nothing of ours, since these then belong to
 * somebody else: every user may do that in ProgramData.
 */
const changesFolder = 0x40 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x1000_0000;

const letters: Readonly<Record<string, number>> = {
  GA: 0x1000_0000, GW: 0x4000_0000, GX: 0x2000_0000, GR: 0x8000_0000,
  RC: 0x2_0000, SD: 0x1_0000, WD: 0x4_0000, WO: 0x8_0000,
  CC: 0x1, DC: 0x2, LC: 0x4, SW: 0x8, RP: 0x10, WP: 0x20, DT: 0x40, LO: 0x80, CR: 0x100,
  FA: 0x1f_01ff, FR: 0x12_0089, FW: 0x12_0116, FX: 0x12_00a0, KA: 0xf_003f, KR: 0x2_0019, KW: 0x2_0006, KX: 0x2_0019,
};

/** Who besides the computer itself owns a file or folder or may change it. */
export interface Judged {
  /** Why it is not the computer's own word; undefined when it is. */
  readonly doubt?: string;
  /** The owner, where it is a person and nobody else besides the computer may change the thing. */
  readonly person?: string;
}

/**
 * Judges owner and rights in the form of SDDL ([MS-DTYP] 2.5.1). A text that is not understood, no owner or no list of
 * rights is a doubt, and so is every right to write of anybody but SYSTEM, Administrators and TrustedInstaller. Denials are
 * not taken into account.
 */
export function judged(sddl: string, kind: 'file' | 'folder'): Judged {
  const [, owner, lists = ''] = /^O:([A-Z]{2}|S-[\d-]+)(?:G:(?:[A-Z]{2}|S-[\d-]+))?(.*)$/s.exec(sddl) ?? [];
  const rights = /^D:([A-Z_]*)((?:\([^()]*(?:\([^()]*\)[^()]*)*\))*)/.exec(lists);
  if (owner === undefined || !rights) return { doubt: 'its owner and rights are not understood' };
  if (rights[1]?.includes('NO_ACCESS_CONTROL')) return { doubt: 'it may be changed by everybody' };
  const writers = entriesOf(rights[2] ?? '').flatMap((entry) => writerIn(entry, kind === 'file' ? changesFile : changesFolder) ?? []);
  const strangers = [...new Set([...(trusted.has(owner) ? [] : [owner]), ...writers])];
  const [first] = strangers;
  if (first === undefined) return {};
  const doubt = trusted.has(owner) ? `it may be changed by ${first}` : `it belongs to ${owner}`;
  return strangers.length === 1 && first === owner && isPerson(owner) ? { doubt, person: owner } : { doubt };
}

function entriesOf(list: string): string[] {
  return list.match(/\((?:[^()]|\([^()]*\))*\)/g) ?? [];
}

/** The account that an entry lets change things: `(type;flags;rights;object;inherited object;account)`. */
function writerIn(entry: string, changes: number): string | undefined {
  const [type = '', flags = '', rights = '', , , account = ''] = entry.slice(1, -1).split(';');
  if (!/^(?:A|OA|XA|ZA)$/.test(type) || /^(?:..)*IO/.test(flags)) return undefined;
  return (maskOf(rights) & changes) !== 0 && !trusted.has(account) ? account : undefined;
}

/** Rights as a number, or as pairs of letters; a pair that is not known counts as every right. */
function maskOf(rights: string): number {
  if (/^0x[\da-f]+$/i.test(rights)) return Number(rights);
  if (/^\d+$/.test(rights)) return Number(rights);
  return (rights.match(/../g) ?? []).reduce((mask, pair) => mask | (letters[pair] ?? 0x1000_0000), 0);
}

/** A user of the computer, of a domain or of Entra; never a group that everybody is in. */
function isPerson(account: string): boolean {
  return /^S-1-5-21(?:-\d+){4}$|^S-1-12-1(?:-\d+){4}$|^LA$/.test(account);
}
