import type { SectionName } from '../../wire/sections/list.ts';
import { accounts } from './accounts/index.ts';
import { activity } from './activity/index.ts';
import { backups } from './backups/index.ts';
import { encryption } from './encryption/index.ts';
import type { FactModule } from './fact.ts';
import { firewall } from './firewall/index.ts';
import { hardware } from './hardware/index.ts';
import { identity } from './identity/index.ts';
import { mfa } from './mfa/index.ts';
import { network } from './network/index.ts';
import { os } from './os/index.ts';
import { remoteAccess } from './remote-access/index.ts';
import { software } from './software/index.ts';
import { updates } from './updates/index.ts';
import { vitals } from './vitals/index.ts';

/** Every section an agent can gather, in the order in which it is read and shown. */
export const factModules = {
  identity, os, hardware, software, updates, accounts, mfa, 'remote-access': remoteAccess, firewall, encryption, backups, network, vitals, activity,
} as const satisfies { readonly [Name in SectionName]?: FactModule<Name> };
