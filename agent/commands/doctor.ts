import { exits } from '../failure.ts';
import { examine } from '../doctor.ts';
import { configured, print } from './context.ts';
import type { Context } from './context.ts';
import { examineTargets } from './targets.ts';

/** `doctor`: one line for everything that can go wrong. @returns 20 when the collector cannot be reached, 2 for the rest */
export async function doctorCommand(context: Context): Promise<number> {
  const configuration = await configured(context);
  const checks = [...(await examine(configuration, context)), ...(await examineTargets(configuration.settings, context))];
  const lines = checks.map(({ check, ok, says, mend }) => `${ok ? 'ok      ' : 'PROBLEM '} ${check.padEnd(11)} ${says}${mend ? `; to mend it: ${mend}` : ''}`);
  print(context, checks, lines.join('\n'));
  const wrong = checks.filter(({ ok }) => !ok).map(({ check }) => check);
  if (wrong.length === 0) return exits.done;
  return wrong.some((check) => ['dns', 'proxy', 'pin'].includes(check)) ? exits['not-delivered'] : exits['wrong-use'];
}
