import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const os: FactModule<'os'> = { name: 'os', version: 1, linux };
