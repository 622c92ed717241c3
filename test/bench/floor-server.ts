import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';

/** The least that an HTTPS server can do with a body: read it and answer 201. Its argument: a folder with leaf.pem, ca.pem and leaf-key.pem. */
if (import.meta.main) {
  const read = (name: string) => fs.readFileSync(path.join(process.argv[2] ?? '', name), 'utf8');
  const server = https.createServer({ cert: read('leaf.pem') + read('ca.pem'), key: read('leaf-key.pem'), minVersion: 'TLSv1.2' }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ bytes: Buffer.concat(parts).length })));
  });
  server.listen(0, '127.0.0.1', () => process.stderr.write(`Serving on port ${(server.address() as { port: number }).port}\n`));
  process.once('SIGTERM', () => process.exit(0));
}
