/** Names of swap partitions from the text of /proc/swaps, see swapon(8); undefined when it is not that file. */
export function swapDevices(text: string): string[] | undefined {
  const [header = '', ...lines] = text.split('\n');
  if (!header.startsWith('Filename')) return undefined;
  return lines.flatMap((line) => {
    const [file = '', type] = line.trim().split(/\s+/);
    return type === 'partition' && file.startsWith('/dev/') ? [file.slice('/dev/'.length)] : [];
  });
}
