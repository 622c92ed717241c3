import type { Updates } from '../../../wire/sections/updates.ts';
import type { Instance } from '../../host/cim.ts';
import { cimNumber, cimText, instancesOf } from '../../host/cim.ts';
import { itemsOf, member } from '../../host/json.ts';
import { sortedBy, sortedSet } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/**
 * The Windows Update Agent over what it learned the last time: with Online false no server is asked. Its dates are in UTC
 * without saying so; they are taken apart by number, since a calendar of the country would write another year.
 */
export const historySources = {
  agent: {
    kind: 'powershell',
    script: [
      "$session = New-Object -ComObject 'Microsoft.Update.Session'",
      "$automatic = New-Object -ComObject 'Microsoft.Update.AutoUpdate'",
      '$searcher = $session.CreateUpdateSearcher()',
      '$searcher.Online = $false',
      "$found = $searcher.Search('IsInstalled=0')",
      '$waiting = foreach ($update in $found.Updates) {',
      '  $changed = $update.LastDeploymentChangeTime',
      '  $numbers = @($update.KBArticleIDs | ForEach-Object { "$_" })',
      '  $kinds = @($update.Categories | ForEach-Object { "$($_.CategoryID)" })',
      "  $day = '{0:D4}-{1:D2}-{2:D2}' -f $changed.Year, $changed.Month, $changed.Day",
      '  @{ title = "$($update.Title)"; numbers = $numbers; severity = "$($update.MsrcSeverity)"; day = $day; hidden = $update.IsHidden; kinds = $kinds }',
      '}',
      '$count = $searcher.GetTotalHistoryCount()',
      'if ($count -gt 1000) { $count = 1000 }',
      '$past = @()',
      'if ($count -gt 0) {',
      '  $past = foreach ($entry in $searcher.QueryHistory(0, $count)) {',
      '    $when = $entry.Date',
      "    $day = '{0:D4}-{1:D2}-{2:D2}' -f $when.Year, $when.Month, $when.Day",
      '    @{ title = "$($entry.Title)"; id = "$($entry.UpdateIdentity.UpdateID)"; operation = [int]$entry.Operation; result = [int]$entry.ResultCode; day = $day }',
      '  }',
      '}',
      '$checked = $automatic.Results.LastSearchSuccessDate',
      '@{ waiting = @($waiting); past = @($past); checked = ($null -ne $checked) }',
    ].join('\n'),
    timeoutMs: 120_000,
  },
} as const satisfies Sources;

type At = Look<typeof historySources>;
type Pending = NonNullable<Updates['pending']>[number];
type Failed = NonNullable<Updates['failed']>[number];

/** Categories of Windows Update by id: "WSUS classification GUIDs" at learn.microsoft.com. */
const security = new Set(['0fa1201d-4330-4fa8-8ae9-b877473b6441', 'e6cf1350-c01b-414d-a61f-263d14d133b4']);
const definitions = 'e0789628-ce08-4437-be74-2495b842f43b';
/** Definitions of Defender, and of the old Security Essentials, by number, where the history has no category. */
const definitionNumbers = new Set(['KB2267602', 'KB915597', 'KB2310138']);

/** What waits, what failed and what somebody hid. */
export function updateHistory(at: At, today: string): Pick<Updates, 'pending' | 'failed' | 'held'> {
  const { list, why } = instancesOf(at, 'agent');
  const [it] = list ?? [];
  if (it === undefined) {
    const reason = why ?? { reason: 'not-visible-from-here' as const, detail: 'the Windows Update Agent' };
    return { pending: at.lack('pending', reason), failed: at.lack('failed', reason), held: at.lack('held', reason) };
  }
  const updates = waiting(at, it, today);
  const never = it('checked') !== true && updates?.length === 0;
  if (never) {
    const reason = { reason: 'not-visible-from-here', detail: 'this computer never looked for updates' } as const;
    return { pending: at.lack('pending', reason), failed: failures(at, it, today), held: at.lack('held', reason) };
  }
  return {
    pending: updates && sortedBy(updates.filter(({ hidden }) => !hidden).map(({ update }) => update), ({ name, releasedOn }) => `${name}\0${releasedOn ?? ''}`),
    failed: failures(at, it, today),
    held: updates && sortedSet(updates.filter(({ hidden }) => hidden).map(({ update }) => update.name)),
  };
}

