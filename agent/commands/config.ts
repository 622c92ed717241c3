import { exits } from '../failure.ts';
import { shown } from '../settings.ts';
import { configured, print } from './context.ts';
import type { Context } from './context.ts';

/** `config show`: every setting with its value and where it comes from. */
export async function configShowCommand(context: Context): Promise<number> {
  const { all } = await configured(context);
  const rows = all.map((setting) => ({ name: setting.name, value: setting.name === 'proxy' && setting.value !== null ? shown(setting) : setting.value, origin: setting.origin }));
  const width = Math.max(...all.map(({ name }) => name.length));
  print(context, rows, all.map((setting) => `${setting.name.padEnd(width)}  ${shown(setting)}  (${setting.origin})`).join('\n'));
  return exits.done;
}
