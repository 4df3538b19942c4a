/** What the database announces by itself (NOTIFY), on one channel, to whoever follows it in this process. */
import type { ClientBase } from 'pg';

/** As the migrations name it. */
const CHANNEL = 'sideline_changes';

export interface Listener {
  /** @param text JSON, as a trigger made it */
  announced(text: string): void;
  /** Announcements may have been lost: it is listened on a new connection from here on. */
  missed(): void;
}

export class Announcements {
  readonly #listeners = new Set<Listener>();

  /** @returns ends it */
  follow(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Listens on this connection until it ends. @throws when the database refuses */
  async listenOn(client: ClientBase): Promise<void> {
    client.on('notification', ({ channel, payload }) => {
      if (channel !== CHANNEL || payload === undefined) return;
      for (const listener of this.#listeners) listener.announced(payload);
    });
    await client.query(`listen ${CHANNEL}`);
    for (const listener of this.#listeners) listener.missed();
  }
}
