import fs from 'node:fs';
import path from 'node:path';
import { codeOf, failure } from '../../failure.ts';
import { checkFolder, checkPrivate } from '../../private.ts';
import type { Uid } from '../../private.ts';
import type { SshSetting } from './setting.ts';

/** What signs in: the text of a private key, or a password. Held for one connection and told to nobody else. */
export type Secret =
  | { readonly kind: 'key'; readonly privateKey: string; readonly passphrase?: string }
  | { readonly kind: 'password'; readonly password: string };

const mostBytes = 64 * 1024;

/** Refuses files that others may read, before anything is asked. @throws a failure with the command that mends it */
export function checkSecrets({ keyFile, passphraseFile, passwordFile }: SshSetting, uid: Uid): void {
  for (const file of [keyFile, passphraseFile, passwordFile]) if (file !== null) checked(file, uid);
}

/** Reads the secret of a target anew at every scan, so that a changed one counts at once. @throws a failure like {@link checkSecrets} */
export function readSecret({ keyFile, passphraseFile, passwordFile }: SshSetting, uid: Uid): Secret {
  if (passwordFile !== null) return { kind: 'password', password: lineOf(passwordFile, uid) };
  const privateKey = checked(keyFile ?? '', uid);
  return { kind: 'key', privateKey, ...(passphraseFile === null ? {} : { passphrase: lineOf(passphraseFile, uid) }) };
}

/** The first line of a file; an editor puts a line feed behind it. */
function lineOf(file: string, uid: Uid): string {
  const [line = ''] = checked(file, uid).split(/\r?\n/);
  if (line === '') throw failure('wrong-use', `${file} is empty; write the secret into its first line.`);
  return line;
}

function checked(file: string, uid: Uid): string {
  try {
    checkFolder(path.dirname(file), uid);
    checkPrivate(file, '600', uid);
    const { size } = fs.statSync(file);
    if (size > mostBytes) throw failure('wrong-use', `${file} has ${size} bytes, and no key or password is that long; name the right file in agent.yaml.`);
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw failure('wrong-use', `There is no ${file}; make it, or name another in "ssh" of agent.yaml.`, error);
    if (codeOf(error) === 'EACCES') throw failure('wrong-use', `${file} cannot be read by this user; run as root.`, error);
    throw error;
  }
}
