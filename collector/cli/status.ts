import type { Command } from 'commander';
import type { EvaluationInput } from '../../rules/input.ts';
import type { ContentReader } from '../evaluate/contents.ts';
import { buildInput } from '../evaluate/input.ts';
import { agentsOf } from '../store/agents.ts';
import { auditHead } from '../store/audit-log.ts';
import { latestEvaluation } from '../store/evaluations.ts';
import { findTown } from '../store/towns.ts';
import { instant } from '../world.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags, Session } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

type Flags = FolderFlags & { readonly town: string; readonly json?: boolean };

/** `townwatch status`: who reported, when, and what failed. */
export function statusCommand(program: Command, terminal: Terminal): void {
  withFolder(program.command('status'))
    .description('who reported, when, and what could not be read')
    .requiredOption('--town <name>', 'the town')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch status --town "Cedar Falls"')
    .action((flags: Flags) =>
      inSession(flags, async (session) => {
        const status = await statusOf(session, flags.town);
        if (flags.json) return printJson(terminal, status);
        const rows = status.assets.map((it) => [it.label, it.cloned ? `${it.state}, cloned` : it.state, it.lastSeen ?? 'never', it.notRead.map(({ section, reason }) => `${section} (${reason})`).join(', ') || '-']);
        printTable(terminal, ['COMPUTER', 'STATE', 'LAST REPORT', 'NOT READ'], rows);
        if (status.pendingAgents > 0) terminal.err(`${status.pendingAgents} agents wait for approval: townwatch agent list --town "${status.town}"`);
      }),
    );
}

async function statusOf({ store, world }: Session, wanted: string) {
  const town = await findTown(store, wanted);
  const asOf = instant(world);
  const nothing: ContentReader = { read: () => Promise.resolve(undefined), closed: () => Promise.resolve(undefined) };
  const input = await buildInput(store, nothing, { town, asOf, engine: '', documents: [] });
  const agents = await agentsOf(store, town.id);
  const evaluation = await latestEvaluation(store, town.id);
  return {
    town: town.name,
    asOf,
    assets: input.roster.map(({ id, label, state, lastSeen, cloned, possibleDuplicateOf }) => ({ id, label, state, lastSeen, cloned, possibleDuplicateOf, notRead: notRead(input, id) })),
    pendingAgents: agents.filter(({ state }) => state === 'pending').length,
    judgedAt: evaluation?.asOf ?? null,
    auditHead: await auditHead(store),
  };
}

/** Sections that the newest scan of an asset could not read in full, and why. */
function notRead({ statements }: EvaluationInput, asset: string): { section: string; status: string; reason: string }[] {
  const newest = statements.filter((it) => it.asset === asset).sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1))[0];
  const sections = Object.entries(newest?.predicate.sections ?? {});
  return sections.filter(([, { status }]) => status !== 'ok').map(([section, { status, reason }]) => ({ section, status, reason: reason ?? 'in part' }));
}
