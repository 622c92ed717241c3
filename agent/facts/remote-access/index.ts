import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';

export const remoteAccess: FactModule<'remote-access'> = { name: 'remote-access', version: 1, linux };
