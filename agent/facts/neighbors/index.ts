import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

export const neighbors: FactModule<'neighbors'> = { name: 'neighbors', version: 1, linux, windows, macos };
