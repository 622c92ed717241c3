import type { Logging } from '../../../wire/sections/logging.ts';
import { inOrder } from '../../host/reading.ts';

type Subcategory = NonNullable<Logging['auditPolicy']>[number];

/** Subcategories by the last digits of their GUID {0cce92xx-69ae-11d9-bed3-505054503030}, in English ([MS-GPAC] 2.2.1.2). */
const names: Readonly<Record<string, string>> = {
  '10': 'Security State Change', '11': 'Security System Extension', '12': 'System Integrity', '13': 'IPsec Driver', '14': 'Other System Events',
  '15': 'Logon', '16': 'Logoff', '17': 'Account Lockout', '18': 'IPsec Main Mode', '19': 'IPsec Quick Mode', '1a': 'IPsec Extended Mode', '1b': 'Special Logon',
  '1c': 'Other Logon/Logoff Events', '1d': 'File System', '1e': 'Registry', '1f': 'Kernel Object', '20': 'SAM', '21': 'Certification Services', '22': 'Application Generated',
  '23': 'Handle Manipulation', '24': 'File Share', '25': 'Filtering Platform Packet Drop', '26': 'Filtering Platform Connection', '27': 'Other Object Access Events',
  '28': 'Sensitive Privilege Use', '29': 'Non Sensitive Privilege Use', '2a': 'Other Privilege Use Events', '2b': 'Process Creation', '2c': 'Process Termination', '2d': 'DPAPI Activity',
  '2e': 'RPC Events', '2f': 'Audit Policy Change', '30': 'Authentication Policy Change', '31': 'Authorization Policy Change', '32': 'MPSSVC Rule-Level Policy Change',
  '33': 'Filtering Platform Policy Change', '34': 'Other Policy Change Events', '35': 'User Account Management', '36': 'Computer Account Management', '37': 'Security Group Management',
  '38': 'Distribution Group Management', '39': 'Application Group Management', '3a': 'Other Account Management Events', '3b': 'Directory Service Access', '3c': 'Directory Service Changes',
  '3d': 'Directory Service Replication', '3e': 'Detailed Directory Service Replication', '3f': 'Credential Validation', '40': 'Kerberos Service Ticket Operations', '41': 'Other Account Logon Events',
  '42': 'Kerberos Authentication Service', '43': 'Network Policy Server', '44': 'Detailed File Share', '45': 'Removable Storage', '46': 'Central Policy Staging', '47': 'User / Device Claims',
  '48': 'Plug and Play Events', '49': 'Group Membership', '4a': 'Token Right Adjusted Events',
};

/**
 * The audit policy as `auditpol /backup` writes it: comma separated, the GUID and at the end of each line a number, 0 for
 * nothing, 1 success, 2 failure, 3 both ([MS-GPAC] 2.2.1.1). All other columns are words in the language of the system.
 * Undefined where no line is one; a subcategory whose number is missing has neither success nor failure.
 */
export function auditPolicy(text: string): Subcategory[] | undefined {
  const found = text.split('\n').flatMap((line): [string, Subcategory][] => {
    const [, id, digits = '', rest = ''] = /\{(0cce92([0-9a-f]{2})-69ae-11d9-bed3-505054503030)\}(.*)$/i.exec(line.trim()) ?? [];
    // Lines of single users come behind those of the system.
    if (id === undefined || /^[^,]*,S-1-/i.test(line.trim())) return [];
    const value = /,([0-4])$/.exec(rest)?.[1];
    const key = id.toLowerCase();
    const states = value === undefined ? {} : { success: Number(value) % 2 === 1, failure: value === '2' || value === '3' };
    return [[key, { id: key, name: names[digits.toLowerCase()] ?? null, ...states }]];
  });
  return found.length === 0 ? undefined : [...new Map(found.toReversed()).values()].sort((a, b) => inOrder(a.id, b.id));
}
