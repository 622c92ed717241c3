import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

export const vitals: FactModule<'vitals'> = { name: 'vitals', version: 1, linux, windows, macos };
