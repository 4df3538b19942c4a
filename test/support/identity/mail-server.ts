/** A mail server on a free port, which takes every mail (RFC 5321) and keeps what it says. */

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export class MailServer {
  readonly url: string;
  readonly #server: Server;
  readonly #mails: string[] = [];
  #arrived: () => void = () => undefined;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `smtp://127.0.0.1:${port}`;
    server.on('connection', (socket) => void this.#serve(socket));
  }

  static async start(): Promise<MailServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new MailServer(server, address.port);
  }

  /** The mail that comes next, head and body, as it is on the wire. */
  async next(): Promise<string> {
    for (;;) {
      const mail = this.#mails.shift();
      if (mail !== undefined) return mail;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  async close(): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(socket: Socket): Promise<void> {
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 mail.example.org');
    let mail: string[] | undefined;
    for await (const line of createInterface({ input: socket })) {
      if (mail) {
        if (line !== '.') {
          mail.push(line);
          continue;
        }
        this.#mails.push(mail.join('\n'));
        mail = undefined;
        this.#arrived();
        say('250 kept');
      } else if (line === 'DATA') {
        mail = [];
        say('354 go on');
      } else if (line === 'QUIT') {
        say('221 bye');
        socket.end();
      } else say('250 mail.example.org');
    }
  }
}
