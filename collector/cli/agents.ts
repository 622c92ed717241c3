import type { Command } from 'commander';
import { failure } from '../failure.ts';
import { agentsOf, updateAgent } from '../store/agents.ts';
import { appendAudit } from '../store/audit-log.ts';
import { inTransaction } from '../store/open.ts';
import type { AgentRow } from '../store/tables.ts';
import { findTown } from '../store/towns.ts';
import { instant } from '../world.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags, Session } from './session.ts';
import { printJson, printTable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

type Flags = FolderFlags & { readonly town: string; readonly json?: boolean };

/** `townwatch agent list | approve | revoke` */
export function agentCommands(program: Command, terminal: Terminal): void {
  const agent = program.command('agent').description('the agents of a town: who may send');
  withFolder(agent.command('list'))
    .description('list the agents of a town')
    .requiredOption('--town <name>', 'the town')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  townwatch agent list --town "Cedar Falls"')
    .action((flags: Flags) =>
      inSession(flags, async ({ store }) => {
        const town = await findTown(store, flags.town);
        const agents = (await agentsOf(store, town.id)).map(shown);
        if (flags.json) return printJson(terminal, agents);
        printTable(terminal, ['ID', 'COMPUTER', 'STATE', 'VERSION', 'LAST REPORT'], agents.map((it) => [it.id, it.hostname, it.state, it.version, it.lastReceivedAt ?? 'never']));
      }),
    );
  for (const [name, state, meaning] of [['approve', 'active', 'let agents of a bulk token count'], ['revoke', 'revoked', 'take nothing from these agents any more']] as const)
    withFolder(agent.command(`${name} <id...>`))
      .description(meaning)
      .requiredOption('--town <name>', 'the town')
      .option('--json', 'print JSON')
      .addHelpText('after', `\nExample:\n  townwatch agent ${name} 4f1c0d2e9a7b4c55b1d2c3e4f5a60718 --town "Cedar Falls"`)
      .action((ids: string[], flags: Flags) => inSession(flags, async (session) => setState(session, terminal, { ids, town: flags.town, state, json: flags.json === true })));
}

async function setState({ store, world }: Session, terminal: Terminal, order: { ids: readonly string[]; town: string; state: AgentRow['state']; json: boolean }): Promise<void> {
  const town = await findTown(store, order.town);
  const known = new Map((await agentsOf(store, town.id)).map((agent) => [agent.id, agent]));
  const missing = order.ids.find((id) => !known.has(id));
  if (missing !== undefined) throw failure('wrong-use', `"${town.name}" has no agent ${missing}; "townwatch agent list --town '${town.name}'" shows them.`);
  await inTransaction(store, async (within) => {
    for (const agent of order.ids) {
      await updateAgent(within, town.id, agent, { state: order.state });
      await appendAudit(within, [{ at: instant(world), town: town.id, actor: 'operator', action: 'agent-state-set', detail: { agent, state: order.state } }]);
    }
  });
  if (order.json) return printJson(terminal, { agents: order.ids, state: order.state });
  terminal.out(`${order.ids.length} ${order.ids.length === 1 ? 'agent is' : 'agents are'} ${order.state} now.`);
}

function shown({ id, hostname, state, platform, version, cloned, one_off, enrolled_at, last_received_at }: AgentRow) {
  return { id, hostname, state: cloned === 1 ? `${state}, cloned` : state, platform, version, oneOff: one_off === 1, enrolledAt: enrolled_at, lastReceivedAt: last_received_at };
}
