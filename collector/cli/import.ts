import fs from 'node:fs';
import type { Command } from 'commander';
import { visible } from '../../reports/words.ts';
import { refusals } from '../../wire/receipt.ts';
import { bounds } from '../../wire/snapshot.ts';
import { codeOf, failure } from '../failure.ts';
import { importFile } from '../ingest/import.ts';
import type { Imported } from '../ingest/import.ts';
import { findTown } from '../store/towns.ts';
import { importListCommand } from './lists.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface Flags extends FolderFlags {
  readonly town: string;
  readonly json?: boolean;
}

/** `townwatch import [snapshots | list]`: files instead of a network; snapshots when neither is said. */
export function importCommand(program: Command, terminal: Terminal): void {
  const group = program.command('import').description('take in files: snapshots, or lists that other programs keep');
  importListCommand(group, terminal);
  withFolder(group.command('snapshots <file...>', { isDefault: true }))
    .description('take in snapshots that "townwatch-agent run --to FILE" wrote')
    .requiredOption('--town <name>', 'town that the computers belong to')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch import snapshots usb/*.snapshot --town "Cedar Falls" --json\n  townwatch import usb/*.snapshot --town "Cedar Falls"')
    .action((files: string[], flags: Flags) =>
      inSession(flags, async ({ store, world }) => {
        const town = await findTown(store, flags.town);
        const results = [];
        for (const file of files) results.push({ file, ...toldOf(await importFile(store, town.id, readWhole(file), world)) });
        if (flags.json) printJson(terminal, results);
        else for (const { file, stored, what } of results) (stored ? terminal.out : terminal.err)(`${visible(file)}: ${what}`);
        if (results.some(({ stored }) => !stored)) terminal.end('input-refused');
      }),
    );
}

function readWhole(file: string): Buffer {
  try {
    if (fs.statSync(file).size > bounds.compressed + 4096) throw failure('input-refused', `${file} is larger than a snapshot can be; it is not one.`);
    return fs.readFileSync(file);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw failure('wrong-use', `${file} cannot be read (${codeOf(error)}); name a file that "townwatch-agent run --to FILE" wrote.`, error);
  }
}

function toldOf(imported: Imported): { stored: boolean; what: string; receipt?: string } {
  if ('refusal' in imported) return { stored: false, what: `refused: ${refusals[imported.refusal].sentence} (${visible(imported.detail).slice(0, 200)})` };
  switch (imported.kind) {
    case 'stored':
      return { stored: true, what: imported.behind ? 'stored as history; something newer is known' : 'stored', receipt: imported.receipt };
    case 'repeated':
      return { stored: true, what: 'was stored before', receipt: imported.receipt };
    case 'cloned':
      return { stored: false, what: refusals.cloned.sentence };
    case 'need':
      return { stored: false, what: `lacks ${imported.need.length} contents that were never received here; write the file anew on the computer` };
  }
}
