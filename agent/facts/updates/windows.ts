import type { Updates } from '../../../wire/sections/updates.ts';
import { cim, cimText, instancesOf } from '../../host/cim.ts';
import { filetimeInstant } from '../../host/filetime.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { automaticUpdates, automaticSources, updateServer } from './windows-automatic.ts';
import { historySources, updateHistory } from './windows-history.ts';

const sources = {
  /** Updates of Windows itself that are installed. */
  installed: cim('root/cimv2:Win32_QuickFixEngineering', ['HotFixID', 'InstalledOn']),
  ...automaticSources,
  ...historySources,
} as const satisfies Sources;

type At = Look<typeof sources>;

/** By Win32_QuickFixEngineering, the Windows Update Agent asked without going to its server, and the policies of Windows Update. */
export const windows: PlatformFact<Updates> = { sources: () => sources, parse };

function parse(answers: Answers, { now }: ParseContext): Parsed<Updates> {
  const at = look(answers, sources);
  const data: Updates = {
    automatic: automaticUpdates(at, now),
    ...updateHistory(at, now.slice(0, 10)),
    pendingSecurityCount: null,
    installed: installedOf(at, now.slice(0, 10)),
    sources: sourcesOf(at),
  };
  return { data, missing: at.missing() };
}

function installedOf(at: At, today: string): Updates['installed'] {
  const { list, why } = instancesOf(at, 'installed');
  if (list === undefined) return at.lack('installed', why ?? { reason: 'not-visible-from-here', detail: sources.installed.class });
  const updates = list.flatMap((it) => {
    const name = cimText(it('HotFixID'), 255);
    if (typeof name !== 'string') return at.lack('installed', { reason: 'unreadable', detail: 'HotFixID' }) ?? [];
    // Windows XP lists the files of an update under this name.
    if (name === 'File 1') return [];
    const day = installedDay(it('InstalledOn'), today);
    return [{ name, installedOn: day === undefined ? at.lack('installed[].installedOn', { reason: 'unreadable', detail: 'InstalledOn' }) : day }];
  });
  return sortedBy(updates, ({ name, installedOn }) => `${name}\0${installedOn ?? ''}`);
}

/**
 * The property is a text: month/day/year in the order of the USA whatever the language is, year month day in eight digits,
 * or a FILETIME in hexadecimal (Vista). See Win32_QuickFixEngineering at learn.microsoft.com. Null for none.
 */
export function installedDay(value: unknown, today: string): string | null | undefined {
  const text = cimText(value);
  if (typeof text !== 'string') return text;
  if (/^[0-9a-f]{16}$/i.test(text)) return filetimeInstant(BigInt(`0x${text}`))?.slice(0, 10);
  const [, month = '', day = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  const [, fullYear = year, fullMonth = month, fullDay = day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? [];
  const iso = `${fullYear}-${fullMonth.padStart(2, '0')}-${fullDay.padStart(2, '0')}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) && iso <= today ? iso : undefined;
}

/** Only a server of the town's own is an address that this computer tells; the one of the maker stands in no setting. */
function sourcesOf(at: At): Updates['sources'] {
  const server = updateServer(at);
  if (server === undefined) return at.lack('sources', { reason: 'not-visible-from-here', detail: 'the policy of Windows Update' });
  if (server === null) return at.lack('sources', { reason: 'not-this-platform', detail: 'Windows Update asks its maker' });
  return [{ uri: server, suite: null, encrypted: /^https:/i.test(server), signed: true, security: true }];
}
