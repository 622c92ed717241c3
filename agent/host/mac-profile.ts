import type { Known } from './known.ts';
import { mapped } from './known.ts';
import { plistText, program } from './mac.ts';
import { plistKnown } from './mac-known.ts';
import type { PlistDict } from './plist.ts';
import { dictsOf, listOf } from './plist.ts';
import type { Look } from './reading.ts';
import type { Sources } from './source.ts';

/** What system_profiler(8) knows and the hardware tree does not; with -xml its keys and most of its words are not localized. */
export const systemProfile = program('/usr/sbin/system_profiler', ['-xml', 'SPHardwareDataType', 'SPMemoryDataType', 'SPDisplaysDataType', '-timeout', '15'], { timeoutMs: 20_000, maxBytes: 8 * 1024 * 1024 });

/** The items of one kind; undefined in the value where the program does not know that kind here. */
export function profileItems<S extends Sources>(at: Look<S>, name: keyof S & string, { sources, type }: { readonly sources: S; readonly type: string }): Known<PlistDict[]> {
  return mapped(plistKnown(at, name, sources), (list) => {
    const reports = dictsOf(list ?? undefined);
    const report = reports.find((it) => plistText(it['_dataType'], 64) === type);
    return report && listOf(report['_items']) ? dictsOf(report['_items']) : undefined;
  }, `system_profiler ${type}`);
}
