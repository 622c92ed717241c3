/**
 * What makers leave in the firmware where a name or number should stand, and people copy into their lists: the agent tells none of
 * them, and the collector takes none of them from a list. Facts collected from the public dmidecode
 * reports of linux-hardware.org (CC-BY-4.0); compared without case, blanks and punctuation.
 */
export const placeholders: ReadonlySet<string> = new Set([
  'allseries', 'assettag', 'badindex', 'baseboardassettag', 'baseboardserialnumber', 'batterymanufacturer', 'batteryname', 'chassisassettag',
  'chassismanufacture', 'chassismanufacturer', 'chassisserialnumber', 'chassisversion', 'default', 'defaultstring', 'empty', 'filledbyoem', 'fillbyoem',
  'invalid', 'manufacturer', 'modulemanufacturer', 'modulepartnumber', 'na', 'noassetinformation', 'noassettag', 'nodimm', 'noenclosure', 'none',
  'noserialnumber', 'notapplicable', 'notavailable', 'notdefined', 'notpresent', 'notsettable', 'notspecified', 'null', 'oem', 'padrao',
  'partnumber', 'productname', 'productversion', 'serialnumber', 'sku', 'skunumber', 'sn', 'standard', 'systemmanufacturer', 'systemname',
  'systemproductname', 'systemserialnumber', 'systemsku', 'systemskunumber', 'systemversion', 'tbd', 'tbdbyoem', 'tobefilledbyoem',
  'tobefilledbyoemo', 'type1productconfigid', 'undefined', 'unknown', 'unknowndefault', 'unspecified', 'xxx',
]);
