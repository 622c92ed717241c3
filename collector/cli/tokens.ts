import type { Command } from 'commander';
import { createToken } from '../enroll/tokens.ts';
import { findTown } from '../store/towns.ts';
import { serverPin } from '../tls/certificates.ts';
import { whole } from './numbers.ts';
import { inSession, withFolder } from './session.ts';
import type { FolderFlags } from './session.ts';
import { printJson } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface TokenFlags extends FolderFlags {
  readonly town: string;
  readonly uses?: number;
  readonly days?: number;
  readonly url?: string;
  readonly json?: boolean;
}

/** `townwatch token create` */
export function tokenCommands(program: Command, terminal: Terminal): void {
  const token = program.command('token').description('enrollment tokens: how a computer comes to report here');
  withFolder(token.command('create'))
    .description('make a token; it is shown once')
    .requiredOption('--town <name>', 'town that the computers belong to')
    .option('--uses <count>', 'how many computers may use it; with more than one they wait for approval', whole)
    .option('--days <count>', 'how long it lives, at most 7 days; 30 minutes when left out', whole)
    .option('--url <address>', 'address of this server as the computers reach it')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  townwatch token create --town "Cedar Falls"\n  townwatch token create --town "Cedar Falls" --uses 40 --days 2 --url https://collector.example:8443',
    )
    .action((flags: TokenFlags) =>
      inSession(flags, async ({ folder, settings, store, world }) => {
        const town = await findTown(store, flags.town);
        const url = flags.url ?? addressOf(settings.host[0] ?? 'localhost', settings.port);
        const pin = await serverPin(folder, settings, world);
        const made = await createToken(store, { town, url, pin, uses: flags.uses, days: flags.days }, world);
        if (flags.json) return printJson(terminal, made);
        terminal.err(`For ${made.uses === 1 ? 'one computer' : `${made.uses} computers`} of "${town.name}", until ${made.expiresAt}, at ${url}:`);
        terminal.out(made.token);
      }),
    );
}

/** The https address of a host and port; an IPv6 address gets its brackets. */
function addressOf(host: string, port: number): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
