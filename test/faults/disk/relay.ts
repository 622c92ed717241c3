import net from 'node:net';

/** A way to a server on this machine that can be shut and opened again. */
export interface Relay {
  readonly port: number;
  /** Shut: a connection is cut as soon as it is made. */
  readonly open: (open: boolean) => void;
  readonly close: () => Promise<void>;
}

/** Listens on loopback and passes everything on to this port there. */
export async function relayTo(port: number): Promise<Relay> {
  const sockets = new Set<net.Socket>();
  let passing = true;
  const server = net.createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket)));
    if (!passing) return void socket.destroy();
    const onward = net.connect(port, 'localhost');
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    open: (open) => {
      passing = open;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
