import type { DomainSection, SectionName } from '../../wire/sections/list.ts';
import { accounts } from './accounts/index.ts';
import { activity } from './activity/index.ts';
import { backups } from './backups/index.ts';
import { certificates } from './certificates/index.ts';
import { drills } from './drills/index.ts';
import { encryption } from './encryption/index.ts';
import type { FactModule } from './fact.ts';
import { firewall } from './firewall/index.ts';
import { hardening } from './hardening/index.ts';
import { hardware } from './hardware/index.ts';
import { identity } from './identity/index.ts';
import { logging } from './logging/index.ts';
import { malwareProtection } from './malware-protection/index.ts';
import { mfa } from './mfa/index.ts';
import { neighbors } from './neighbors/index.ts';
import { network } from './network/index.ts';
import { os } from './os/index.ts';
import { passwordPolicy } from './password-policy/index.ts';
import { power } from './power/index.ts';
import { printers } from './printers/index.ts';
import { protocols } from './protocols/index.ts';
import { remoteAccess } from './remote-access/index.ts';
import { services } from './services/index.ts';
import { software } from './software/index.ts';
import { time } from './time/index.ts';
import { updates } from './updates/index.ts';
import { vitals } from './vitals/index.ts';

/** Every section an agent can gather of a computer, in the order in which it is read and shown. */
export const factModules = {
  identity, os, hardware, software, updates, accounts, 'password-policy': passwordPolicy, mfa, 'remote-access': remoteAccess, firewall, encryption,
  'malware-protection': malwareProtection, hardening, protocols, services, network, certificates, logging, time, backups, drills, power, printers, neighbors, vitals, activity,
} as const satisfies { readonly [Name in Exclude<SectionName, DomainSection>]: FactModule<Name> };
