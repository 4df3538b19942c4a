/** Sends films to the server by tus, whichever page is on show: goes on after a lost network, a restart of the server, a reload. */
import { Upload } from 'tus-js-client';
import { z } from 'zod';
import { create } from 'zustand';
import { SidelineError } from '../../shared/contract/errors.ts';
import { LARGEST_FILM_BYTES } from '../../shared/contract/uploads.ts';
import { accessToken } from '../access-token.ts';
import { errorOf, mayPass, PAUSES } from './tus-errors.ts';

/** Servers and proxies bound how long a request may take; with pieces of this size a slow network is no trouble. Bytes. */
const PIECE_BYTES = 8 * 1024 ** 2;

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

interface Film {
  file: File;
  wish: { activity: string; athlete?: string };
}

interface SenderStore {
  sendings: readonly Sending[];
  /** @param unfinished ids of uploads that the server has a part of: the same film goes on there */
  send(token: string, film: Film, unfinished: readonly string[]): Promise<void>;
  pause(key: number): void;
  goOn(key: number): void;
  /** Nothing more is sent; what the server has stays there. */
  drop(key: number): void;
}

const uploads = new Map<number, Upload>();
let keys = 0;

export const useFilmSender = create<SenderStore>()((set, get) => {
  const change = (key: number, changes: Partial<Sending>) =>
    set(({ sendings }) => ({
      sendings: sendings.map((sending) => (sending.key === key ? { ...sending, ...changes } : sending)),
    }));
  const drop = (key: number) => {
    void uploads.get(key)?.abort();
    uploads.delete(key);
    set(({ sendings }) => ({ sendings: sendings.filter((sending) => sending.key !== key) }));
  };
  return {
    sendings: [],
    async send(token, { file, wish }, unfinished) {
      keys += 1;
      const key = keys;
      const sending: Sending = {
        ...{ key, id: undefined, name: file.name, bytes: file.size, sent: 0 },
        ...{ state: 'sending', error: undefined },
      };
      const error = refusal(file);
      set(({ sendings }) => ({ sendings: [...sendings, error ? { ...sending, state: 'failed', error } : sending] }));
      if (error) return;
      const upload = new Upload(file, {
        endpoint: '/api/uploads',
        chunkSize: PIECE_BYTES,
        retryDelays: PAUSES,
        removeFingerprintOnSuccess: true,
        // A large film takes longer than a token is good for.
        onBeforeRequest: async (request) => request.setHeader('authorization', `Bearer ${await accessToken(token)}`),
        metadata: { ...wish, filename: file.name },
        onShouldRetry: (failure) => {
          const again = mayPass(failure.originalResponse);
          if (again) change(key, { state: 'waiting', error: errorOf(failure) });
          return again;
        },
        onUploadUrlAvailable: () => change(key, { id: idOf(upload.url), state: 'sending', error: undefined }),
        onProgress: (sent) => change(key, { sent, state: 'sending', error: undefined }),
        onError: (failure) => change(key, { state: 'failed', error: errorOf(failure) }),
        onSuccess: () => drop(key),
      });
      uploads.set(key, upload);
      const taken = get().sendings.map(({ id }) => id);
      const found = (await upload.findPreviousUploads()).find(({ uploadUrl }) => {
        const id = idOf(uploadUrl);
        return id !== undefined && unfinished.includes(id) && !taken.includes(id);
      });
      if (found) {
        upload.resumeFromPreviousUpload(found);
        change(key, { id: idOf(found.uploadUrl) });
      }
      upload.start();
    },
    pause(key) {
      void uploads.get(key)?.abort();
      change(key, { state: 'paused' });
    },
    goOn(key) {
      change(key, { state: 'sending', error: undefined });
      uploads.get(key)?.start();
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

const idOf = (url: string | null): string | undefined => z.uuid().safeParse(url?.split('/').at(-1)).data;
