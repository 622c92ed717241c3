import fs from 'node:fs';
import type { Visit } from './visit.ts';

/**
 * Groups of system services that write logs as shipped: Debian and Red Hat give wtmp to `utmp`, Ubuntu gives /var/log
 * to `syslog`. They count only while nobody is a member, since a member would be a person.
 */
const services = new Set(['utmp', 'syslog']);

/** Group `admin` of macOS, to which /Applications and /Library belong as shipped: its members may become root anyway. */
const adminOfMac = 80;

/** Numbers of the groups that may write where root's word is expected: root's own, and those of log services. */
export function trustedGroups(visit: Visit): ReadonlySet<number> {
  visit.groups ??= new Set(process.platform === 'darwin' ? [0, adminOfMac] : [0, ...serviceGroups(groupFile())]);
  return visit.groups;
}

/** Reads the numbers of memberless service groups from the text of /etc/group, see group(5). */
export function serviceGroups(text: string): number[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', , id = '', members] = line.split(':');
    return services.has(name) && members === '' && /^\d{1,9}$/.test(id) ? [Number(id)] : [];
  });
}

function groupFile(): string {
  try {
    return fs.readFileSync('/etc/group', 'latin1');
  } catch {
    return '';
  }
}
