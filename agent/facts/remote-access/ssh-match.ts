import { overlaid } from '../../host/sshd-config.ts';
import type { SshdBlock, SshdConfig } from '../../host/sshd-config.ts';
import { authentication, decided, yesNo } from '../../host/sshd-settings.ts';
import type { Decided } from '../../host/sshd-settings.ts';
import { inOrder, wholeNumber } from '../../host/reading.ts';

const rootWords = ['no', 'forced-commands-only', 'prohibit-password', 'yes'] as const;

/** PermitRootLogin; `without-password` is the old word for `prohibit-password`, the default since OpenSSH 7.0. */
export function rootLogin(block: SshdBlock): Decided<(typeof rootWords)[number]> {
  return decided(block, 'permitrootlogin', 'prohibit-password', ([word]) => {
    const known = word?.toLowerCase().replace('without-password', 'prohibit-password');
    return rootWords.find((it) => it === known);
  });
}

/** Settings that some Match block makes looser than they are for everybody, in the spelling of sshd_config(5). */
export function looserSettings({ everybody, matches }: SshdConfig): string[] {
  const usual = strictness(everybody);
  const looser = matches.flatMap((match) => {
    const here = strictness(overlaid(match, everybody));
    return Object.keys(usual).filter((name) => isLooser(name, usual[name], here[name]));
  });
  return [...new Set(looser)].sort(inOrder);
}

/** Per setting a number, greater for looser, or the lists of methods that are demanded. */
function strictness(block: SshdBlock): Readonly<Record<string, number | readonly string[] | undefined>> {
  const ways = authentication(block);
  const degree = ({ value }: Decided<boolean>) => (value === undefined ? undefined : Number(value));
  const root = rootLogin(block).value;
  return {
    AuthenticationMethods: ways.methods.value,
    KbdInteractiveAuthentication: degree(ways.keyboardInteractive),
    MaxAuthTries: decided(block, 'maxauthtries', 6, ([number]) => wholeNumber(number)).value,
    PasswordAuthentication: degree(ways.password),
    PermitEmptyPasswords: degree(yesNo(block, 'permitemptypasswords', false)),
    PermitRootLogin: root === undefined ? undefined : rootWords.indexOf(root),
    PubkeyAuthentication: degree(ways.publicKey),
    X11Forwarding: degree(yesNo(block, 'x11forwarding', false)),
  };
}

function isLooser(name: string, usual: number | readonly string[] | undefined, here: number | readonly string[] | undefined): boolean {
  if (name === 'AuthenticationMethods') return Array.isArray(usual) && Array.isArray(here) && demandsLess(usual, here);
  return typeof usual === 'number' && typeof here === 'number' && here > usual;
}

/** Whether somebody can get through one of the lists here without having gone through any of the usual ones. */
function demandsLess(usual: readonly string[], here: readonly string[]): boolean {
  if (usual.length === 0) return false;
  const needed = usual.map((list) => list.split(','));
  const offered = here.length === 0 ? [[]] : here.map((list) => list.split(','));
  return offered.some((methods) => !needed.some((list) => list.every((method) => methods.includes(method))));
}
