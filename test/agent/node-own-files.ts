/**
 * Files that Node itself opens after the first line of the agent ran, with the reason. Nothing of ours asks for them, and
 * none tells anything of the town. `*` as in a source.
 */
export const nodeOwnFiles: Readonly<Record<string, string>> = {
  '/dev/null': 'standard input of every program that is started',
  '/etc/localtime': 'the time zone, which ICU looks up with the first date',
  '/usr/share/zoneinfo/*': 'the time zone, where TZ names it or /etc/localtime is a copy whose name ICU searches for',
  '/usr/share/zoneinfo/*/*': 'the same, of a continent',
  '/sys/devices/system/cpu/online': 'number of processors, which the C library asks when a second thread first needs memory',
};
