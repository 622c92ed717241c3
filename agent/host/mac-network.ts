import type { Known } from './known.ts';
import { mapped } from './known.ts';
import { plistFile, plistFlag, plistNumber, plistText } from './mac.ts';
import type { PlistDict } from './plist.ts';
import { dictOf } from './plist.ts';

/** Network settings of System Settings; see SCPreferencesPath and SCSchemaDefinitions.h. */
export const networkPreferences = plistFile('/Library/Preferences/SystemConfiguration/preferences.plist');

/** The services of the location in use that are switched on. */
export type NetworkServices = readonly {
  readonly adapter: string | undefined;
  /** How the IPv4 address is set: DHCP, Manual, LinkLocal… */
  readonly method: string | undefined;
  /** Proxy or address of its script; null where none is set. */
  readonly proxy: string | null;
}[];

/** Reads the services of the set that is in use. */
export function networkServices(preferences: Known<PlistDict | null>): Known<NetworkServices> {
  return mapped(preferences, (file) => {
    if (file === null) return [];
    const setId = plistText(file['CurrentSet'], 128)?.replace(/^\/Sets\//, '');
    const inUse = dictOf(dictOf(dictOf(dictOf(file['Sets'])?.[setId ?? ''])?.['Network'])?.['Service']);
    const all = dictOf(file['NetworkServices']);
    if (inUse === undefined || all === undefined) return undefined;
    return Object.keys(inUse).flatMap((id) => {
      const service = dictOf(all[id]);
      if (service === undefined || plistFlag(service['__INACTIVE__']) === true) return [];
      return [{ adapter: plistText(dictOf(service['Interface'])?.['DeviceName'], 64), method: plistText(dictOf(service['IPv4'])?.['ConfigMethod'], 32), proxy: proxyIn(dictOf(service['Proxies'])) }];
    });
  }, networkPreferences.path);
}

function proxyIn(proxies: PlistDict | undefined): string | null {
  if (proxies === undefined) return null;
  for (const kind of ['HTTPS', 'HTTP', 'SOCKS']) {
    const host = plistText(proxies[`${kind}Proxy`], 200);
    const port = plistNumber(proxies[`${kind}Port`]);
    if (plistFlag(proxies[`${kind}Enable`]) === true && host !== undefined) return port === undefined ? host : `${host}:${port}`;
  }
  const script = plistText(proxies['ProxyAutoConfigURLString'], 255);
  return plistFlag(proxies['ProxyAutoConfigEnable']) === true && script !== undefined ? script : null;
}
