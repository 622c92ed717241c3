/** Settings of smb.conf(5): names without case and blanks. `holes` says that a file it names could not be read. */
export interface SmbConf {
  readonly global: (name: string) => string | undefined;
  readonly shares: readonly { readonly name: string; readonly value: (name: string) => string | undefined }[];
  readonly includes: readonly string[];
}

/** Names that mean the same setting, see smb.conf(5), "Synonym". */
const synonyms: Readonly<Record<string, string>> = {
  minprotocol: 'serverminprotocol', protocol: 'servermaxprotocol', maxprotocol: 'servermaxprotocol', public: 'guestok', onlyguest: 'guestonly', smbencrypt: 'serversmbencrypt', writable: 'writeable',
};

/** Reads the file and, in place, the text of the files it names; a name with `%` depends on who connects and is left out. */
export function smbConf(text: string, included: (path: string) => string | undefined = () => undefined): SmbConf {
  const sections = new Map<string, { name: string; values: Map<string, string> }>();
  const includes: string[] = [];
  let [current, lines] = ['global', 0];
  const read = (source: string, depth: number): void => {
    for (const line of source.replace(/\\\n/g, ' ').split('\n').map((raw) => raw.trim())) {
      if (line === '' || line.startsWith('#') || line.startsWith(';') || lines++ > 20_000) continue;
      const heading = /^\[([^\]]{1,255})\]/.exec(line)?.[1]?.trim();
      if (heading !== undefined) {
        current = heading.toLowerCase() === 'global' || heading.toLowerCase() === 'globals' ? 'global' : heading.toLowerCase();
        if (!sections.has(current)) sections.set(current, { name: heading, values: new Map() });
        continue;
      }
      const cut = line.indexOf('=');
      if (cut <= 0) continue;
      const [key, value] = [line.slice(0, cut).toLowerCase().replace(/\s+/g, ''), line.slice(cut + 1).trim().replace(/^"(.*)"$/, '$1')];
      if (key === 'include' || key === 'configfile') {
        includes.push(value);
        const more = value.includes('%') || depth > 8 ? undefined : included(value);
        if (more !== undefined) read(more, depth + 1);
        continue;
      }
      const section = sections.get(current) ?? { name: current, values: new Map<string, string>() };
      sections.set(current, section);
      section.values.set(synonyms[key] ?? key, value);
    }
  };
  read(text, 0);
  const plain = (name: string) => name.toLowerCase().replace(/\s+/g, '');
  const globals = sections.get('global')?.values;
  return {
    global: (name) => globals?.get(plain(name)),
    // What [global] sets of a share is the default of all shares.
    shares: [...sections].filter(([key]) => key !== 'global').map(([, { name, values }]) => ({ name, value: (key) => values.get(plain(key)) ?? globals?.get(plain(key)) })),
    includes,
  };
}

/** The words for yes and no of smb.conf; undefined for others. */
export function smbYes(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  return /^(?:yes|true|on|1)$/i.test(value) ? true : /^(?:no|false|off|0)$/i.test(value) ? false : undefined;
}
