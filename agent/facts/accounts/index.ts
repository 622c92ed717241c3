import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const accounts: FactModule<'accounts'> = { name: 'accounts', version: 1, linux };
