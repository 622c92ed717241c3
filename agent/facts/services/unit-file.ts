/** What one unit file and its drop-ins say, see systemd.unit(5), systemd.service(5) and systemd.exec(5). */
export interface UnitFile {
  readonly description: string | undefined;
  readonly user: string | undefined;
  readonly dynamicUser: boolean;
  readonly program: string | undefined;
  /** It can be enabled: it says what should want it, or has another name, or comes along with another unit. */
  readonly installable: boolean;
  readonly busName: string | undefined;
}

/** Reads a unit file with its drop-ins in order. An empty assignment resets what came before; other settings count last. */
export function unitFile(texts: readonly string[]): UnitFile {
  const values = new Map<string, string>();
  let section = '';
  for (const line of texts.flatMap(joinedLines)) {
    const heading = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (heading !== undefined) {
      section = heading;
      continue;
    }
    const cut = line.indexOf('=');
    if (cut <= 0) continue;
    const [key, value] = [`${section}.${line.slice(0, cut).trim()}`, line.slice(cut + 1).trim()];
    // Of several commands the first one is the program of the service.
    if (key === 'Service.ExecStart' && value !== '' && (values.get(key) ?? '') !== '') continue;
    values.set(key, value);
  }
  const said = (key: string) => values.get(key) || undefined;
  return {
    description: said('Unit.Description'),
    user: said('Service.User'),
    dynamicUser: /^(?:1|yes|true|on)$/i.test(said('Service.DynamicUser') ?? ''),
    program: programOf(said('Service.ExecStart') ?? ''),
    installable: ['WantedBy', 'RequiredBy', 'Also', 'Alias', 'UpheldBy'].some((key) => said(`Install.${key}`) !== undefined),
    busName: said('Service.BusName'),
  };
}

/** The path of a command line without its prefixes and arguments; a path in quotes may hold blanks. */
function programOf(command: string): string | undefined {
  const plain = command.replace(/^[-@:+!|]*/, '');
  const [, double, single, bare] = /^(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(plain) ?? [];
  return double ?? single ?? bare;
}

/** Lines without comments, joined where they end in a backslash. */
function joinedLines(text: string): string[] {
  const plain = text.split('\n').filter((line) => !/^[ \t]*[#;]/.test(line)).join('\n');
  return plain.replace(/\\\n/g, ' ').split('\n').map((line) => line.trim()).filter((line) => line !== '');
}
