/**
 * Changes as the database sends them by Supabase's Realtime, on a private channel of the person's own. Each connection is a new one with
 * the newest token, since a channel that is joined again by itself, as after sleep, may bring one that has run out.
 */
import { RealtimeClient } from '@supabase/realtime-js';
import { broadcastChangeSchema, channelOf } from '../../shared/contract/broadcast.ts';
import type { ChangeTopic } from '../../shared/contract/changes.ts';
import type { Feed, FeedOptions } from './feed.ts';

/** Before each new connection, ms. After as many that failed in a row, Realtime is given up. */
const PAUSES_MS: readonly number[] = [500, 2_000, 5_000];

export interface RealtimeFeedOptions extends FeedOptions {
  /** Of Realtime, such as `https://abc.supabase.co/realtime/v1`. */
  url: string;
  /** The project's publishable key. */
  key: string;
  personId: string;
  /** Realtime lets this person hear nothing, or can't be reached. Nothing is tried any more. */
  onRefused(): void;
  /** See `PAUSES_MS`. */
  pausesMs?: readonly number[];
}

export class RealtimeFeed implements Feed {
  readonly #options: RealtimeFeedOptions;
  #topics: ReadonlySet<ChangeTopic> = new Set();
  #client: RealtimeClient | undefined;
  #joined = false;
  /** Since the channel was joined last. */
  #failures = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: RealtimeFeedOptions) {
    this.#options = options;
    this.#connect();
  }

  follow(topics: ReadonlySet<ChangeTopic>): void {
    const fresh = [...topics].filter((topic) => !this.#topics.has(topic));
    this.#topics = new Set(topics);
    // What changed before, nobody has said.
    if (this.#joined) for (const topic of fresh) this.#options.changed(topic, 'everything');
  }

  /** The client asks for the newest token itself, and sends it on. */
  renew(): void {
    this.#client?.setAuth().catch((error: unknown) => console.info('sideline:', error));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#disconnect();
  }

  #connect(): void {
    const { url, key, token } = this.#options;
    const client = new RealtimeClient(url, { params: { apikey: key }, accessToken: token });
    this.#client = client;
    this.#join(client).catch((error: unknown) => this.#onLost(error));
  }

  async #join(client: RealtimeClient): Promise<void> {
    // Joining takes the token along, so it comes first.
    await client.setAuth();
    if (this.#client !== client) return;
    const { personId } = this.#options;
    const channel = client.channel(channelOf(personId), { config: { private: true } });
    channel.on('broadcast', { event: 'change' }, ({ payload }) => this.#take(payload));
    channel.subscribe((status, error) => {
      if (this.#client !== client) return;
      if (status === 'SUBSCRIBED') this.#onJoined();
      else this.#onLost(error?.message ?? status);
    });
  }

  #onJoined(): void {
    this.#joined = true;
    this.#failures = 0;
    for (const topic of this.#topics) this.#options.changed(topic, 'everything');
  }

  /** Refused, or the connection is gone, or the token has run out. */
  #onLost(reason: unknown): void {
    console.info('sideline: Realtime:', reason);
    this.#disconnect();
    const { pausesMs = PAUSES_MS, onRefused } = this.#options;
    const pauseMs = pausesMs[this.#failures];
    this.#failures += 1;
    if (this.#closed) return;
    if (pauseMs === undefined) onRefused();
    else this.#again = setTimeout(() => this.#connect(), pauseMs);
  }

  #disconnect(): void {
    const client = this.#client;
    this.#client = undefined;
    this.#joined = false;
    void client?.disconnect();
  }

  /** What cannot be understood is of another version; a page is right after its next look. */
  #take(payload: unknown): void {
    const { data } = broadcastChangeSchema.safeParse(payload);
    if (!data) return;
    for (const topic of this.#topics) {
      if (data.topic === null || data.topic === topic) this.#options.changed(topic, data.kind);
    }
  }
}
