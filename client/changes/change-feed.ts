/** The connection on which the server says what to ask anew. It is made again by itself, and asked for everything then. */
import { io, type Socket } from 'socket.io-client';
import { type ChangeTopic, changeSchema } from '../../shared/contract/changes.ts';
import {
  ACK_TIMEOUT_MS,
  type Ack,
  type ClientToServerEvents,
  type ServerToClientEvents,
  socketErrorSchema,
} from '../../shared/contract/socket.ts';
import type { Feed, FeedOptions } from './feed.ts';

/** Before a connection that the server ended is made again, ms: it ends those that it can't serve for a moment. */
const AGAIN_AFTER_MS = 2_000;

export interface ChangeFeedOptions extends FeedOptions {
  /** Address of the server; empty for the page's own. */
  url: string;
  /** See `AGAIN_AFTER_MS`. */
  againAfterMs?: number;
}

export class ChangeFeed implements Feed {
  readonly #options: ChangeFeedOptions;
  readonly #topics = new Set<ChangeTopic>();
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  #again: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
    this.#socket = io(options.url, {
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      multiplex: false,
      reconnectionDelayMax: 10_000,
      auth: (give) =>
        void options.token().then(
          (token) => give({ token }),
          (error: unknown) => console.info('sideline:', error),
        ),
    });
    this.#socket.on('connect', () => {
      for (const topic of this.#topics) void this.#watch(topic, true);
    });
    this.#socket.on('change', (change) => {
      const parsed = changeSchema.safeParse(change);
      if (parsed.success) options.changed(parsed.data.topic, parsed.data.kind);
    });
    this.#socket.on('disconnect', (reason) => {
      if (reason === 'io server disconnect') this.#connectSoon();
    });
    // Where the server does not answer at all it is tried again by itself.
    this.#socket.on('connect_error', (error: Error) => {
      const refusal = socketErrorSchema.safeParse('data' in error ? error.data : undefined);
      // To try again with the same sign-in is of no use: pages that are left open would do so for ever.
      if (refusal.data?.code === 'unauthenticated') return;
      if (!this.#socket.active) this.#connectSoon();
    });
  }

  follow(topics: ReadonlySet<ChangeTopic>): void {
    for (const topic of [...this.#topics]) {
      if (topics.has(topic)) continue;
      this.#topics.delete(topic);
      if (this.#socket.connected) void this.#watch(topic, false);
    }
    for (const topic of topics) {
      if (this.#topics.has(topic)) continue;
      this.#topics.add(topic);
      if (this.#socket.connected) void this.#watch(topic, true);
    }
  }

  renew(token: string): void {
    if (!this.#socket.connected) {
      this.#socket.connect();
      return;
    }
    this.#socket.timeout(ACK_TIMEOUT_MS).emit('sign-in:renew', { token }, (error, answer) => {
      if (error) console.info('sideline:', error);
      else if (!answer.ok) console.info('sideline:', answer.error);
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#socket.disconnect();
  }

  async #watch(topic: ChangeTopic, watching: boolean): Promise<void> {
    try {
      const answer: Ack<object> = await this.#socket
        .timeout(ACK_TIMEOUT_MS)
        .emitWithAck('changes:watch', { topic, watching });
      // Without a right to read the page says so itself; what was refused for another reason is seen with the next look.
      if (!answer.ok) console.info('sideline:', answer.error);
      // What changed before, nobody has said.
      else if (this.#topics.has(topic)) this.#options.changed(topic, 'everything');
    } catch (error) {
      // Whoever closes the feed waits for no answer.
      if (!this.#closed) console.info('sideline:', error);
    }
  }

  #connectSoon(): void {
    clearTimeout(this.#again);
    if (this.#closed) return;
    const { againAfterMs = AGAIN_AFTER_MS } = this.#options;
    this.#again = setTimeout(() => this.#socket.connect(), againAfterMs);
  }
}
