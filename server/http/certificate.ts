/** The certificate of an HTTPS server, taken anew from its files when they change. */
import { X509Certificate } from 'node:crypto';
import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:https';
import type { Logger } from 'pino';

export interface CertificateFiles {
  cert: string;
  key: string;
}

/** How often the files are checked. Polled, since renewal replaces files and links, which events of the system miss. */
const POLL_MS = 10_000;

/** @throws when a file can't be read */
export async function readCertificate({ cert, key }: CertificateFiles): Promise<{ cert: Buffer; key: Buffer }> {
  const [certificate, privateKey] = await Promise.all([readFile(cert), readFile(key)]);
  return { cert: certificate, key: privateKey };
}

/**
 * Gives an HTTPS server a renewed certificate: by itself when a file has changed, and on `reload`. New connections get it; those
 * that are open go on. What can't be used (a file half written, a key of another certificate) is logged and the certificate
 * in use stays; the next change is tried again.
 */
export class RenewedCertificate {
  readonly #server: Server;
  readonly #files: CertificateFiles;
  readonly #logger: Logger;
  readonly #onChange = () => void this.reload();

  constructor(server: Server, files: CertificateFiles, logger: Logger, { pollMs = POLL_MS } = {}) {
    this.#server = server;
    this.#files = files;
    this.#logger = logger;
    for (const file of this.#paths) watchFile(file, { interval: pollMs, persistent: false }, this.#onChange);
  }

  /** @returns whether the certificate in the files is in use now */
  async reload(): Promise<boolean> {
    try {
      const pair = await readCertificate(this.#files);
      // Throws when the key is not the certificate's; the server keeps what it had.
      this.#server.setSecureContext(pair);
      const { validTo } = new X509Certificate(pair.cert);
      this.#logger.info({ validTo }, 'took the certificate up anew');
      return true;
    } catch (error) {
      this.#logger.error({ err: error, ...this.#files }, 'kept the certificate: the files’ one can’t be used');
      return false;
    }
  }

  /** May be called twice. */
  close(): void {
    for (const file of this.#paths) unwatchFile(file, this.#onChange);
  }

  get #paths(): string[] {
    return [this.#files.cert, this.#files.key];
  }
}
