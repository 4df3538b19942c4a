/** Follows one WebRTC transport: whether it has failed, with patience for gaps that end by themselves, and whether it ever came up. */
import type { types } from 'mediasoup-client';

/** What is read of a transport. */
export interface WatchedTransport {
  on(event: 'connectionstatechange', listener: (state: types.ConnectionState) => void): unknown;
  off(event: 'connectionstatechange', listener: (state: types.ConnectionState) => void): unknown;
}

export interface Patience {
  /** How long a transport may be `disconnected` before that counts as failed, ms. */
  patienceMs: number;
  /** How long a new transport may take to connect before the page says so, ms. */
  openMs: number;
}

export class TransportWatch {
  readonly #transport: WatchedTransport;
  readonly #onState: (state: types.ConnectionState) => void;
  readonly #onLate: () => void;
  readonly #openMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #opening: ReturnType<typeof setTimeout> | undefined;
  #broken = false;
  #everOpen = false;
  #late = false;

  /** @param onChange `broken` or `unreachable` may be otherwise now */
  constructor(transport: WatchedTransport, { patienceMs, openMs }: Patience, onChange: () => void) {
    const settle = (broken: boolean) => {
      this.#broken = broken;
      onChange();
    };
    this.#transport = transport;
    this.#openMs = openMs;
    this.#onLate = () => {
      this.#late = true;
      onChange();
    };
    this.#onState = (state) => {
      clearTimeout(this.#timer);
      if (state === 'connected') {
        clearTimeout(this.#opening);
        this.#everOpen = true;
        settle(false);
      }
      if (state === 'disconnected') this.#timer = setTimeout(settle, patienceMs, true);
      if (state === 'failed') settle(true);
    };
    transport.on('connectionstatechange', this.#onState);
  }

  /** The transport begins to connect. Its state need not say so: where no path is to be tried, browsers leave it at `new`. */
  begin(): void {
    if (!this.#everOpen) this.#opening ??= setTimeout(this.#onLate, this.#openMs);
  }

  get broken(): boolean {
    return this.#broken;
  }

  /** Whether it could not connect so far: it takes long, or has failed. */
  get unreachable(): boolean {
    return !this.#everOpen && (this.#late || this.#broken);
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#opening);
    this.#transport.off('connectionstatechange', this.#onState);
  }
}
