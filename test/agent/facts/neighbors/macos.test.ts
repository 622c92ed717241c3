import { describe, expect, test } from 'vitest';
import { macos } from '../../../../agent/facts/neighbors/macos.ts';
import { untruths } from '../honesty.ts';
import { context } from '../machine.ts';
import type { Programs } from '../started.ts';
import { bothRounds, factsWith } from '../started.ts';

const around = { ...context, settings: { repositories: [], networks: ['192.0.2.0/24', '2001:db8::/64'] } };
const programs: Programs = {
  adapters: 'lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384\n\tinet 127.0.0.1 netmask 0xff000000\nen0: flags=8863<UP,BROADCAST,RUNNING> mtu 1500\n\tether 3c:22:fb:00:00:01\n\tinet6 fe80::1c%en0 prefixlen 64 secured scopeid 0x6\n\tinet 192.0.2.10 netmask 0xffffff00 broadcast 192.0.2.255\n\tinet6 2001:db8::10 prefixlen 64 autoconf secured\n',
  arp: '? (192.0.2.1) at 0:1b:78:aa:10:1 on en0 ifscope [ethernet]\n? (192.0.2.10) at 3c:22:fb:0:0:1 on en0 ifscope permanent [ethernet]\n? (192.0.2.40) at 0:1b:78:aa:10:2 on en0 ifscope [ethernet]\n? (192.0.2.41) at (incomplete) on en0 ifscope [ethernet]\n? (192.0.2.50) at 5a:11:22:33:44:55 on en0 ifscope [ethernet]\n? (198.51.100.7) at 0:1b:78:aa:10:9 on en5 ifscope [ethernet]\n? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]\n',
  ndp: 'Neighbor                                Linklayer Address  Netif Expire    St Flgs Prbs\n2001:db8::10                            3c:22:fb:0:0:1       en0 permanent R\n2001:db8::40                            0:1b:78:aa:10:2      en0 23h59m58s S\nfe80::1%en0                             0:1b:78:aa:10:1      en0 23h58m59s S  R\n2001:db8::99                            (incomplete)         en0 expired   N\n',
  routes: 'Routing tables\n\nInternet:\nDestination        Gateway            Flags               Netif Expire\ndefault            192.0.2.1          UGScg                 en0\n\nInternet6:\nDestination                             Gateway                         Flags               Netif Expire\ndefault                                 fe80::1%en0                     UGcg                  en0\n',
};

test('neighbors on the town’s own networks', () => {
  const { data, missing } = factsWith(macos, {}, programs, around);
  expect(data).toEqual({
    networks: ['192.0.2.0/24', '2001:db8::/64'], randomized: 1,
    neighbors: [{ mac: '00:1b:78:aa:10:01', addresses: ['192.0.2.1'], router: true }, { mac: '00:1b:78:aa:10:02', addresses: ['192.0.2.40', '2001:db8::40'], router: false }],
  });
  expect(missing).toEqual([]);
});

describe('nothing is asked elsewhere', () => {
  test('no network is declared', () => {
    expect(macos.sources(context.settings)).toEqual({});
    expect(macos.parse({}, context)).toMatchObject({ failed: 'foreign-network' });
  });
  test('the computer is in a café', () => {
    const café = { ...programs, adapters: 'en0: flags=8863<UP> mtu 1500\n\tinet 198.51.100.10 netmask 0xffffff00\n' };
    const answers = bothRounds(macos, {}, café, around);
    expect(Object.keys(answers)).toEqual(['adapters']);
    expect(macos.parse(answers, around)).toMatchObject({ failed: 'foreign-network' });
  });
});

test('refused and nonsense', () => {
  expect(macos.parse(bothRounds(macos, {}, { adapters: { state: 'failed', reason: 'timeout', detail: 'ifconfig' } }, around), around)).toMatchObject({ failed: 'timeout' });
  const torn = factsWith(macos, {}, { ...programs, ndp: 'x', routes: { state: 'absent' } }, around);
  expect(torn.gaps).toEqual({ neighbors: 'unreadable', randomized: 'unreadable', 'neighbors[].router': 'tool-missing' });
  expect(torn.data.neighbors).toHaveLength(2);
  expect(factsWith(macos, {}, { ...programs, arp: { state: 'read', text: '', exitCode: 1, stderr: 'arp: sysctl' } }, around).gaps).toMatchObject({ neighbors: 'unreadable' });
  // A neighbor's address of IPv6 is lost with its table, and the network it lies in goes with the adapters.
  const fact = { ...macos, parse: (answers: Parameters<typeof macos.parse>[0]) => macos.parse(answers, around) };
  expect(untruths(fact, bothRounds(macos, {}, programs, around)).filter((line) => !/addresses|neighbors\[\d\]/.test(line))).toEqual([]);
});
