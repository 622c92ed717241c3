import type { Backups } from '../../../wire/sections/backups.ts';
import { sortedBy } from '../../host/order.ts';
import { presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import { hku, keysOf } from '../../host/registry.ts';
import type { Answers, Sources } from '../../host/source.ts';
import { programSources, programsOf, versionOf } from '../../host/windows-programs.ts';
import type { InstalledProgram } from '../../host/windows-programs.ts';
import { servicesOf, serviceSources } from '../../host/windows-services.ts';
import type { WindowsServices } from '../../host/windows-services.ts';
import type { ParseContext, Parsed, PlatformFact } from '../fact.ts';
import { windowsBackupProducts } from './windows-products.ts';
import { serverBackup, serverBackupCopies, serverBackupSources } from './windows-server-backup.ts';

const sources = {
  ...serverBackupSources,
  ...serviceSources,
  ...programSources,
  /** File History keeps what it did last below each user; between two runs it sets the moment back to 0, so that only its being there counts. */
  fileHistory: hku(String.raw`*\SOFTWARE\Microsoft\Windows\CurrentVersion\FileHistory`, ['ProtectedUpToTime']),
} as const satisfies Sources;

type At = Look<typeof sources>;
type Product = NonNullable<Backups['products']>[number];

export const windows: PlatformFact<Backups> = { sources: () => sources, parse };

function parse(answers: Answers, { settings }: ParseContext): Parsed<Backups> {
  const at = look(answers, sources);
  const copies = serverBackupCopies(at);
  const products = productsOf(at, copies.value !== null && copies.value !== undefined);
  if (copies.why) at.lack('repositories', copies.why);
  const hidden = [...products.map(({ name }) => name).filter((name) => name !== serverBackup || !copies.value), ...settings.repositories.map(({ product }) => product)];
  const repositories = copies.value ? [copies.value] : [];
  if (hidden.length > 0) at.lack('repositories', { reason: 'not-visible-from-here', detail: `repositories of ${hidden.join(', ')}` });
  else if (repositories.length === 0) at.lack('repositories', { reason: 'not-visible-from-here', detail: 'no backup program is here; the computer may be backed up from outside' });
  // Shadow copies and restore points lie on the disk they are of, and are no backup; nobody counts them here.
  const snapshots = at.lack('snapshots', { reason: 'not-visible-from-here', detail: 'shadow copies are not listed' });
  return { data: { products, repositories: repositories.length > 0 ? repositories : undefined, snapshots }, missing: at.missing() };
}

function productsOf(at: At, hasCopies: boolean): Product[] {
  const services = servicesOf(at);
  const programs = programsOf(at);
  const why = services.why ?? programs.why;
  if (why) at.lack('products', why);
  const others = windowsBackupProducts.flatMap((product): Product[] => {
    const version = versionOf(programs.list, product.called);
    if (version === undefined && !hasService(services, product.services)) return [];
    return [{ name: product.name, version: told(at, { name: product.name, version, programs }), ...ownSchedule(at, product.name) }];
  });
  return sortedBy([...others, ...ofWindows(at, hasCopies), ...fileHistory(at)], ({ name }) => name);
}

function hasService({ byName }: WindowsServices, names: readonly string[]): boolean {
  return [...byName.keys()].some((key) => names.some((name) => (name.endsWith('*') ? key.startsWith(name.slice(0, -1)) : key === name)));
}

/** Programs of makers keep their schedule in a service or console of their own. */
function ownSchedule(at: At, name: string): Pick<Product, 'scheduled' | 'schedule'> {
  for (const field of ['scheduled', 'schedule']) at.lack(`products[].${field}`, { reason: 'not-visible-from-here', detail: `${name} keeps its schedule itself` });
  return {};
}

interface Version {
  readonly name: string;
  readonly version: string | null | undefined;
  readonly programs: { readonly list: readonly InstalledProgram[]; readonly why: ReturnType<typeof programsOf>['why'] };
}

function told(at: At, { name, version, programs }: Version): string | null | undefined {
  if (version !== undefined && (version !== null || !programs.why)) return version;
  return at.lack('products[].version', programs.why ?? { reason: 'not-visible-from-here', detail: `${name} is not in the list of programs` });
}

/** Windows Server Backup: where its feature is installed, or its list of copies is not empty. It is part of Windows and has no version of its own. */
function ofWindows(at: At, hasCopies: boolean): Product[] {
  const installed = presence(at, 'feature');
  if (installed === undefined) at.lack('products', whyUnread(at, 'feature')!);
  if (!installed && !hasCopies) return [];
  const task = presence(at, 'task');
  const why = whyUnread(at, 'task');
  if (task === undefined && why) for (const field of ['scheduled', 'schedule']) at.lack(`products[].${field}`, why);
  const scheduled = task === undefined ? {} : { scheduled: task, schedule: task ? printable(at.all('task').entries[0]?.path ?? '', 255) : null };
  return [{ name: serverBackup, version: null, ...scheduled }];
}

function fileHistory(at: At): Product[] {
  const { keys, why } = keysOf(at, 'fileHistory');
  if (why) at.lack('products', why);
  if (!keys.some((key) => key.value('ProtectedUpToTime') !== null)) return [];
  return [{ name: 'File History', version: null, ...ownSchedule(at, 'File History') }];
}
