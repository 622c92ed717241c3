import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const software: FactModule<'software'> = { name: 'software', version: 1, linux };
