import type { FactModule } from '../fact.ts';
import { local } from './local.ts';

export const drills: FactModule<'drills'> = { name: 'drills', version: 1, linux: local, windows: local, macos: local };
