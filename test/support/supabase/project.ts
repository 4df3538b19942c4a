/** A Supabase project's one address, behind which its parts answer by path. */
import { once } from 'node:events';
import { createServer, type Server, request as send } from 'node:http';

export class Project {
  /** As `SUPABASE_URL`. */
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  /** @param parts their addresses, by the first part of the path */
  static async start(parts: Readonly<Record<'auth' | 'storage', string>>): Promise<Project> {
    const server = createServer((request, response) => {
      const part = /^\/storage\//.test(request.url ?? '') ? parts.storage : parts.auth;
      const passed = send(
        new URL(request.url ?? '/', part),
        { method: request.method, headers: request.headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      passed.on('error', () => response.destroy());
      response.on('close', () => passed.destroy());
      request.pipe(passed);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new Project(server, `http://127.0.0.1:${address.port}`);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
