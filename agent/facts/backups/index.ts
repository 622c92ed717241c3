import type { FactModule } from '../fact.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

export const backups: FactModule<'backups'> = { name: 'backups', version: 1, linux, windows, macos };
