import net from 'node:net';

/** Whether an address lies in one of some networks, `address/length`; an IPv4 address written as IPv6 counts as what it is. What is no network holds nothing. */
export function isInside(address: string, networks: readonly string[]): boolean {
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  const family = net.isIPv6(plain) ? 'ipv6' : 'ipv4';
  const list = new net.BlockList();
  for (const network of networks) {
    const [base = '', length = ''] = network.split('/');
    const version = net.isIP(base);
    if (version !== 0 && /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128)) list.addSubnet(base, Number(length), version === 6 ? 'ipv6' : 'ipv4');
  }
  return net.isIP(plain) !== 0 && list.check(plain, family);
}
