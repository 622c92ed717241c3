import type { Command } from 'commander';
import { visible } from '../../reports/words.ts';
import { testRules } from '../../rules/engine/run-tests.ts';
import { differences } from '../../rules/judge/differences.ts';
import { contentReader } from '../evaluate/contents.ts';
import { buildInput } from '../evaluate/input.ts';
import { besideOf, loadedRulebook, rulesFolder } from '../evaluate/rulebook.ts';
import { failure } from '../failure.ts';
import { beginRule } from '../own-rules/begin.ts';
import { ownFiles, ownRulesIn, trustOwnRules } from '../own-rules/trusted.ts';
import { engine } from '../program.ts';
import { findTown } from '../store/towns.ts';
import { instant } from '../world.ts';
import { judged, tellDifferences } from './evaluate.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags, Session } from './session.ts';
import { printJson } from './terminal.ts';
import type { Terminal } from './terminal.ts';

type Flags = FolderFlags & { readonly json?: boolean };

/** `townwatch rules new | shadow | trust | distrust` */
export function ownRuleCommands(rules: Command, terminal: Terminal): void {
  rules
    .command('new <id>')
    .description('begin a rule of your own: a file that loads, with a word on every line, and a pack that selects it')
    .requiredOption('--out <folder>', 'folder of your own rules')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch rules new OWN-001 --out my-rules')
    .action((id: string, { out, json }: { out: string; json?: boolean }) => {
      const files = beginRule(out, id);
      if (json) printJson(terminal, files);
      else for (const file of files) terminal.out(file);
    });
  withFolder(rules.command('shadow <folder>'))
    .description('judge a town with the rules in a folder beside those that count now, show what would change, and store nothing')
    .requiredOption('--town <name>', 'the town')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch rules shadow my-rules --town "Cedar Falls"')
    .action((folder: string, flags: Flags & { town: string }) =>
      inSession(flags, async (session) => {
        const changed = await shadowed(session, folder, flags.town);
        if (flags.json) printJson(terminal, changed);
        else tellDifferences(changed, terminal);
      }),
    );
  withFolder(rules.command('trust <folder>'))
    .description('let the rules in a folder count from now on, as they are now: what the folder becomes later does not')
    .requiredOption('--by <name>', 'who answers for them')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch rules trust my-rules --by "Mia Stone"')
    .action((folder: string, flags: Flags & { by: string }) =>
      inSession(flags, async ({ store, world }) => {
        const files = ownRulesIn(folder, rulesFolder());
        proven(folder, files);
        const { digest, changed } = await trustOwnRules(store, { files, from: folder, by: flags.by, at: instant(world) });
        const names = files.map(({ name }) => name);
        if (flags.json) return printJson(terminal, { digest, changed, files: names });
        terminal.out(changed ? `${names.length} files count from the next judgment on (SHA-256 ${digest}): ${visible(names.join(', '), 2_000)}` : 'They count already; nothing changed.');
      }),
    );
  withFolder(rules.command('distrust'))
    .description('take your own rules away again; their findings stay in the history')
    .requiredOption('--by <name>', 'who decided so')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch rules distrust --by "Mia Stone"')
    .action((flags: Flags & { by: string }) =>
      inSession(flags, async ({ store, world }) => {
        const before = await ownFiles(store);
        const { changed } = before.length === 0 ? { changed: false } : await trustOwnRules(store, { files: [], from: '', by: flags.by, at: instant(world) });
        if (flags.json) printJson(terminal, { changed, files: before.map(({ name }) => name) });
        else terminal.out(changed ? `${before.length} files count no longer.` : 'No rules of your own count.');
      }),
    );
}

/** A rule whose own cases fail says something else than its author means. */
function proven(folder: string, files: ReturnType<typeof ownRulesIn>): void {
  const ids = files.filter(({ name }) => name.startsWith('catalog/')).map(({ name }) => name.replace(/^.*\/|\.ya?ml$/g, ''));
  const [wrong] = testRules(loadedRulebook(rulesFolder(), { own: files }), ids).filter(({ ok }) => !ok);
  if (wrong) throw failure('input-refused', `${folder}: the case "${wrong.name}" of ${wrong.rule} expects ${wrong.expected} and gets ${wrong.got}; mend the rule or the case.`);
}

async function shadowed(session: Session, folder: string, wanted: string) {
  const { store, world } = session;
  const own = ownRulesIn(folder, rulesFolder());
  const town = await findTown(store, wanted);
  const now = await session.rulebook();
  const input = await buildInput(store, contentReader(store, Infinity), { town, asOf: instant(world), engine, documents: now.documents });
  const then = loadedRulebook(rulesFolder(), { ...(await besideOf(session)), own });
  return differences(judged(input, now), judged(input, then));
}
