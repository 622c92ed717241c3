import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const hardware: FactModule<'hardware'> = { name: 'hardware', version: 1, linux };
