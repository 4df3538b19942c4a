/** A WebSocket that speaks Socket.IO only as far as an attack needs it, and costs its process next to nothing. */
import { once } from 'node:events';
import WebSocket from 'ws';

const ANSWER_LIMIT_MS = 60_000;
/** More than this is not written ahead: what is sent must reach the server. Bytes. */
const WRITTEN_AHEAD = 1 << 18;

export interface BareAnswer {
  ok: boolean;
  data?: unknown;
  error?: { code: string };
}

export class BareConnection {
  /** Resolves when it has ended, for whatever reason. */
  readonly closed: Promise<void>;
  readonly #socket: WebSocket;
  #asked = 0;

  /** @throws Error when the server refuses it */
  static async open(url: string, localAddress: string | undefined): Promise<BareConnection> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
      ...(localAddress && { localAddress }),
    });
    const connection = new BareConnection(socket);
    await once(socket, 'open');
    return connection;
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    // Its end is what counts; a reset is one of the ways.
    socket.on('error', () => socket.terminate());
    socket.on('message', (message: Buffer) => {
      if (message.length === 1 && message[0] === '2'.charCodeAt(0)) this.send('3');
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Whether more can be sent without it piling up here. */
  get takesMore(): boolean {
    return this.isOpen && this.#socket.bufferedAmount < WRITTEN_AHEAD;
  }

  /** A packet of Engine.IO. */
  send(packet: string): void {
    if (this.isOpen) this.#socket.send(packet);
  }

  /** @throws Error when the server refuses the token or ends the connection */
  async signIn(token: string): Promise<void> {
    const answer = this.#next('the sign-in', (packet) => packet.startsWith('40') || packet.startsWith('44'));
    this.send(connectPacket(token));
    if ((await answer).startsWith('44')) throw new Error('the server refuses the token');
  }

  /**
   * Bytes in the answer are left out: they come in messages of their own.
   * @throws Error when no answer comes or the connection ends
   */
  async ask(name: string, payload: unknown): Promise<BareAnswer> {
    this.#asked += 1;
    // An acknowledgement (3), or one with bytes (6) and how many parts they are, and its number.
    const beginning = new RegExp(`^4(?:3|6\\d+-)${this.#asked}(?=\\[)`);
    const answer = this.#next(name, (packet) => beginning.test(packet));
    this.send(`42${this.#asked}${JSON.stringify([name, payload])}`);
    return JSON.parse((await answer).replace(beginning, ''))[0];
  }

  /** Sends a request without waiting for its answer. */
  request(name: string, payload: unknown): void {
    this.#asked += 1;
    this.send(`42${this.#asked}${JSON.stringify([name, payload])}`);
  }

  /** Reads nothing more from here on. */
  stopReading(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.terminate();
  }

  /** @param what names what is waited for in errors */
  #next(what: string, fits: (packet: string) => boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(limit);
        this.#socket.off('message', hear);
        this.#socket.off('close', end);
        act();
      };
      const hear = (message: Buffer) => {
        const packet = String(message);
        if (fits(packet)) settle(() => resolve(packet));
      };
      const end = () => settle(() => reject(new Error(`the connection ended before an answer to ${what}`)));
      const limit = setTimeout(() => settle(() => reject(new Error(`no answer to ${what}`))), ANSWER_LIMIT_MS);
      this.#socket.on('message', hear);
      this.#socket.on('close', end);
    });
  }
}

/** What signs in on a connection. */
export const connectPacket = (token: string): string => `40${JSON.stringify({ token })}`;
