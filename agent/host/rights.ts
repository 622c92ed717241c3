/**
 * Paths of Linux and macOS that distributions keep from ordinary users, as shadow(5), sudoers(5), proc(5) and the
 * packages of Debian, Red Hat and Apple ship them. It only tells people beforehand what needs root: what really was
 * refused stands in every scan, with its reason.
 */
const rootOnly: readonly RegExp[] = [
  /^\/etc\/(?:shadow|gshadow|sudoers|crypttab|krb5\.keytab|ssl\/private|audit|sssd|firewalld\/firewalld|libaudit\.conf|nut\/|apcupsd\/.*passw|cups\/(?:printers|classes)\.conf|ufw\/.*rules|snmp\/snmpd|ipsec\.secrets|opendirectoryd)/,
  /^\/root\//,
  /^\/boot\/grub2?\/(?:grub|user)\.cfg/,
  /^\/sys\/class\/dmi\/id\/.*(?:serial|uuid)$/,
  /^\/sys\/firmware\/dmi\/tables\//,
  /^\/sys\/kernel\/(?:security|debug)\//,
  /^\/proc\/(?:\*|\d+)\/(?:fd|exe|cwd|environ)/,
  /^\/var\/(?:log\/(?:btmp|audit|installer\/|anaconda|secure)|spool\/cron|lib\/(?:ubuntu-advantage\/private|sss\/|samba\/private))/,
  /^(?:\/private)?\/var\/(?:db\/dslocal|root)/,
  /^\/home\/\*\/\.ssh\//,
];

/** Whether a path or pattern is usually kept from ordinary users. */
export function isUsuallyRootOnly(path: string): boolean {
  return rootOnly.some((pattern) => pattern.test(path));
}
