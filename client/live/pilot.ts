/**
 * A hand on something that everyone sees, such as a playhead: what is wished is on show here at once, and sent as often as the server
 * takes it. The last wish always gets there.
 */
import { createStore } from 'zustand/vanilla';

/** Between two messages, ms: 15 a second. */
const PAUSE_MS = 66;

export class Pilot<Wish> {
  /** What is on its way to the others; undefined once they have it. */
  readonly state = createStore<{ wish: Wish | undefined }>(() => ({ wish: undefined }));
  #send: ((wish: Wish) => Promise<boolean>) | undefined;
  #sending = false;

  /** @param send sends this wish, and resolves with whether the server took it; never rejects */
  show(wish: Wish, send: (wish: Wish) => Promise<boolean>): void {
    this.#send = send;
    this.state.setState({ wish });
    if (!this.#sending) void this.#work();
  }

  /** Forgets what was not sent yet, as when what it is about ends. */
  forget(): void {
    this.state.setState({ wish: undefined });
  }

  async #work(): Promise<void> {
    this.#sending = true;
    for (let { wish } = this.state.getState(); wish !== undefined; wish = this.state.getState().wish) {
      const pause = new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const [taken] = await Promise.all([this.#send?.(wish), pause]);
      if (!taken || this.state.getState().wish === wish) this.forget();
    }
    this.#sending = false;
  }
}
