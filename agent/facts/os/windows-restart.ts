import type { Os } from '../../../wire/sections/os.ts';
import { sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { hklm, keysOf } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';

const current = String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion`;
const names = String.raw`SYSTEM\CurrentControlSet\Control\ComputerName`;

/** The places that setup, Windows Update and the session manager use; the first two are keys that exist only while something waits. */
export const restartSources = {
  servicing: hklm(String.raw`${current}\Component Based Servicing\RebootPending`, []),
  windowsUpdate: hklm(String.raw`${current}\WindowsUpdate\Auto Update\RebootRequired`, []),
  renames: hklm(String.raw`SYSTEM\CurrentControlSet\Control\Session Manager`, ['PendingFileRenameOperations', 'PendingFileRenameOperations2']),
  nameNow: hklm(String.raw`${names}\ActiveComputerName`, ['ComputerName']),
  nameNext: hklm(String.raw`${names}\ComputerName`, ['ComputerName']),
} as const satisfies Sources;

type At = Look<typeof restartSources>;

/**
 * Whether an update waits for a restart, and what does. Files that are only to be deleted at the next start (every
 * installer leaves such) are no update; files that are to be replaced are. A new computer name is a reason, not an update.
 */
export function waitingForRestart(at: At): Pick<Os, 'rebootRequired' | 'rebootReasons'> {
  const asked = (['servicing', 'windowsUpdate', 'renames', 'nameNow', 'nameNext'] as const).map((source) => keysOf(at, source));
  const [servicing, update, renames, now, next] = asked;
  const replaced = replacements(renames?.keys[0]?.value('PendingFileRenameOperations')) ;
  const later = replacements(renames?.keys[0]?.value('PendingFileRenameOperations2'));
  const [is, willBe] = [now?.keys[0]?.value('ComputerName'), next?.keys[0]?.value('ComputerName')];
  const updates = [
    ...(servicing?.keys.length ? ['component-based-servicing'] : []),
    ...(update?.keys.length ? ['windows-update'] : []),
    ...((replaced ?? 0) + (later ?? 0) > 0 ? ['file-replacement'] : []),
  ];
  const renamed = typeof is === 'string' && typeof willBe === 'string' && is.toLowerCase() !== willBe.toLowerCase();
  const why = asked.find((it) => it.why)?.why ?? (replaced === undefined || later === undefined ? ({ reason: 'unreadable', detail: restartSources.renames.key } as const) : undefined);
  if (why) at.lack('rebootReasons', why);
  return {
    rebootRequired: updates.length > 0 ? true : why ? at.lack('rebootRequired', why) : false,
    rebootReasons: sortedSet([...updates, ...(renamed ? ['computer-rename'] : [])]),
  };
}

/** How many files are replaced: pairs of a source and a target, an empty target deletes (MoveFileEx at learn.microsoft.com). */
function replacements(value: unknown): number | undefined {
  if (value === null || value === undefined) return 0;
  if (!Array.isArray(value) || !value.every((it) => typeof it === 'string')) return undefined;
  return value.filter((target, index) => index % 2 === 1 && target !== '').length;
}
