import { macs } from './macos/macs.ts';
import type { RecordedMachine } from './recorded-machine.ts';
import { clients } from './windows/clients.ts';
import { servers } from './windows/servers.ts';

/** Every described machine. */
export const machines: readonly RecordedMachine[] = [...clients, ...servers, ...macs];
