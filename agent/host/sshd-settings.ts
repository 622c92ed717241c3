import type { Why } from './reading.ts';
import { setting } from './sshd-config.ts';
import type { SshdBlock, SshdLine } from './sshd-config.ts';

/** A setting with its default filled in: the value and the line that says so, or why it is not known. */
export interface Decided<T> {
  readonly value?: T;
  readonly line?: SshdLine;
  readonly why?: Why;
}

/** Who may sign in how, as sshd_config(5) decides it. */
export interface SshdAuthentication {
  readonly password: Decided<boolean>;
  readonly keyboardInteractive: Decided<boolean>;
  readonly publicKey: Decided<boolean>;
  readonly hostBased: Decided<boolean>;
  readonly kerberos: Decided<boolean>;
  readonly usePam: Decided<boolean>;
  /** Lists of methods of which one has to be gone through as a whole; empty when any single method will do. */
  readonly methods: Decided<readonly string[]>;
}

/** The ways to sign in, with the defaults of OpenSSH, the same since 2.x. */
export function authentication(block: SshdBlock): SshdAuthentication {
  return {
    password: yesNo(block, 'passwordauthentication', true),
    keyboardInteractive: yesNo(block, 'kbdinteractiveauthentication', true),
    publicKey: yesNo(block, 'pubkeyauthentication', true),
    hostBased: yesNo(block, 'hostbasedauthentication', false),
    kerberos: yesNo(block, 'gssapiauthentication', false),
    usePam: yesNo(block, 'usepam', false),
    methods: decided(block, 'authenticationmethods', [], (args) => (args.length === 1 && args[0]?.toLowerCase() === 'any' ? [] : args)),
  };
}

/** A setting that is yes or no. */
export function yesNo(block: SshdBlock, keyword: string, usual: boolean): Decided<boolean> {
  return decided(block, keyword, usual, ([word]) =>
    /^(?:yes|true)$/i.test(word ?? '') ? true : /^(?:no|false)$/i.test(word ?? '') ? false : undefined,
  );
}

/** A setting of any kind; a value that `parse` does not understand is unreadable. */
export function decided<T>(block: SshdBlock, keyword: string, usual: T, parse: (args: readonly string[]) => T | undefined): Decided<T> {
  const { line, why } = setting(block, keyword);
  if (why) return { why };
  if (!line) return { value: usual };
  const value = parse(line.args);
  return value === undefined ? { line, why: { reason: 'unreadable', detail: `${line.file}:${line.line}` } } : { value, line };
}

/** Whether a method is enough alone: none is required, or a required list consists of it. */
export function isEnoughAlone(method: string, methods: readonly string[]): boolean {
  return methods.length === 0 || methods.some((list) => list.split(',').every((one) => one === method || one.startsWith(`${method}:`)));
}
