import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const identity: FactModule<'identity'> = { name: 'identity', version: 1, linux };
