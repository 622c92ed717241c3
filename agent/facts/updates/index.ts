import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

export const updates: FactModule<'updates'> = { name: 'updates', version: 1, linux, windows, macos };
