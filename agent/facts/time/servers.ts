import type { Time } from '../../../wire/sections/time.ts';
import { withoutCredentials } from '../../host/address.ts';
import { printable } from '../../host/reading.ts';

export type Server = NonNullable<Time['servers']>[number];

/** What one file of chrony or ntp says: servers, clocks of hardware or host, and files it names. */
export interface Written {
  readonly servers: readonly Server[];
  /** A clock at the machine itself: `refclock` of chrony.conf(5), `127.127.x.x` of ntp. A virtual one is the clock of the host. */
  readonly clocks: readonly ('host' | 'device')[];
  readonly includes: readonly { readonly kind: 'file' | 'folder' | 'sources'; readonly path: string }[];
}

/** See chrony.conf(5): comments begin with `!`, `;`, `#` or `%`; words are not told by case. */
export function chronyFile(text: string): Written {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^[!;#%]/.test(line)).map((line) => line.split(/\s+/));
  return {
    servers: lines.flatMap(([word = '', address = '', ...options]) => (/^(?:server|pool|peer)$/i.test(word) && address !== '' ? [server(address, /^pool$/i.test(word), options.some((option) => /^(?:nts|key)$/i.test(option)))] : [])),
    clocks: lines.flatMap(([word = '', driver = '', place = '']) => (/^refclock$/i.test(word) ? [/^PHC$/i.test(driver) && /ptp_(?:kvm|hyperv|vmw)|^\/dev\/ptp/.test(place) ? ('host' as const) : ('device' as const)] : [])),
    includes: lines.flatMap(([word = '', ...paths]) => {
      const kind = ({ include: 'file', confdir: 'folder', sourcedir: 'sources' } as const)[word.toLowerCase() as 'include'];
      return kind === undefined ? [] : paths.filter((path) => path.startsWith('/')).map((path) => ({ kind, path: path.replace(/\/+$/, '') }));
    }),
  };
}

/** See ntp.conf(5) of ntp and ntpsec, and ntpd.conf(5) of OpenBSD: `server`, `servers`, `pool`, `peer`; `sensor` is a clock at the machine. */
export function ntpFile(text: string): Written {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  const found = lines.flatMap(([word = '', ...rest]) => {
    const address = rest.find((part) => !/^-[46]$/.test(part)) ?? '';
    if (!/^(?:servers?|pool|peer)$/i.test(word) || address === '') return [];
    return [{ address, pool: /^(?:pool|servers)$/i.test(word), authenticated: rest.some((part) => /^(?:nts|key|autokey)$/i.test(part)) }];
  });
  const isClock = ({ address }: { address: string }) => address.startsWith('127.127.');
  return {
    servers: found.filter((one) => !isClock(one)).map(({ address, pool, authenticated }) => server(address, pool, authenticated)),
    clocks: [...found.filter((one) => isClock(one) && !one.address.startsWith('127.127.1.')).map(() => 'device' as const), ...lines.filter(([word]) => /^(?:sensor|refclock)$/i.test(word ?? '')).map(() => 'device' as const)],
    includes: lines.flatMap(([word = '', path = '']) => (/^includefile$/i.test(word) && path.startsWith('/') ? [{ kind: 'file' as const, path }] : [])),
  };
}

/** Servers of timesyncd.conf(5): NTP, else FallbackNTP; blanks between them. Its network protocol knows no proof. */
export function timesyncServers(value: string): Server[] {
  return value.split(/\s+/).filter(Boolean).map((address) => server(address, /\bpool\b/.test(address), false));
}

function server(address: string, pool: boolean, authenticated: boolean): Server {
  return { address: printable(withoutCredentials(address), 255), pool, authenticated };
}
