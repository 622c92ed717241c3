import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const network: FactModule<'network'> = { name: 'network', version: 1, linux };
