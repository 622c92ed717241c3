import { execFileSync, spawn } from 'node:child_process';
import dgram from 'node:dgram';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { peer } from '../../../peers.ts';

/** Programs of BIND, or undefined where they are not installed. */
export function bindPrograms() {
  const [named, keygen, signzone] = [peer('named'), peer('dnssec-keygen'), peer('dnssec-signzone')];
  return named && keygen && signzone ? { named, keygen, signzone } : undefined;
}

export type Bind = NonNullable<ReturnType<typeof bindPrograms>>;

/** A zone below `example`: its records, whether it is signed, and what its parent says of its keys. */
export interface SignedZone {
  readonly records: string;
  readonly signed: boolean | 'long ago';
  readonly delegation: 'right' | 'none' | 'wrong';
}

/**
 * Debian's name server with `example` and zones below it, and a resolver before it that trusts the key of `example` and
 * checks every answer.
 */
export async function bindTown(programs: Bind, zones: Readonly<Record<string, SignedZone>>) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-bind-'));
  const at = (name: string) => path.join(folder, name);
  const run = (program: string, args: readonly string[]) => execFileSync(program, [...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const head = (zone: string) => `$TTL 300\n@ IN SOA ns1.${zone}. hostmaster.${zone}. 1 3600 600 86400 300\n@ IN NS ns1.${zone}.\nns1 IN A 127.0.0.1\n`;
  const sign = (zone: string, text: string, signed: SignedZone['signed'] = true) => {
    fs.writeFileSync(at(`${zone}.plain`), text);
    const key = run(programs.keygen, ['-q', '-a', 'ECDSAP256SHA256', '-f', 'KSK', zone]);
    run(programs.signzone, ['-q', '-S', '-z', ...(signed === 'long ago' ? ['-P', '-s', '20200101000000', '-e', '20200201000000'] : []), '-o', zone, '-f', `${zone}.zone`, `${zone}.plain`]);
    return fs.readFileSync(at(`${key}.key`), 'utf8').split('\n').find((line) => line.includes('DNSKEY') && !line.startsWith(';')) ?? '';
  };
  let delegations = '';
  for (const [name, { records, signed, delegation }] of Object.entries(zones)) {
    const zone = `${name}.example`;
    if (signed) sign(zone, head(zone) + records, signed);
    else fs.writeFileSync(at(`${zone}.zone`), head(zone) + records);
    const right = signed ? fs.readFileSync(at(`dsset-${zone}.`), 'utf8') : '';
    const wrong = `${zone}. IN DS 4711 13 2 ${'ab'.repeat(32)}\n`;
    delegations += `${name} IN NS ns1.${zone}.\nns1.${zone}. IN A 127.0.0.1\n${delegation === 'right' ? right : delegation === 'wrong' ? wrong : ''}`;
  }
  const anchor = sign('example', head('example') + delegations).replace(/^.*DNSKEY\s+(\d+ \d+ \d+)\s+(.*)$/, (_, numbers: string, key: string) => `${numbers} "${key.replaceAll(/\s/g, '')}"`);
  const [authority, resolver] = [await freePort(), await freePort()];
  const ordinary = (port: number) => `directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none; session-keyfile none; allow-query { any; }; empty-zones-enable no;`;
  const blocks = ['example', ...Object.keys(zones).map((name) => `${name}.example`)].map((zone) => `zone "${zone}" { type primary; file "${zone}.zone"; };`);
  fs.writeFileSync(at('authority.conf'), `options { ${ordinary(authority)} recursion no; };\ncontrols { };\n${blocks.join('\n')}\n`);
  fs.writeFileSync(at('resolver.conf'), `options { ${ordinary(resolver)} recursion yes; forward only; forwarders { 127.0.0.1 port ${authority}; }; dnssec-validation yes; };\ncontrols { };\ntrust-anchors { example. static-key ${anchor}; };\n`);
  const started = await Promise.all([start(programs.named, at('authority.conf')), start(programs.named, at('resolver.conf'))]);
  const close = async () => {
    await Promise.all(started.map((stop) => stop()));
    fs.rmSync(folder, { recursive: true });
  };
  return { authority: `127.0.0.1:${authority}`, resolver: `127.0.0.1:${resolver}`, close };
}

/** Starts a server. @returns what stops it */
function start(named: string, config: string): Promise<() => Promise<void>> {
  const child = spawn(named, ['-g', '-4', '-n', '1', '-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let said = '';
  return new Promise((resolve, reject) => {
    child.once('close', () => reject(new Error(`named ended: ${said.slice(-2000)}`)));
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (!/\brunning\s*$/m.test(said)) return;
      resolve(() => {
        child.kill('SIGTERM');
        return ended;
      });
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
