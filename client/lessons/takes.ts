/** The lesson that is recorded on this page, and those that an earlier page left unfinished. No React. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { holdTake, notHeld } from './hold-take.ts';
import { sendLesson } from './send-lesson.ts';
import { Take } from './take.ts';
import { type TakeHead, TakeStore } from './take-store.ts';

export interface TakesState {
  /** In hand. */
  readonly take: Take | undefined;
  /** Left unfinished, the oldest first. */
  readonly unfinished: readonly TakeHead[];
  /** How much of the take in hand is sent, 0..1; undefined while it is not being sent. */
  readonly sent: number | undefined;
}

/** Another window has it. */
export class TakeElsewhereError extends Error {
  override readonly name = 'TakeElsewhereError';
}

export class Takes {
  readonly state: StoreApi<TakesState> = createStore(() => ({ take: undefined, unfinished: [], sent: undefined }));
  readonly #userId: string;
  readonly #sessionId: string;
  #store: Promise<TakeStore> | undefined;
  #closed = false;
  #letGo: (() => void) | undefined;

  constructor(userId: string, sessionId: string) {
    this.#userId = userId;
    this.#sessionId = sessionId;
  }

  /** Looks for what an earlier page left. @throws DOMException where the browser keeps nothing */
  async look(): Promise<void> {
    const store = await this.#opened();
    // What is recorded in this window or another one is not left.
    const unfinished = await notHeld(await store.of(this.#userId, this.#sessionId));
    if (!this.#closed) this.state.setState({ unfinished });
  }

  /** @throws DOMException where the browser keeps nothing */
  async begin(participantId: string | null): Promise<Take> {
    const head = {
      ...{ id: crypto.randomUUID(), userId: this.#userId, sessionId: this.#sessionId, participantId },
      createdAt: new Date().toISOString(),
    };
    await this.#hold(head);
    return this.#inHand(await Take.begin(head, await this.#opened()));
  }

  /** Takes up what was left unfinished; it does not record yet. @throws TakeElsewhereError */
  async takeUp(head: TakeHead): Promise<Take> {
    await this.#hold(head);
    const take = await Take.resume(head, await this.#opened());
    this.state.setState(({ unfinished }) => ({ unfinished: unfinished.filter(({ id }) => id !== head.id) }));
    return this.#inHand(take);
  }

  /** Sends the take in hand. @throws what `sendLesson` throws; it stays in hand then */
  async save(token: string, title: string): Promise<void> {
    const { take } = this.state.getState();
    if (!take) return;
    this.state.setState({ sent: 0 });
    try {
      await take.pause();
      const store = await this.#opened();
      await sendLesson(token, store, take.head, title, (sent) => this.state.setState({ sent }));
      this.#free();
      this.state.setState({ take: undefined });
    } finally {
      this.state.setState({ sent: undefined });
    }
  }

  /** For good. @throws TakeElsewhereError */
  async discard(head: Pick<TakeHead, 'id'>): Promise<void> {
    const { take } = this.state.getState();
    const { id } = head;
    if (take?.head.id !== id) await this.#hold(head);
    else {
      await take.pause();
      take.close();
      this.state.setState({ take: undefined });
    }
    await (await this.#opened()).remove(id);
    this.#free();
    this.state.setState(({ unfinished }) => ({ unfinished: unfinished.filter((each) => each.id !== id) }));
  }

  /** What is in hand stays kept. May be called twice. */
  async close(): Promise<void> {
    this.#closed = true;
    const { take } = this.state.getState();
    take?.close();
    await take?.pause();
    this.#free();
    const store = this.#store;
    this.#store = undefined;
    (await store?.catch(() => undefined))?.close();
  }

  async #hold({ id }: Pick<TakeHead, 'id'>): Promise<void> {
    const letGo = await holdTake(id);
    if (!letGo) throw new TakeElsewhereError('another window has this take');
    this.#letGo = letGo;
  }

  #free(): void {
    this.#letGo?.();
    this.#letGo = undefined;
  }

  #inHand(take: Take): Take {
    this.state.setState({ take });
    return take;
  }

  #opened(): Promise<TakeStore> {
    this.#store ??= TakeStore.open().catch((error: unknown) => {
      // What keeps nothing now may do so later.
      this.#store = undefined;
      throw error;
    });
    return this.#store;
  }
}
