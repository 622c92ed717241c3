import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const firewall: FactModule<'firewall'> = { name: 'firewall', version: 1, linux };
