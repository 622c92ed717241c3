import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

export const os: FactModule<'os'> = { name: 'os', version: 1, linux, macos, windows };
