import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RenewedCertificate, readCertificate } from '../../../server/http/certificate.ts';
import { createListener } from '../../../server/http/listener.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const logger = pino({ level: 'silent' });
let files: { cert: string; key: string };
let server: Server;
let certificate: RenewedCertificate;

/** Writes a new certificate and key for this name, made by themselves. */
function issue(name: string): void {
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'].concat([
      ...['-subj', `/CN=${name}`, '-keyout', files.key, '-out', files.cert],
    ]),
    { stdio: 'ignore' },
  );
}

/** Name in the certificate that a new connection is shown. */
async function shown(): Promise<string | undefined> {
  const socket = connect({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
  });
  await once(socket, 'secureConnect');
  const name = String(socket.getPeerCertificate().subject.CN);
  socket.destroy();
  return name;
}

beforeEach(async () => {
  const folder = temporaryFolder();
  files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  issue('first.example');
  const { createServer } = await import('node:https');
  server = createServer(await readCertificate(files)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  certificate = new RenewedCertificate(server, files, logger, { pollMs: 50 });
});
afterEach(() => {
  certificate.close();
  server.close();
});

it('shows a renewed certificate to new connections, by itself', async () => {
  expect(await shown()).toBe('first.example');
  issue('second.example');
  await expect.poll(shown, { timeout: 10_000 }).toBe('second.example');
});

it('takes it up at once when it gets the signal', async () => {
  certificate.close();
  issue('second.example');
  expect(await shown()).toBe('first.example');
  expect(await certificate.reload()).toBe(true);
  expect(await shown()).toBe('second.example');
});

it('keeps the one in use where the files can’t be used, and goes on with the next that can', async () => {
  certificate.close();
  const key = readFileSync(files.key);
  issue('second.example');
  writeFileSync(files.key, key);
  expect(await certificate.reload()).toBe(false);
  writeFileSync(files.cert, 'half a certifi');
  expect(await certificate.reload()).toBe(false);
  expect(await shown()).toBe('first.example');
  issue('third.example');
  expect(await certificate.reload()).toBe(true);
  expect(await shown()).toBe('third.example');
});

it('has no certificate to renew where HTTPS is not served', async () => {
  expect((await createListener(undefined, logger)).certificate).toBeUndefined();
});
