import { cimNumber, cimText, instancesOf } from './cim.ts';
import type { Known } from './known.ts';
import type { Look } from './reading.ts';
import type { Sources } from './source.ts';

const names = ['SMB1Protocol', 'SMB1Protocol-Server', 'SMB1Protocol-Client', 'MicrosoftWindowsPowerShellV2'] as const;

/** Optional parts of Windows that somebody asks about, in one question: the class is slow ("Win32_OptionalFeature class"). */
export const featureSources = {
  features: {
    kind: 'cim', namespace: 'root/cimv2', class: 'Win32_OptionalFeature', properties: ['Name', 'InstallState'], timeoutMs: 60_000,
    filter: names.map((name) => `Name = '${name}'`).join(' OR '),
  },
} as const satisfies Sources;

/** Whether a feature is there and enabled (InstallState 1; 2 is disabled, 3 absent); null where this Windows knows no such feature. */
export function featureOn(at: Look<typeof featureSources>, name: (typeof names)[number]): Known<boolean | null> {
  const { list, why } = instancesOf(at, 'features');
  if (!list) return { why: why ?? { reason: 'not-visible-from-here', detail: 'Win32_OptionalFeature' } };
  const row = list.find((instance) => cimText(instance('Name'))?.toLowerCase() === name.toLowerCase());
  if (!row) return list.every((instance) => typeof cimText(instance('Name')) === 'string') ? { value: null } : { why: { reason: 'unreadable', detail: 'Win32_OptionalFeature' } };
  const state = cimNumber(row('InstallState'));
  return state === 1 || state === 2 || state === 3 ? { value: state === 1 } : { why: { reason: 'unreadable', detail: `InstallState of ${name}` } };
}
