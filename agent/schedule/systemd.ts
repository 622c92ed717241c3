import { compileCacheIn } from './layout.ts';
import type { Plan } from './when.ts';

/** What a schedule starts, and where that may write. All paths absolute. */
export interface Started {
  /** The program and its first arguments, such as Node and the bundle. */
  readonly program: readonly string[];
  /** The one folder that may be written. */
  readonly state: string;
  readonly plan: Plan;
}

/** Longest run: waiting after a start, the scan, two hours of trying to send. */
const longest = '3h';

/** The units by file name. Only the two timers are enabled. */
export function systemdUnits(started: Started): Readonly<Record<string, string>> {
  return {
    'townwatch-agent.service': service('Townwatch: nightly scan', ['run', '--scheduled'], started),
    'townwatch-agent.timer': timer('Townwatch: nightly scan', `*-*-* ${two(started.plan.hour)}:${two(started.plan.minute)}:00`, true),
    'townwatch-agent-send.service': service('Townwatch: send what waits', ['send'], started, [
      // systemd itself sees that nothing waits, and starts no process.
      `ConditionDirectoryNotEmpty=${specifier(started.state)}/spool`,
    ]),
    'townwatch-agent-send.timer': timer('Townwatch: send what waits', `*-*-* *:${two(started.plan.sendMinute)}:00`, false),
  };
}

/** Names of the units that are enabled. */
export const timers = ['townwatch-agent.timer', 'townwatch-agent-send.timer'] as const;

function service(description: string, args: readonly string[], { program, state }: Started, conditions: readonly string[] = []): string {
  return unit({
    Unit: [`Description=${description}`, 'Wants=network-online.target', 'After=network-online.target', ...conditions],
    Service: [
      // Not oneshot: the start of the computer would count as unfinished until a missed scan had waited, scanned and sent.
      'Type=simple',
      `ExecStart=${[...program, ...args].map(quoted).join(' ')}`,
      // 20: not delivered, kept for the next hour. 22: another run is under way. 130: the computer was shut down meanwhile.
      'SuccessExitStatus=20 22 130',
      `RuntimeMaxSec=${longest}`,
      'UMask=0077',
      'Nice=10',
      'IOSchedulingClass=idle',
      'UnsetEnvironment=NODE_OPTIONS NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED SSL_CERT_FILE SSL_CERT_DIR HTTP_PROXY HTTPS_PROXY http_proxy https_proxy',
      `ReadWritePaths=${quoted(state)}`,
      `Environment="${specifier(`NODE_COMPILE_CACHE=${compileCacheIn(state)}`).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
      ...hardening,
    ],
  });
}

/**
 * The agent reads the whole machine as root and changes nothing but its own folder. It keeps the rights to read any file,
 * to see whose sockets and processes there are, and to ask the kernel for its firewall tables (nft, iptables).
 */
const hardening = [
  'ProtectSystem=strict',
  'ProtectHome=read-only',
  'PrivateTmp=yes',
  'NoNewPrivileges=yes',
  'CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_SYS_PTRACE CAP_NET_ADMIN CAP_NET_RAW',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'ProtectControlGroups=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelTunables=yes',
  'ProtectHostname=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallErrorNumber=EPERM',
];

function timer(description: string, when: string, persistent: boolean): string {
  // At every start as well: what systemd began to make up and a shutdown cut short, it does not begin again.
  const missed = persistent ? ['OnBootSec=1min', 'Persistent=yes'] : [];
  return unit({
    Unit: [`Description=${description}`],
    Timer: [`OnCalendar=${when}`, 'AccuracySec=30s', ...missed],
    Install: ['WantedBy=timers.target'],
  });
}

function unit(sections: Readonly<Record<string, readonly string[]>>): string {
  return `${Object.entries(sections)
    .map(([name, lines]) => [`[${name}]`, ...lines].join('\n'))
    .join('\n\n')}\n`;
}

/** A word of a command line or a path as systemd.syntax(7) reads it. */
function quoted(word: string): string {
  const plain = specifier(word).replaceAll('$', '$$$$');
  return /^[\w@%+=:,./$-]+$/.test(plain) ? plain : `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function specifier(text: string): string {
  return text.replaceAll('%', '%%');
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
