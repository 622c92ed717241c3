import { cimInstant, cimText, instancesOf } from '../../host/cim.ts';
import { known } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';
import type { Repository } from './repository.ts';

/**
 * Windows Server Backup, and the images that Windows itself can make. The list of versions is text in the language of the
 * system, but a version names itself by month, day and minute in UTC (learn.microsoft.com, "wbadmin get versions":
 * `03/31/2005-09:00`), and that is all that is read of it.
 */
export const serverBackupSources = {
  versions: { kind: 'command', program: [String.raw`%SystemRoot%\System32\wbadmin.exe`], args: ['get', 'versions'], timeoutMs: 60_000, maxBytes: 4 * 1024 * 1024, needsRoot: true },
  /** Only where the feature of servers is installed. */
  feature: { kind: 'names', pattern: String.raw`%SystemRoot%\System32\WindowsPowerShell\v1.0\Modules\WindowsServerBackup\*.psd1` },
  summary: {
    kind: 'powershell',
    timeoutMs: 30_000,
    script: String.raw`
if (Test-Path -LiteralPath "$PSHOME\Modules\WindowsServerBackup") {
  Get-WBSummary | Select-Object -Property 'LastSuccessfulBackupTime', 'LastSuccessfulBackupTargetPath'
}`,
  },
  task: { kind: 'names', pattern: String.raw`%SystemRoot%\System32\Tasks\Microsoft\Windows\Backup\Microsoft-Windows-WindowsBackup` },
} as const satisfies Sources;

type At = Look<typeof serverBackupSources>;

export const serverBackup = 'Windows Server Backup';

/** What the program tells of its copies; null where it made none. */
export function serverBackupCopies(at: At): Known<Repository | null> {
  const versions = versionsIn(at);
  const { list, why } = instancesOf(at, 'summary');
  const summary = list?.[0];
  const last = summary ? cimInstant(summary('LastSuccessfulBackupTime') ?? null) : undefined;
  const moments = versions.value ?? (typeof last === 'string' ? [last] : []);
  if (why) return { why };
  if (moments.length === 0) return versions.why ? versions : { value: null };
  const path = summary ? cimText(summary('LastSuccessfulBackupTargetPath') ?? null) : null;
  const newest = typeof last === 'string' && last > (moments.at(-1) ?? '') ? last : moments.at(-1)!;
  const lacking: Why = { reason: 'not-visible-from-here', detail: `${serverBackup} does not say` };
  for (const field of ['encrypted', 'locked', 'intact', 'retention']) at.lack(`repositories[].${field}`, { reason: 'not-visible-from-here', detail: `${serverBackup} does not say` });
  if (!versions.value) for (const field of ['copies', 'oldestCopyAt']) at.lack(`repositories[].${field}`, versions.why ?? lacking);
  const where = path ? placeOf(path) : undefined;
  if (where === undefined) at.lack('repositories[].where', lacking);
  return known({
    product: serverBackup,
    location: path ? printable(path) : 'the target of wbadmin',
    grade: 'listed',
    where,
    copies: versions.value?.length,
    newestCopyAt: newest,
    oldestCopyAt: versions.value?.[0],
    appendOnly: false,
    restoredAt: null,
  });
}

/** The moments of the versions, oldest first. Nothing that looks like a version is none only when the program ended well or says so itself. */
function versionsIn(at: At): Known<string[] | null> {
  const reading = at.one('versions');
  if (reading.state === 'absent') return { value: null };
  if (reading.state === 'failed') return { why: reading };
  const moments = [...reading.text.matchAll(/(?<![\d/])(\d\d)\/(\d\d)\/(\d{4})-(\d\d):(\d\d)(?![\d:])/g)].flatMap(([, month, day, year, hour, minute]) => {
    const instant = cimInstant(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
    return typeof instant === 'string' ? [instant] : [];
  });
  return { value: moments.length > 0 ? [...new Set(moments)].sort() : null };
}

/** A share is on the network. Of a volume its disk would have to be known. */
function placeOf(path: string): 'network' | undefined {
  return /^\\\\(?![?.]\\)/.test(path) ? 'network' : undefined;
}
