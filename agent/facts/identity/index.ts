import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

export const identity: FactModule<'identity'> = { name: 'identity', version: 1, linux, macos, windows };
