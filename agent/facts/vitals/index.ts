import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const vitals: FactModule<'vitals'> = { name: 'vitals', version: 1, linux };
