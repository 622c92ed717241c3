import type { Command } from 'commander';
import { shippedCatalogs } from '../../rules/load/shipped.ts';
import type { CatalogChanges } from '../catalog/changes.ts';
import { sourceFile, sources } from '../catalog/sources.ts';
import { fetchedCatalog, prepareCatalog, writeCatalog } from '../catalog/update.ts';
import { rulesFolder } from '../evaluate/rulebook.ts';
import { appendAudit } from '../store/audit-log.ts';
import { instant } from '../world.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface UpdateFlags extends FolderFlags {
  readonly from?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `townwatch catalog update | show` */
export function catalogCommands(program: Command, terminal: Terminal): void {
  const catalog = program.command('catalog').description('the catalogs by which is judged: support dates, builds of Windows, holes that are known to be exploited');
  const files = Object.values(sources).map(({ file }) => file).join(' and ');
  withFolder(catalog.command('update'))
    .description('fetch the catalogs anew, check them, and say what changes')
    .option('--from <place>', `a mirror instead of the publishers: a folder or an https address with ${files}`)
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nWhat is fetched counts from the next judgement on; a server that runs takes it when it starts again.\n\nExamples:\n  townwatch catalog update\n  townwatch catalog update --dry-run --json\n  townwatch catalog update --from /media/usb/mirror')
    .action((flags: UpdateFlags) => update(flags, terminal));
  withFolder(catalog.command('show'))
    .description('show which catalogs are in use, from where and as of which day')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch catalog show\n  townwatch catalog show --json')
    .action((flags: UpdateFlags) => inSession(flags, ({ folder }) => Promise.resolve(show(folder, flags, terminal))));
}

function update(flags: UpdateFlags, terminal: Terminal): Promise<void> {
  return inSession(flags, async ({ folder, store, world }) => {
    const shipped = shippedCatalogs(rulesFolder());
    const before = fetchedCatalog(folder);
    const files = { releases: await sourceFile('releases', flags.from), holes: await sourceFile('holes', flags.from) };
    const prepared = prepareCatalog({ shipped, before, files, fetchedAt: instant(world) });
    const { manifest } = prepared.catalog;
    if (!flags.dryRun) {
      writeCatalog(folder, prepared);
      const detail = { releases: manifest.releases.digest, holes: manifest.holes.digest, sources: [manifest.releases.source, manifest.holes.source] };
      await appendAudit(store, [{ at: manifest.fetchedAt, town: null, actor: 'operator', action: 'catalog-updated', detail }]);
    }
    if (flags.json) return printJson(terminal, { written: !flags.dryRun, manifest, changes: prepared.changes });
    printChanges(prepared.changes, terminal);
    terminal.out(`${flags.dryRun ? 'Nothing was written. It would be' : 'In use now:'} support dates as of ${manifest.releases.asOf}, exploited holes as of ${manifest.holes.asOf}.`);
  });
}

/** Differences beyond these many of a kind are counted and not listed; `--json` has all. */
const mostShown = 40;

function printChanges({ releases, builds, holes, withdrawn }: CatalogChanges, terminal: Terminal): void {
  const said = { changed: 'changes', kept: 'differs, ours stays', added: 'new', gone: 'no longer in the collection, stays' } as const;
  const rows = releases.map(({ product, cycle, kind, key, was, is }) => [product, cycle, said[kind], key ?? '', ...(kind === 'gone' ? ['', ''] : [was === undefined ? '' : (was ?? 'none'), is ?? 'none'])]);
  printSome(terminal, ['PRODUCT', 'RELEASE', 'WHAT', 'DATE', 'WAS', 'IS'], rows);
  printSome(terminal, ['SYSTEM', 'RELEASE', 'NEW BUILD'], builds.map(({ product, cycle, build }) => [product, cycle, build]));
  printSome(terminal, ['NEW HOLE', 'LISTED', 'RANSOMWARE', 'PRODUCT', 'HERE'], holes.map((it) => [it.cve, it.addedOn, it.ransomware ? 'yes' : '', `${it.vendor} ${it.product}`, it.about ?? '']));
  if (withdrawn.length > 0) terminal.out(`Taken back by CISA: ${withdrawn.join(', ')}`);
  if (rows.length + builds.length + holes.length + withdrawn.length === 0) terminal.out('Nothing changes.');
}

function printSome(terminal: Terminal, headings: readonly string[], rows: readonly string[][]): void {
  if (rows.length === 0) return;
  printTable(terminal, headings, rows.slice(0, mostShown));
  if (rows.length > mostShown) terminal.out(`… and ${rows.length - mostShown} more; "--json" lists all.`);
  terminal.out('');
}

function show(folder: string, flags: UpdateFlags, terminal: Terminal): void {
  const { lifecycle, exploited } = shippedCatalogs(rulesFolder());
  const fetched = fetchedCatalog(folder);
  const shipped = {
    products: lifecycle.reduce((sum, { products }) => sum + products.length, 0),
    checkedOn: lifecycle.map(({ checkedOn }) => checkedOn).sort()[0] ?? null,
    exploited: exploited.reduce((sum, { products }) => sum + products.length, 0),
    listedUntil: exploited.map(({ listedUntil }) => listedUntil).sort()[0] ?? null,
  };
  if (flags.json) return printJson(terminal, { shipped, fetched: fetched?.manifest ?? null });
  terminal.out(`Shipped with the rules: ${shipped.products} products with support dates, compared on ${shipped.checkedOn}; exploited holes of ${shipped.exploited} products, known until ${shipped.listedUntil}.`);
  if (!fetched) return terminal.out('Nothing was fetched yet: "townwatch catalog update" does it.');
  const { manifest } = fetched;
  printTable(terminal, ['FETCHED', 'AS OF', 'FROM', 'DIGEST'], [
    ['support dates', manifest.releases.asOf, manifest.releases.source, manifest.releases.digest.slice(0, 16)],
    ['exploited holes', manifest.holes.asOf, manifest.holes.source, manifest.holes.digest.slice(0, 16)],
  ]);
  terminal.out(`Fetched at ${manifest.fetchedAt}.`);
}
