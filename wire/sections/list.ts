import type * as z from 'zod/mini';
import { accounts } from './accounts.ts';
import { activity } from './activity.ts';
import { backups } from './backups.ts';
import { certificates } from './certificates.ts';
import { dns } from './dns.ts';
import { drills } from './drills.ts';
import { encryption } from './encryption.ts';
import { firewall } from './firewall.ts';
import { hardening } from './hardening.ts';
import { hardware } from './hardware.ts';
import { identity } from './identity.ts';
import { logging } from './logging.ts';
import { malwareProtection } from './malware-protection.ts';
import { mail } from './mail.ts';
import { mfa } from './mfa.ts';
import { neighbors } from './neighbors.ts';
import { network } from './network.ts';
import { os } from './os.ts';
import { passwordPolicy } from './password-policy.ts';
import { power } from './power.ts';
import { printers } from './printers.ts';
import { protocols } from './protocols.ts';
import { remoteAccess } from './remote-access.ts';
import { services } from './services.ts';
import { software } from './software.ts';
import { time } from './time.ts';
import { updates } from './updates.ts';
import { vitals } from './vitals.ts';
import { website } from './website.ts';

/** Every section, by name. The only list: what is not here does not exist on the wire. */
export const sections = {
  identity, os, hardware, software, updates, accounts, 'password-policy': passwordPolicy, mfa, 'remote-access': remoteAccess, firewall, encryption,
  'malware-protection': malwareProtection, hardening, protocols, services, network, certificates, logging, time, backups, drills, power, printers, neighbors, vitals, activity,
  dns, mail, website,
} as const;

export type SectionName = keyof typeof sections;

/** Sections about a domain, which no computer has; all others are about a computer, and no domain has them. */
export const domainSections = ['dns', 'mail', 'website'] as const satisfies readonly SectionName[];

export type DomainSection = (typeof domainSections)[number];

/** The data of a section, as its schema has it. */
export type SectionData<Name extends SectionName> = z.infer<(typeof sections)[Name]['schema']>;

/** The version of a section, as a literal type: an agent that announces another one does not compile. */
export type SectionVersion<Name extends SectionName> = (typeof sections)[Name]['version'];

/** Tells whether a name that arrived from outside is a section of ours. */
export function isSectionName(name: string): name is SectionName {
  return Object.hasOwn(sections, name);
}
