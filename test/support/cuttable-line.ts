/** A TCP line to a server that can be cut, as networks do. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class CuttableLine {
  readonly url: string;
  readonly #server: Server;
  readonly #ends: Set<Socket>;

  /** @param target address of the server, `http://host:port` */
  static async to(target: string): Promise<CuttableLine> {
    const { hostname, port } = new URL(target);
    const ends = new Set<Socket>();
    const server = createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const end of [near, far]) {
        ends.add(end);
        // A cut line resets the other end; that is what it is for.
        end.on('error', () => end.destroy());
        end.on('close', () => ends.delete(end));
      }
      near.pipe(far).pipe(near);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CuttableLine(server, ends);
  }

  private constructor(server: Server, ends: Set<Socket>) {
    this.#server = server;
    this.#ends = ends;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Ends all connections; new ones are let through. */
  cut(): void {
    for (const end of this.#ends) end.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