/** Definitions of malicious software come several times a day: how fresh they are stands in the section on vitals. */
function waiting(at: At, it: Instance, today: string): { update: Pending; hidden: boolean }[] | undefined {
  const list = it('waiting');
  if (!Array.isArray(list)) {
    at.lack('held', { reason: 'unreadable', detail: 'the Windows Update Agent' });
    return at.lack('pending', { reason: 'unreadable', detail: 'the Windows Update Agent' });
  }
  return list.flatMap((one: unknown) => {
    const [title, severity, day, hidden] = [cimText(member(one, 'title'), 255), cimText(member(one, 'severity'), 32), cimText(member(one, 'day')), member(one, 'hidden')];
    const [numbers, kinds] = [textsOf(member(one, 'numbers')), textsOf(member(one, 'kinds'))];
    if (typeof title !== 'string' || severity === undefined || numbers === undefined || kinds === undefined || typeof hidden !== 'boolean')
      return at.lack('pending', { reason: 'unreadable', detail: 'the Windows Update Agent' }) ?? [];
    const categories = kinds.map((kind) => kind.toLowerCase());
    if (categories.includes(definitions)) return [];
    const isDay = typeof day === 'string' && isPast(day, today);
    const known = severity === null ? null : (/^(?:critical|important|moderate|low)$/i.exec(severity)?.[0].toLowerCase() ?? null);
    const update: Pending = {
      name: nameOf(title, numbers),
      installed: null,
      available: null,
      security: severity !== null || categories.some((kind) => security.has(kind)),
      releasedOn: isDay ? day : at.lack('pending[].releasedOn', { reason: 'unreadable', detail: 'LastDeploymentChangeTime' }),
      severity: severity !== null && known === null ? at.lack('pending[].severity', { reason: 'unreadable', detail: 'MsrcSeverity' }) : known,
    };
    return [{ update, hidden }];
  });
}

function textsOf(value: unknown): string[] | undefined {
  if (value === null) return [];
  const list = typeof value === 'string' ? [value] : value;
  return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined;
}

/** The number, which no language translates, else the title. */
function nameOf(title: string, numbers: readonly string[]): string {
  const [number] = numbers.filter((digits) => /^\d{6,8}$/.test(digits)).sort();
  return number === undefined ? titleName(title) : `KB${number}`;
}

function titleName(title: string): string {
  return /\bKB\d{6,8}\b/i.exec(title)?.[0].toUpperCase() ?? printable(title, 255);
}

/** OperationResultCode: 2 succeeded, 3 with errors, 4 failed, 5 aborted. UpdateOperation 1 installs. */
const [succeeded, failedCodes, installation] = [[2, 3], [4, 5], 1];

function failures(at: At, it: Instance, today: string): Failed[] | undefined {
  const list = it('past');
  const entries = itemsOf(list).map((one) => ({
    title: cimText(member(one, 'title'), 255), id: cimText(member(one, 'id')), operation: cimNumber(member(one, 'operation')), result: cimNumber(member(one, 'result')), day: cimText(member(one, 'day')),
  }));
  if (!Array.isArray(list) || entries.some(({ title, operation, result, day }) => title === undefined || typeof operation !== 'number' || typeof result !== 'number' || typeof day !== 'string'))
    return at.lack('failed', { reason: 'unreadable', detail: 'the history of the Windows Update Agent' });
  const installs = entries.flatMap((one) => {
    const name = typeof one.title === 'string' ? titleName(one.title) : (one.id ?? '');
    return one.operation === installation && name !== '' && !definitionNumbers.has(name) && isPast(one.day ?? '', today) ? [{ ...one, name, day: one.day ?? '' }] : [];
  });
  const failed = [...Map.groupBy(installs, ({ name }) => name)].flatMap(([name, all]): Failed[] => {
    const days = all.filter(({ result }) => failedCodes.includes(result ?? 0)).map(({ day }) => day).sort();
    const lastOn = days.at(-1);
    // The history is read newest first, so that of two on one day the first one is the later.
    const isMended = all.find(({ result }) => [...succeeded, ...failedCodes].includes(result ?? 0))?.result;
    return lastOn === undefined || succeeded.includes(isMended ?? 0) ? [] : [{ name, times: days.length, lastOn }];
  });
  return sortedBy(failed, ({ name }) => name);
}

function isPast(day: string, today: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day) && day <= today;
}
