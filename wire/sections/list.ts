import type * as z from 'zod/mini';
import { accounts } from './accounts.ts';
import { activity } from './activity.ts';
import { backups } from './backups.ts';
import { encryption } from './encryption.ts';
import { firewall } from './firewall.ts';
import { hardware } from './hardware.ts';
import { identity } from './identity.ts';
import { mfa } from './mfa.ts';
import { network } from './network.ts';
import { os } from './os.ts';
import { remoteAccess } from './remote-access.ts';
import { software } from './software.ts';
import { updates } from './updates.ts';
import { vitals } from './vitals.ts';

/** Every section, by name. The only list: what is not here does not exist on the wire. */
export const sections = {
  identity, os, hardware, software, updates, accounts, mfa, 'remote-access': remoteAccess, firewall, encryption, backups, network, vitals, activity,
} as const;

export type SectionName = keyof typeof sections;

/** The data of a section, as its schema has it. */
export type SectionData<Name extends SectionName> = z.infer<(typeof sections)[Name]['schema']>;

/** The version of a section, as a literal type: an agent that announces another one does not compile. */
export type SectionVersion<Name extends SectionName> = (typeof sections)[Name]['version'];

/** Tells whether a name that arrived from outside is a section of ours. */
export function isSectionName(name: string): name is SectionName {
  return Object.hasOwn(sections, name);
}
