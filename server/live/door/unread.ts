/** Readers that do not read: what waits for them is bounded in bytes and in time, and then they are cut off. */

import { UNREAD } from '../../limits.ts';
import type { EngineConnection } from './connection-end.ts';

const LOOK_EVERY_MS = 1_000;

/** What is in a packet of Engine.IO, as far as its size goes. */
interface Packet {
  data?: unknown;
}

/** What waits for one reader. */
class Backlog {
  readonly #connection: EngineConnection;
  /** Bytes handed to the transport, which has not sent all of them while it takes no more. */
  #handed = 0;
  #handedAt = 0;
  /** Bytes that wait for the transport. */
  #waiting = 0;
  #waitingSince = 0;

  constructor(connection: EngineConnection, onGrown: () => void) {
    this.#connection = connection;
    connection.on('packetCreate', (packet: Packet) => {
      if (this.#waiting === 0) this.#waitingSince = performance.now();
      this.#waiting += bytesOf(packet);
      if (this.bytes > UNREAD.bytes) onGrown();
    });
    connection.on('flush', () => {
      this.#handed = this.#waiting;
      this.#handedAt = performance.now();
      this.#waiting = 0;
    });
  }

  get bytes(): number {
    return this.#waiting + (this.#connection.transport.writable ? 0 : this.#handed);
  }

  /** How long the oldest message has been waiting, ms. */
  age(now: number): number {
    // A transport of long polls takes nothing between two polls although all is sent.
    const { name, writable } = this.#connection.transport;
    if (name === 'websocket' && !writable) return now - this.#handedAt;
    return this.#waiting > 0 ? now - this.#waitingSince : 0;
  }
}

/** A packet without data is one byte. */
const bytesOf = ({ data }: Packet): number =>
  1 + (typeof data === 'string' || Buffer.isBuffer(data) || ArrayBuffer.isView(data) ? sizeOf(data) : 0);
const sizeOf = (data: string | ArrayBufferView) => (typeof data === 'string' ? data.length : data.byteLength);

export class UnreadWatch {
  readonly #onUnread: (connection: EngineConnection, unread: { bytes: number; ms: number }) => void;
  readonly #backlogs = new Map<EngineConnection, Backlog>();
  readonly #timer: NodeJS.Timeout;

  /** @param onUnread a connection has more waiting, or for longer, than `UNREAD` allows; it is no longer watched */
  constructor(onUnread: (connection: EngineConnection, unread: { bytes: number; ms: number }) => void) {
    this.#onUnread = onUnread;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  follow(connection: EngineConnection): void {
    const backlog = new Backlog(connection, () => this.#give(connection));
    this.#backlogs.set(connection, backlog);
    connection.once('close', () => this.#backlogs.delete(connection));
  }

  /** May be called twice. */
  close(): void {
    clearInterval(this.#timer);
    this.#backlogs.clear();
  }

  #look(): void {
    const now = performance.now();
    for (const [connection, backlog] of this.#backlogs) {
      if (backlog.age(now) > UNREAD.ms) this.#give(connection);
    }
  }

  #give(connection: EngineConnection): void {
    const backlog = this.#backlogs.get(connection);
    if (!backlog) return;
    this.#backlogs.delete(connection);
    this.#onUnread(connection, { bytes: backlog.bytes, ms: Math.round(backlog.age(performance.now())) });
  }
}
