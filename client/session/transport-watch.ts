/** Watches one WebRTC transport and tells when it has failed, with patience for gaps that mend by themselves. */
import type { types } from 'mediasoup-client';

export class TransportWatch {
  readonly #transport: types.Transport;
  readonly #onChange: (state: types.ConnectionState) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #broken = false;

  /** @param patienceMs how long a transport may be `disconnected` before that counts as failed */
  constructor(transport: types.Transport, patienceMs: number, onChange: () => void) {
    const settle = (broken: boolean) => {
      this.#broken = broken;
      onChange();
    };
    this.#transport = transport;
    this.#onChange = (state) => {
      clearTimeout(this.#timer);
      if (state === 'connected') settle(false);
      if (state === 'disconnected') this.#timer = setTimeout(settle, patienceMs, true);
      if (state === 'failed') settle(true);
    };
    transport.on('connectionstatechange', this.#onChange);
  }

  get broken(): boolean {
    return this.#broken;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#transport.off('connectionstatechange', this.#onChange);
  }
}
