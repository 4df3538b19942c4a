/** The films that this browser sends, whichever page is on show. */
import { create } from 'zustand';
import { SidelineError } from '../../shared/contract/errors.ts';
import { LARGEST_FILM_BYTES } from '../../shared/contract/uploads.ts';
import { type Film, FilmTransfer } from './film-transfer.ts';

/** One film that this page sends. */
export interface Sending {
  /** Of this page's own, since the server gives an id only when the upload has begun. */
  key: number;
  /** Of the upload, once it has begun. */
  id: string | undefined;
  name: string;
  bytes: number;
  sent: number;
  /** `waiting`: the server can't be reached or takes no more just now, and is asked again by itself. */
  state: 'sending' | 'paused' | 'waiting' | 'failed';
  /** Why it waits or failed. */
  error: Error | undefined;
}

interface SenderStore {
  sendings: readonly Sending[];
  /** @param unfinished ids of uploads that the server has a part of: the same film goes on there */
  send(token: string, film: Film, unfinished: readonly string[]): void;
  pause(key: number): void;
  goOn(key: number): void;
  /** Nothing more is sent; what the server has stays there. */
  drop(key: number): void;
}

const transfers = new Map<number, FilmTransfer>();
let keys = 0;

export const useFilmSender = create<SenderStore>()((set, get) => {
  const change = (key: number, changes: Partial<Sending>) =>
    set(({ sendings }) => ({
      sendings: sendings.map((sending) => (sending.key === key ? { ...sending, ...changes } : sending)),
    }));
  const drop = (key: number) => {
    transfers.get(key)?.pause();
    transfers.delete(key);
    set(({ sendings }) => ({ sendings: sendings.filter((sending) => sending.key !== key) }));
  };
  return {
    sendings: [],
    send(token, film, unfinished) {
      const { file } = film;
      keys += 1;
      const key = keys;
      const sending: Sending = {
        ...{ key, id: undefined, name: file.name, bytes: file.size, sent: 0 },
        ...{ state: 'sending', error: undefined },
      };
      const error = refusal(file);
      set(({ sendings }) => ({ sendings: [...sendings, error ? { ...sending, state: 'failed', error } : sending] }));
      if (error) return;
      const transfer = new FilmTransfer({
        ...{ token, film },
        mayGoOn: (id) => unfinished.includes(id) && get().sendings.every((other) => other.id !== id),
        onBegun: (id) => change(key, { id, state: 'sending', error: undefined }),
        onProgress: (sent) => change(key, { sent, state: 'sending', error: undefined }),
        onWait: (reason) => change(key, { state: 'waiting', error: reason }),
        onFailed: (reason) => change(key, { state: 'failed', error: reason }),
        onDone: () => drop(key),
      });
      transfers.set(key, transfer);
      transfer.start();
    },
    pause(key) {
      transfers.get(key)?.pause();
      change(key, { state: 'paused' });
    },
    goOn(key) {
      change(key, { state: 'sending', error: undefined });
      transfers.get(key)?.start();
    },
    drop,
  };
});

/** What can be said before anything is sent. */
function refusal({ size }: File): Error | undefined {
  if (size === 0) return new SidelineError('unreadable_film', 'The file is empty.');
  if (size > LARGEST_FILM_BYTES) return new SidelineError('too_large', 'A film may have 4 GB.');
  return undefined;
}
