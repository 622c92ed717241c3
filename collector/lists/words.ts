import type { AssetClass } from '../../rules/input.ts';

/** A class, a computer of no said kind, or something that is none. */
export type ClassWord = AssetClass | 'computer' | 'no-computer';

/** Words for kinds of equipment, the telling ones first: a "network printer" is a printer. */
const kinds: readonly (readonly [RegExp, ClassWord])[] = [
  [/\b(?:rack|toner|cartridge|cable|licen[sc]es?|software|subscription|furniture|desks?|chairs?|vehicles?|cars?|trucks?|trailers?|mowers?|tractors?|pumps?|generators?|buildings?|land|infrastructure|improvements?|roads?|radios?|tools?|weapons?|firearms?|body ?cams?)\b/i, 'no-computer'],
  [/\b(?:monitors?|displays?|docks?|docking stations?|keyboards?|mouse|mice|webcams?|cameras?|projectors?|scanners?|televisions?|tvs?|speakers?|headsets?|peripherals?|accessor(?:y|ies)|adapters?|ups|battery backups?|chargers?)\b/i, 'no-computer'],
  [/\b(?:phones?|smartphones?|iphones?|ipads?|ios|ipados|androids?|mobiles?(?! (?:work|data|comp|pc|precision))|handhelds?|telephones?|voip|pagers?)\b/i, 'no-computer'],
  [/\b(?:printers?|mfps?|copiers?|plotters?|multifunction)\b/i, 'printer'],
  [/\b(?:esxi?|hyper-?v hosts?|hypervisors?|vm ?hosts?|vmm ?hosts?|hyper-?v server|proxmox|virtual hosts?|host servers?)\b/i, 'hypervisor'],
  [/\b(?:switch(?:es)?|routers?|firewalls?|gateways?|access points?|waps?|aps?|wireless|network(?:ing)?|utm|load balancers?|modems?|(?<!domain )controllers?)\b/i, 'network-device'],
  [/\b(?:nas|san|storage)\b/i, 'other'],
  [/\b(?:servers?|domain controllers?|dc)\b/i, 'server'],
  [/\b(?:laptops?|notebooks?|chromebooks?|macbooks?|ultrabooks?|portables?|convertibles?|detachables?|toughbooks?|mdts?|mobile workstations?|mobile data \w+|surface)\b/i, 'laptop'],
  [/\b(?:desktops?|workstations?|work stations?|towers?|mini ?pcs?|all[- ]?in[- ]?ones?|aios?|thin clients?|imacs?|mac minis?|kiosks?|sff|micro)\b/i, 'workstation'],
  [/\b(?:computers?|pcs?|macs?|macos|windows|linux|virtual machines?|vms?|vm ?guests?|virtual|guests?|it equipment|computer equipment|tablets?|endpoints?|chrome ?os|chrome devices?)\b/i, 'computer'],
];

/**
 * What kind of equipment a word of a list means; undefined when nobody can say, as of a "server rack" or of
 * "computers and furniture", which hold something that is a computer and something that is none.
 */
export function classWord(text: string): ClassWord | undefined {
  const words = text.replaceAll('_', ' ');
  const found = kinds.flatMap(([pattern, kind]) => (pattern.test(words) ? [kind] : []));
  return found.includes('no-computer') && found.some((kind) => kind !== 'no-computer') ? undefined : found[0];
}

/** The class that an operating system gives away; undefined for one that runs on all kinds. */
export function classOfSystem(os: string): AssetClass | 'no-computer' | undefined {
  if (/\b(?:esxi?|proxmox|hyper-?v server)\b/i.test(os)) return 'hypervisor';
  if (/\bserver\b|\bdomain controller\b/i.test(os)) return 'server';
  if (/\b(?:ios|ipados|android)\b/i.test(os) && !/cisco/i.test(os)) return 'no-computer';
  return undefined;
}

/** Whether a description, where no column says the kind, is of something that a town owns and that no computer is. */
export function isNoComputer(description: string): boolean {
  const computer = kinds.some(([pattern, kind]) => kind !== 'no-computer' && pattern.test(description));
  return !computer && /\b(?:ford|chevrolet|chevy|dodge|gmc|kubota|john deere|caterpillar|f-?[1-6]50|silverado|tahoe|explorer suv|interceptor|backhoe|excavator|loader|mower|tractor|trailer|fire engine|pumper|ambulance|dump truck|pickup|chairs?|filing cabinet|refrigerator|generator|defibrillator|hydrant|playground)\b/i.test(description);
}

const good = /^(?:true|yes|y|1|healthy|ok|good|active|normal|protected|fully protected|enabled|running|up to date|current|on|green|fully operational)$/i;
const bad = /^(?:false|no|n|0|unhealthy|bad|infected|inactive|impaired.*|no sensor data|misconfigured|disabled.*|partially disabled|db corruption|not protected|unprotected|at risk|out of date|outdated|expired|error|critical|warning|red|auto fully disabled|unresponsive|not reporting|stopped|off)$/i;

/** Whether a console calls a protection program healthy; undefined for a word that says neither. */
export function healthWord(text: string): boolean | undefined {
  if (bad.test(text)) return false;
  return good.test(text) ? true : undefined;
}

/** Whether a status says that a machine is switched off in its directory: it may be gone, or not. */
export function isDisabled(status: string): boolean {
  return /^(?:false|no|disabled|inactive)$/i.test(status);
}

/** Whether a status means that the machine is gone, or the person has left. */
export function isGone(status: string): boolean {
  return /\b(?:retired|disposed|disposal|scrapped|sold|surplus(?:ed)?|archived|decommissioned|deprovisioned|destroyed|donated|recycled|written off|traded|terminated|separated|deceased)\b/i.test(status);
}
