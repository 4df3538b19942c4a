/** The listening socket, plain or TLS. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A server that does not listen yet. */
export async function createListener(tls: { cert: string; key: string } | undefined): Promise<Server> {
  if (!tls) return createServer();
  const [cert, key] = await Promise.all([readFile(tls.cert), readFile(tls.key)]);
  return createTlsServer({ cert, key });
}

/**
 * @returns the port listened on
 * @throws when the port is taken or may not be used
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops listening and ends every connection that is still open. */
export function closeListener(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
