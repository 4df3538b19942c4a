/** The listening socket, plain or TLS. */
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { TCP_CONNECTIONS_OF_AN_ADDRESS } from '../limits.ts';
import { networkOf } from '../support/address.ts';
import { Tally } from '../support/tally.ts';
import { type CertificateFiles, RenewedCertificate, readCertificate } from './certificate.ts';

/** @returns a server that does not listen yet, and its certificate where it has one, to be closed after it */
export async function createListener(
  tls: CertificateFiles | undefined,
  logger: Logger,
): Promise<{ server: Server; certificate: RenewedCertificate | undefined }> {
  if (!tls) return { server: createServer(), certificate: undefined };
  const server = createTlsServer(await readCertificate(tls));
  return { server, certificate: new RenewedCertificate(server, tls, logger) };
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

/** Bounds the TCP connections of each address: behind a proxy all have the proxy's, so not there. */
export function boundConnections(server: Server): void {
  const open = new Tally();
  server.on('connection', (socket) => {
    const address = networkOf(socket.remoteAddress);
    if (open.of(address) >= TCP_CONNECTIONS_OF_AN_ADDRESS) {
      socket.destroy();
      return;
    }
    open.add(address);
    socket.once('close', () => open.remove(address));
  });
}

/** Stops listening and ends every connection that is still open. */
export function closeListener(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
