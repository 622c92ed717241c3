/** Processor time of this process so far, in milliseconds: unlike the wall clock it does not grow while others have the machine. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
