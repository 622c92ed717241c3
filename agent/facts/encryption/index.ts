import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const encryption: FactModule<'encryption'> = { name: 'encryption', version: 1, linux };
