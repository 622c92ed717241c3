/**
 * What stands in firmware, and hence in lists, where a serial number should; compared without case, blanks and punctuation.
 * The agent leaves these out as well; a test holds the two together.
 */
const placeholders: ReadonlySet<string> = new Set([
  'allseries', 'assettag', 'badindex', 'baseboardassettag', 'baseboardserialnumber', 'batterymanufacturer', 'batteryname', 'chassisassettag',
  'chassismanufacture', 'chassismanufacturer', 'chassisserialnumber', 'chassisversion', 'default', 'defaultstring', 'empty', 'filledbyoem', 'fillbyoem',
  'invalid', 'manufacturer', 'modulemanufacturer', 'modulepartnumber', 'na', 'noassetinformation', 'noassettag', 'nodimm', 'noenclosure', 'none',
  'noserialnumber', 'notapplicable', 'notavailable', 'notdefined', 'notpresent', 'notsettable', 'notspecified', 'null', 'oem', 'padrao',
  'partnumber', 'productname', 'productversion', 'serialnumber', 'sku', 'skunumber', 'sn', 'standard', 'systemmanufacturer', 'systemname',
  'systemproductname', 'systemserialnumber', 'systemsku', 'systemskunumber', 'systemversion', 'tbd', 'tbdbyoem', 'tobefilledbyoem',
  'tobefilledbyoemo', 'type1productconfigid', 'undefined', 'unknown', 'unknowndefault', 'unspecified', 'xxx',
  // What people write into lists.
  'notfound', 'notlisted', 'notvisible', 'unreadable', 'illegible', 'missing', 'see', 'seenotes', 'various', 'multiple', 'noserial', 'nosn', 'nonumber', 'pending', 'virtual', 'virtualmachine', 'vm', 'test',
]);
/** Three of these make no number: `0`, `1234`, `ABC` tell no machine from another. */
const fewest = 4;

/** A number that tells one machine from another; null for blanks, placeholders, one character repeated, and what merely counts up. */
export function serialNumber(text: string): string | null {
  const clean = text.trim();
  const bare = clean.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  if (bare.length < fewest || placeholders.has(bare) || /^(.)\1*$/u.test(bare)) return null;
  return ['01234567890123456789', '12345678901234567890', '98765432109876543210'].some((digits) => digits.startsWith(bare)) ? null : clean;
}
