/** Readers that do not read: what waits for them is bounded in bytes and in time, and then they are cut off. */

import { UNREAD } from '../../limits.ts';
import type { EngineConnection } from './connection-end.ts';

const LOOK_EVERY_MS = 1_000;

/** What is in a packet of Engine.IO, as far as its size goes. */
interface Packet {
  data?: unknown;
}

/** The time of the last look, ms of the monotonic clock: reading the clock for each message would cost more than all the counting. */
interface Looks {
  at: number;
}

/** What waits for one reader. Every pose for every watcher passes here, so it does no more than adding up. */
class Backlog {
  readonly #connection: EngineConnection;
  readonly #looks: Readonly<Looks>;
  /** Bytes handed to the transport, which has not sent all of them while it takes no more. */
  #handed = 0;
  #handedAt = 0;
  /** Bytes that wait for the transport. */
  #waiting = 0;
  #waitingSince = 0;

  constructor(connection: EngineConnection, looks: Readonly<Looks>, onGrown: () => void) {
    this.#connection = connection;
    this.#looks = looks;
    connection.on('packetCreate', ({ data }: Packet) => {
      if (this.#waiting === 0) this.#waitingSince = looks.at;
      this.#waiting += 1 + sizeOf(data);
      if (this.#waiting + this.#handed > UNREAD.bytes && this.bytes > UNREAD.bytes) onGrown();
    });
    connection.on('flush', () => {
      this.#handed = this.#waiting;
      this.#handedAt = looks.at;
      this.#waiting = 0;
    });
  }

  get bytes(): number {
    return this.#waiting + (this.#connection.transport.writable ? 0 : this.#handed);
  }

  /** How long the oldest message has been waiting, ms, as far as looks show: a pause between two of them too much at most. */
  get age(): number {
    const { at } = this.#looks;
    // A transport of long polls takes nothing between two polls although all is sent.
    const { name, writable } = this.#connection.transport;
    if (name === 'websocket' && !writable) return at - this.#handedAt;
    return this.#waiting > 0 ? at - this.#waitingSince : 0;
  }
}

/** Of what a packet holds beside its type, in bytes. */
function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length;
  return ArrayBuffer.isView(data) ? data.byteLength : 0;
}

export class UnreadWatch {
  readonly #onUnread: (connection: EngineConnection, unread: { bytes: number; ms: number }) => void;
  readonly #backlogs = new Map<EngineConnection, Backlog>();
  readonly #looks: Looks = { at: performance.now() };
  readonly #timer: NodeJS.Timeout;

  /** @param onUnread a connection has more waiting, or for longer, than `UNREAD` allows; it is no longer watched */
  constructor(onUnread: (connection: EngineConnection, unread: { bytes: number; ms: number }) => void) {
    this.#onUnread = onUnread;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  follow(connection: EngineConnection): void {
    const backlog = new Backlog(connection, this.#looks, () => this.#give(connection));
    this.#backlogs.set(connection, backlog);
    connection.once('close', () => this.#backlogs.delete(connection));
  }

  /** May be called twice. */
  close(): void {
    clearInterval(this.#timer);
    this.#backlogs.clear();
  }

  #look(): void {
    this.#looks.at = performance.now();
    for (const [connection, backlog] of this.#backlogs) {
      if (backlog.age > UNREAD.ms + LOOK_EVERY_MS) this.#give(connection);
    }
  }

  #give(connection: EngineConnection): void {
    const backlog = this.#backlogs.get(connection);
    if (!backlog) return;
    this.#backlogs.delete(connection);
    this.#onUnread(connection, { bytes: backlog.bytes, ms: Math.round(backlog.age) });
  }
}
