import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const activity: FactModule<'activity'> = { name: 'activity', version: 1, linux };
