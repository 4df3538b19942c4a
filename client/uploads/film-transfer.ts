/**
 * One film on its way by tus, to this server or past it to its file store: the server says where to, and gives a token for it. Goes on after a
 * lost network, a restart of the server, a reload, and when the token has run out.
 */
import { type HttpResponse, type PreviousUpload, Upload } from 'tus-js-client';
import { z } from 'zod';
import type { UploadTicket } from '../../shared/contract/uploads.ts';
import { errorOf, mayPass, maySucceedLater, PAUSES } from './tus-errors.ts';
import { uploadsApi } from './uploads-api.ts';

/** A new token is asked for so long before the old one runs out, and no sooner than that after it was given, ms. */
const TICKET_MARGIN_MS = 60_000;

export interface Film {
  file: File;
  wish: { activity: string; athlete?: string };
}

export interface FilmTransferOptions {
  token: string;
  film: Film;
  /** Whether an upload that the server has a part of may be gone on with. */
  mayGoOn(id: string): boolean;
  /** The server knows the film by this id. */
  onBegun(id: string): void;
  onProgress(sent: number): void;
  /** It is tried again by itself. */
  onWait(error: Error): void;
  onFailed(error: Error): void;
  /** All of it is there. */
  onDone(): void;
}

export class FilmTransfer {
  readonly #options: FilmTransferOptions;
  #ticket: { value: UploadTicket; givenAt: number } | undefined;
  #upload: Upload | undefined;
  #running: AbortController | undefined;

  constructor(options: FilmTransferOptions) {
    this.#options = options;
  }

  /** Begins, or goes on after `pause` or a failure. */
  start(): void {
    this.pause();
    const running = new AbortController();
    this.#running = running;
    this.#run(running.signal).catch((error: unknown) => {
      if (!running.signal.aborted) this.#options.onFailed(error instanceof Error ? error : new Error(String(error)));
    });
  }

  /** Nothing is sent until `start`; what the server has stays there. */
  pause(): void {
    this.#running?.abort();
    void this.#upload?.abort();
  }

  async #run(signal: AbortSignal): Promise<void> {
    this.#upload ??= await this.#open(signal);
    if (signal.aborted) return;
    this.#upload.start();
  }

  async #open(signal: AbortSignal): Promise<Upload> {
    const { film, token, mayGoOn, onBegun, onProgress, onFailed } = this.#options;
    const { file, wish } = film;
    const found = await this.#findBegun(mayGoOn);
    const ticket = await this.#patiently(signal, () =>
      found
        ? uploadsApi.ticket(token, found.id)
        : uploadsApi.begin(token, { ...wish, filename: file.name, bytes: file.size, contentType: file.type }),
    );
    this.#take(ticket);
    onBegun(ticket.id);
    const upload = new Upload(file, {
      endpoint: ticket.endpoint,
      metadata: ticket.metadata,
      chunkSize: ticket.pieceBytes,
      fingerprint: fingerprintOf,
      removeFingerprintOnSuccess: true,
      retryDelays: PAUSES,
      onBeforeRequest: async (request) => {
        for (const [name, value] of Object.entries((await this.#freshTicket()).headers)) request.setHeader(name, value);
      },
      onShouldRetry: (failure) => {
        const again = mayPass(failure.originalResponse) || this.#renews(failure.originalResponse);
        if (again) this.#options.onWait(errorOf(failure));
        return again;
      },
      onProgress,
      onError: (failure) => onFailed(errorOf(failure)),
      onSuccess: () => void this.#finish(ticket.id),
    });
    if (found) upload.resumeFromPreviousUpload(found.previous);
    return upload;
  }

  /** The same film, where this browser sent a part of it before. */
  async #findBegun(mayGoOn: (id: string) => boolean): Promise<{ id: string; previous: PreviousUpload } | undefined> {
    const probe = new Upload(this.#options.film.file, { fingerprint: fingerprintOf, endpoint: '/' });
    for (const previous of await probe.findPreviousUploads()) {
      const id = z.uuid().safeParse(previous.metadata.objectName?.split('/').at(-1)).data;
      if (id !== undefined && mayGoOn(id)) return { id, previous };
    }
    return undefined;
  }

  async #finish(id: string): Promise<void> {
    const { token, onDone, onFailed } = this.#options;
    const signal = this.#running?.signal ?? new AbortController().signal;
    try {
      await this.#patiently(signal, () => uploadsApi.arrived(token, id));
      onDone();
    } catch (error) {
      if (!signal.aborted) onFailed(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #take(value: UploadTicket): void {
    this.#ticket = { value, givenAt: Date.now() };
  }

  async #freshTicket(): Promise<UploadTicket> {
    const { value } = this.#ticket ?? {};
    if (!value) throw new Error('nothing is sent before the film has begun');
    if (Date.parse(value.expiresAt) - Date.now() > TICKET_MARGIN_MS) return value;
    const newer = await uploadsApi.ticket(this.#options.token, value.id);
    this.#take(newer);
    return newer;
  }

  /** Whether a token that was refused is changed for a newer one; one that was given just now is no better when asked for again. */
  #renews(response: HttpResponse | null): boolean {
    const ticket = this.#ticket;
    if (!ticket || !response || !isOfToken(response)) return false;
    if (Date.now() - ticket.givenAt < TICKET_MARGIN_MS) return false;
    this.#ticket = { ...ticket, value: { ...ticket.value, expiresAt: new Date(0).toISOString() } };
    return true;
  }

  async #patiently<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (const pauseMs of PAUSES) {
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || !(error instanceof Error) || !maySucceedLater(error)) throw error;
        this.#options.onWait(error);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        signal.throwIfAborted();
      }
    }
    return await work();
  }
}

/** The same for the same file, wherever it is sent. */
const fingerprintOf = async (file: File): Promise<string> =>
  ['sideline', file.name, file.type, file.size, file.lastModified].join('-');

/** Storage answers 400 where others have 401. */
const isOfToken = (response: HttpResponse) =>
  response.getStatus() === 401 || response.getStatus() === 403 || /jws|jwt|signature/i.test(response.getBody());
