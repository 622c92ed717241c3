import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const mfa: FactModule<'mfa'> = { name: 'mfa', version: 1, linux };
