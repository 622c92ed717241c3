import type { Protocols } from '../../../wire/sections/protocols.ts';
import { byRelease, known } from '../../host/known.ts';
import type { Known } from '../../host/known.ts';
import type { Look } from '../../host/reading.ts';
import { hklm, keysOf, registryNumber } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';
import { builds, buildOf } from '../../host/windows-release.ts';
import type { releaseSources } from '../../host/windows-release.ts';

/** One key per protocol and side, such as `TLS 1.0\Server` ("Transport Layer Security (TLS) registry settings"). */
export const tlsSources = {
  schannel: hklm(String.raw`SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\*\*`, ['Enabled', 'DisabledByDefault']),
} as const satisfies Sources;

type At = Look<typeof tlsSources & typeof releaseSources>;
type Tls = NonNullable<Protocols['tls']>[number];
type Side = 'server' | 'client';

const keys = { ssl2: 'ssl 2.0', ssl3: 'ssl 3.0', 'tls1.0': 'tls 1.0', 'tls1.1': 'tls 1.1', 'tls1.2': 'tls 1.2', 'tls1.3': 'tls 1.3' } as const;

/**
 * What holds without a key, by build ("Protocols in TLS/SSL (Schannel SSP)"); undefined where that page is not clear: SSL 2
 * of old servers, and TLS 1.0 and 1.1 from Windows 11 24H2 on, of which Microsoft announced that they would be off.
 */
function usual(protocol: Tls['protocol'], side: Side, build: number): boolean | undefined {
  switch (protocol) {
    case 'ssl2':
      return build >= builds.v1607 || side === 'client' ? false : undefined;
    case 'ssl3':
      return build < builds.v1607;
    case 'tls1.0':
      return build < builds.v24h2 ? true : undefined;
    case 'tls1.1':
      return build < builds.windows8 ? false : build < builds.v24h2 ? true : undefined;
    case 'tls1.2':
      return build >= builds.windows8;
    case 'tls1.3':
      return build >= builds.server2022;
  }
}

/** Versions of SSL and TLS of the system library, defaults counted in. */
export function tlsOf(at: At): Protocols['tls'] {
  return (Object.keys(keys) as Tls['protocol'][]).map((protocol) => {
    const [server, client] = (['server', 'client'] as const).map((side) => sideOf(at, protocol, side));
    return { protocol, server: told(at, 'server', server!), client: told(at, 'client', client!) };
  });
}

function told(at: At, side: Side, { value, why }: Known<boolean>): boolean | undefined {
  return why ? at.lack(`tls[].${side}`, why) : value;
}

/** Enabled 0 forbids it. Without Enabled, DisabledByDefault 1 takes it out of what programs use unless they ask for it. */
function sideOf(at: At, protocol: Tls['protocol'], side: Side): Known<boolean> {
  const { keys: found, why } = keysOf(at, 'schannel');
  const key = found.find(({ path }) => path.toLowerCase().endsWith(`\\${keys[protocol]}\\${side}`));
  if (!key && why) return { why };
  const number = (name: string) => registryNumber(key?.value(name) ?? null);
  const [enabled, off] = [number('Enabled'), number('DisabledByDefault')];
  if (enabled === undefined || off === undefined) return { why: { reason: 'unreadable', detail: `${keys[protocol]} ${side}` } };
  if (enabled !== null) return known(enabled !== 0);
  if (off !== null && off !== 0) return known(false);
  return byRelease(buildOf(at), (build) => usual(protocol, side, build), `what holds for ${keys[protocol]} without a setting`);
}
