import fs from 'node:fs';
import { codeOf, exits, failure } from '../failure.ts';
import { enroll } from '../enroll.ts';
import type { Enrolled } from '../enroll.ts';
import { configured, platformOf, print } from './context.ts';
import type { Context } from './context.ts';
import { locked } from './locked.ts';

export interface EnrollOptions {
  readonly tokenFile?: string;
  /** Refused: never read. */
  readonly token?: string;
}

const mostBytes = 16 * 1024;
const variable = 'TOWNWATCH_TOKEN';

/** `enroll`: makes this computer known to the collector that the token names. */
export async function enrollCommand(options: EnrollOptions, context: Context): Promise<number> {
  const { outcome, agent, town, url } = await enrollHere(options, context);
  const how = { already: 'This computer is already enrolled', active: 'Enrolled', pending: 'Enrolled, and waiting for a person to approve it' }[outcome];
  print(context, { outcome, agent, town, url }, `${how}: agent ${agent} of town ${town} at ${url}.`);
  return exits.done;
}

/** Enrolls with the token from file, variable or standard input, and removes the file: a token is for one use. */
export async function enrollHere({ tokenFile, token: argument }: EnrollOptions, context: Context): Promise<Enrolled> {
  refuseArgument(argument);
  const configuration = await configured(context);
  const token = await tokenFrom(tokenFile, context);
  const { state: folder, settings } = configuration;
  const enrolling = { folder, uid: context.uid, proxy: settings.proxy, agentVersion: context.version, platform: platformOf(context.platform), now: context.clock.now };
  const enrolled = await locked(configuration, context, () => enroll(token, enrolling));
  if (tokenFile !== undefined && tokenFile !== '-') removeToken(tokenFile, context);
  return enrolled;
}

/** Every user of a computer sees the arguments of every process. */
function refuseArgument(token: string | undefined): void {
  if (token === undefined) return;
  throw failure('wrong-use', `Everybody on this computer can see arguments, so a token is not taken from there: use --token-file FILE or the variable ${variable}. Have this token revoked.`);
}

/** Whether a token was given in any of the three ways, standard input excepted. */
export function hasToken({ tokenFile, token }: EnrollOptions, { env }: Context): boolean {
  return token !== undefined || tokenFile !== undefined || Boolean(env[variable]);
}

async function tokenFrom(file: string | undefined, { env, stdin }: Context): Promise<string> {
  if (file !== undefined && file !== '-') return tokenIn(file);
  const fromVariable = file === undefined ? env[variable] : undefined;
  const text = fromVariable || (await stdin());
  if (text !== undefined && text.trim() !== '') return text;
  throw failure('wrong-use', `Give the enrollment token with --token-file FILE, in the variable ${variable}, or on standard input.`);
}

function tokenIn(file: string): string {
  try {
    if (fs.statSync(file).size > mostBytes) throw failure('wrong-use', `${file} is too large for an enrollment token.`);
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw failure('wrong-use', `The token file ${file} cannot be read (${codeOf(error)}); name a file that holds the token.`, error);
  }
}

function removeToken(file: string, { log }: Context): void {
  try {
    if (fs.lstatSync(file).isFile()) fs.rmSync(file);
  } catch {
    log('token-kept', `The token file ${file} could not be removed; remove it by hand, it is of no use any more.`, { file });
  }
}
