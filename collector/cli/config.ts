import type { Command } from 'commander';
import { activePacks } from '../../rules/engine/packs.ts';
import { packsNamed } from '../../rules/evaluate.ts';
import { visible } from '../../reports/words.ts';
import { assetNamed } from '../assets/named.ts';
import { rulesFolder } from '../evaluate/rulebook.ts';
import type { MspBody, RegisterBody } from '../evaluate/stated.ts';
import { spokenValue } from '../register/compare.ts';
import { explainParameters } from '../register/explain.ts';
import type { ExplainedParameter } from '../register/explain.ts';
import { declared } from '../settings/settings.ts';
import type { SettingName } from '../settings/settings.ts';
import { newestDocuments, newestShared } from '../store/documents.ts';
import { findTown } from '../store/towns.ts';
import { instant } from '../world.ts';
import { inSession, settingsOf, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** `townwatch config show | explain` */
export function configCommands(program: Command, terminal: Terminal): void {
  const config = program.command('config').description('settings of the server, and the limits that rules judge by');
  withFolder(config.command('show'))
    .description('print every setting and where it comes from')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch config show\n  TOWNWATCH_PORT=9443 townwatch config show --json')
    .action((flags: FolderFlags & { json?: boolean }) => {
      const { origins } = settingsOf(flags);
      if (flags.json) return printJson(terminal, origins);
      const rows = Object.entries(origins).map(([name, { value, origin }]) => [name, shown(value), origin, declared[name as SettingName].meaning]);
      printTable(terminal, ['NAME', 'VALUE', 'FROM', 'MEANING'], rows);
    });
  withFolder(config.command('explain <rule>'))
    .description('print the limits of a rule, or one of them (RULE.name): every place that sets it, and which one counts')
    .requiredOption('--town <name>', 'the town')
    .option('--asset <label>', 'as it is for this computer or device, by its label or id')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  townwatch config explain HW-001.maxYears --town "Cedar Falls"\n  townwatch config explain HW-001 --town "Cedar Falls" --asset clerk-pc-3')
    .action((wanted: string, flags: FolderFlags & { town: string; asset?: string; json?: boolean }) =>
      inSession(flags, async (session) => {
        const town = await findTown(session.store, flags.town);
        const asset = flags.asset === undefined ? null : await assetNamed(session.store, town, { wanted: flags.asset, asOf: instant(session.world) });
        const msp = await newestShared<MspBody>(session.store, 'msp');
        const [stated] = await newestDocuments<RegisterBody>(session.store, town.id, 'register');
        const rulebook = await session.rulebook();
        const packs = packsNamed(rulebook, activePacks(rulebook, { register: stated ? { data: stated.body.register } : null }));
        const explained = explainParameters(wanted, { rulebook, packs, folder: rulesFolder(), msp: msp?.body, town: stated?.body }, asset);
        if (flags.json) return printJson(terminal, explained);
        if (explained.length === 0) terminal.out(`${wanted} has no limits that can be set.`);
        for (const parameter of explained) print(parameter, terminal);
      }),
    );
}

function print({ rule, parameter, value, unit, meaning, layers }: ExplainedParameter, terminal: Terminal): void {
  terminal.out(visible(`${rule}.${parameter} is ${spokenValue(value)}${unit === null ? '' : ` ${unit}`}${meaning === null ? '' : `: ${meaning}`}`));
  const rows = layers.map((layer, index) => [
    index === layers.length - 1 ? '*' : '',
    layer.level,
    spokenValue(layer.value),
    layer.author ?? '-',
    layer.date ?? '-',
    `${layer.file}:${layer.line}`,
    layer.reason ?? '-',
  ]);
  printTable(terminal, ['COUNTS', 'SET BY', 'VALUE', 'AUTHOR', 'DATE', 'WHERE', 'REASON'], rows);
}

function shown(value: unknown): string {
  if (value === null || value === '') return '-';
  return Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value);
}
