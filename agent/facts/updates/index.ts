import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const updates: FactModule<'updates'> = { name: 'updates', version: 1, linux };
