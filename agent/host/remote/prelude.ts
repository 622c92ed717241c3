import { readScript } from './read-script.ts';
import { quoted, sh } from './shell-text.ts';
import { walkScript } from './walk-script.ts';

/** Where the script finds the few tools it needs; programs that are sources are started by their whole path. */
const usualTools = '/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin';

/** What is told to the script once, when the shell was opened. */
interface Opening {
  /** Random hexadecimal digits, new for each shell. */
  readonly boundary: string;
  readonly tools?: string;
}

const toolScript = sh`
if head -c 1 </dev/null >/dev/null 2>&1; then
  first() { head -c "$2" "$1"; }
  cut() { head -c "$1"; }
else
  # Slow, and exact on procfs too, where a block is not always full.
  first() { dd if="$1" bs=1 count="$2"; }
  cut() { dd bs=1 count="$1" 2>/dev/null; }
fi
if stat -c '%y|%s|%a' / >/dev/null 2>&1; then stamp() { stat -c '%y|%s|%a' "$@"; }
elif stat -f '%Sm' / >/dev/null 2>&1; then stamp() { stat -f '%Sm|%z|%Mp%Lp' -t '%Y-%m-%d %H:%M:%S' "$@"; }
else stamp() { ls -ldn --full-time "$@"; }
fi
readlink=no; [ "$(readlink / 2>&1; readlink /proc/self/cwd 2>/dev/null)" = / ] && readlink=yes
alone=; setsid true >/dev/null 2>&1 && alone=setsid
descriptors=/proc/self/fd; [ -d "$descriptors" ] || descriptors=/dev/fd
`;

const helloScript = sh`
hello() {
  system=$(uname -s)
  says system "$system"
  says user "$me"
  says clock "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  if [ "$system" = Darwin ]; then
    says boot "$(/usr/sbin/sysctl -n kern.bootsessionuuid 2>/dev/null)"
    says mounts "$(/sbin/mount 2>/dev/null)"
  else
    says boot "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)"
    says mounts "$(cat /proc/self/mounts 2>/dev/null)"
    says groups "$(cat /etc/group 2>/dev/null)"
  fi
  [ -e /proc/self ] && mark mounted /proc
  [ -e /sys/devices ] && mark mounted /sys
  over
}
`;

/**
 * What the shell is told first: the functions of the script, and the question what machine this is. All of it stands in one
 * compound command, so that a connection that ends half way leaves nothing started. Nothing in it writes a file.
 */
export function prelude({ boundary, tools = usualTools }: Opening): string {
  return [
    '{',
    `boundary=${quoted(boundary)} clean=/usr/sbin:/usr/bin:/sbin:/bin`,
    "nl='\n' blank=' \t\n'",
    'IFS=$blank LC_ALL=C TZ=UTC',
    `PATH=${quoted(tools)}`,
    'export LC_ALL TZ PATH; unset ENV BASH_ENV CDPATH GREP_OPTIONS LS_COLORS QUOTING_STYLE TIME_STYLE BLOCKSIZE BLOCK_SIZE DF_BLOCK_SIZE POSIXLY_CORRECT COLUMNS',
    'set -f; umask 077; cd /; exec 4>&1',
    'me=$(id -u) slash=$(ls -ldni /) known=0 measured= closed= groups=0',
    toolScript,
    walkScript,
    readScript,
    helloScript,
    'hello',
    '}\n',
  ].join('\n');
}
