import type { Command } from 'commander';
import { visible } from '../../reports/words.ts';
import { makeJudge } from '../evaluate/judge.ts';
import { formatsNamed, writeReport } from '../evaluate/report.ts';
import { failure } from '../failure.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface Flags extends FolderFlags {
  readonly town: string;
  readonly out: string;
  readonly format?: string[];
  readonly json?: boolean;
}

/** `townwatch report` */
export function reportCommand(program: Command, terminal: Terminal): void {
  withFolder(program.command('report'))
    .description('judge a town as of now and write its report')
    .requiredOption('--town <name>', 'the town')
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--format <name...>', 'formats to write; all of them when left out')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch report --town "Cedar Falls" --out reports/cedar-falls\n  townwatch report --town "Cedar Falls" --out . --format json')
    .action((flags: Flags) =>
      inSession(flags, async ({ store, settings, world, rulebook: load }) => {
        const formats = formatsNamed(flags.format ?? []);
        const rulebook = await load();
        const judgement = await makeJudge(store, rulebook, world)(flags.town);
        const { model, files, failed } = await writeReport(store, judgement, { rulebook, order: { out: flags.out, formats, preparedBy: settings.preparedBy } });
        if (flags.json) printJson(terminal, { town: model.town, asOf: model.asOf, counts: model.counts, files, failed });
        else files.forEach((file) => terminal.out(file));
        if (failed.length > 0) throw failure('bug', `Not written: ${failed.map(({ format, why }) => `${format} (${visible(why)})`).join(', ')}`);
      }),
    );
}
