import { presence, whyUnread } from './presence.ts';
import type { Look, Why } from './reading.ts';
import type { Sources } from './source.ts';
import { starts, unitSources, unitsOf } from './systemd-units.ts';

/** Whether the SSH server is there and starts by itself. World-readable. */
export const sshdServiceSources = {
  ...unitSources,
  sshd: { kind: 'names', pattern: '/usr/sbin/sshd' },
  /** Debian: the server does not start while this file exists. */
  sshdSwitchedOff: { kind: 'names', pattern: '/etc/ssh/sshd_not_to_be_run' },
} as const satisfies Sources;

type At = Look<typeof sshdServiceSources>;

export const sshUnits = ['ssh.service', 'sshd.service'];
export const sshSockets = ['ssh.socket', 'sshd.socket'];

/** A yes or no that may be hidden. */
export type Known = { readonly value: boolean; readonly why?: undefined } | { readonly value?: undefined; readonly why: Why };

/** Whether the server is installed. */
export function hasSshd(at: At): Known {
  const installed = presence(at, 'sshd');
  return installed === undefined ? { why: whyUnread(at, 'sshd') ?? { reason: 'denied' } } : { value: installed };
}

/** Whether the server, or a socket in its place, starts with the machine. */
export function sshdStarts(at: At): Known {
  const units = unitsOf(at);
  const started = starts(units, ...sshUnits, ...sshSockets);
  const off = presence(at, 'sshdSwitchedOff');
  if (started === false || off === true) return { value: false };
  if (started === true && off === false) return { value: true };
  return { why: units.unread ?? whyUnread(at, 'sshdSwitchedOff') ?? { reason: 'denied' } };
}
