/** Takes films and voices in by tus: each request is its sender's own, and each piece has room on the disk. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server, type Upload } from '@tus/server';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ERROR_STATUS, type ErrorCode, SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import type { FilmFolder } from './film-folder.ts';

/** What becomes of that which arrives. */
export interface Arrivals<Wish> {
  /** @throws SidelineError when it is not taken */
  begin(user: User, id: string, wish: Wish, bytes: number): Promise<void>;
  /** @throws SidelineError `not_found` unless it is this user's and comes to this server */
  admit(user: User, id: string): Promise<void>;
  whole(id: string): Promise<void>;
}

export interface ReceptionOptions<Wish> {
  /** Where tus is served, such as `/api/uploads`. */
  path: string;
  folder: FilmFolder;
  largestBytes: number;
  /** What has to be said of each with tus. */
  wish: z.ZodType<Wish>;
  /** By which id it is kept; one of its own where left out. */
  idOf?: (wish: Wish) => string;
  arrivals: Arrivals<Wish>;
  logger: Logger;
}

const refusalSchema = z.object({ status_code: z.int(), body: z.string() });

/** What tus itself refuses, by status. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  404: 'not_found',
  409: 'out_of_order',
  410: 'not_found',
  413: 'too_large',
};

export class Reception<Wish = unknown> {
  readonly #options: ReceptionOptions<Wish>;
  readonly #server: Server;
  readonly #senders = new AsyncLocalStorage<User>();

  constructor(options: ReceptionOptions<Wish>) {
    const { path, folder, largestBytes, arrivals } = options;
    this.#options = options;
    this.#server = new Server({
      path,
      datastore: folder,
      maxSize: largestBytes,
      relativeLocation: true,
      // Pages of other origins have no business here.
      allowedOrigins: () => false,
      namingFunction: (_request, metadata) => this.#idOf(metadata),
      onUploadCreate: async (_request, upload) => {
        await this.#create(upload);
        return {};
      },
      onIncomingRequest: (request, id) => this.#admit(request.method, id),
      onUploadFinish: async (_request, { id }) => {
        await arrivals.whole(id);
        return {};
      },
      onResponseError: (_request, error) => this.#refusal(error),
    });
  }

  /** One request of tus. */
  async handle(user: User, request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A request is what it says first: another method in a header would come in by the wrong door.
    delete request.headers['x-http-method-override'];
    await this.#senders.run(user, () => this.#server.handle(request, response));
  }

  get #sender(): User {
    const user = this.#senders.getStore();
    if (!user) throw new SidelineError('unauthenticated', 'Sign in first.');
    return user;
  }

  /** What was said wrongly is refused when the upload is made. */
  #idOf(metadata: Upload['metadata']): string {
    const { wish, idOf } = this.#options;
    const { data } = wish.safeParse(metadata ?? {});
    return data === undefined || !idOf ? randomUUID() : idOf(data);
  }

  async #create({ id, size, metadata }: Upload): Promise<void> {
    if (size === undefined) throw new SidelineError('invalid_request', 'Say how large the file is.');
    if (size === 0) throw new SidelineError('invalid_request', 'This file is empty.');
    await this.#options.folder.makeSureOfRoom(size);
    const wish = this.#options.wish.safeParse(metadata ?? {});
    if (!wish.success) {
      throw new SidelineError('invalid_request', wish.error.issues[0]?.message ?? 'The request does not fit.');
    }
    await this.#options.arrivals.begin(this.#sender, id, wish.data, size);
  }

  async #admit(method: string, id: string): Promise<void> {
    // What begins is asked for when its size is known.
    if (method === 'POST') return;
    if (!z.uuid().safeParse(id).success) throw new SidelineError('not_found', 'There is no such upload.');
    await this.#options.arrivals.admit(this.#sender, id);
  }

  /** The problem as JSON, in the body that tus gives. */
  #refusal(error: Error | { status_code: number; body: string }): { status_code: number; body: string } {
    const refused = this.#translate(error);
    return {
      status_code: ERROR_STATUS[refused.code],
      body: JSON.stringify({ code: refused.code, detail: refused.message }),
    };
  }

  #translate(error: Error | { status_code: number; body: string }): SidelineError {
    if (error instanceof SidelineError) return error;
    const ofTus = refusalSchema.safeParse(error);
    if (ofTus.success && ofTus.data.status_code !== 500) {
      return new SidelineError(CODES[ofTus.data.status_code] ?? 'invalid_request', ofTus.data.body.trim());
    }
    if (isDiskFull(error)) {
      return new SidelineError('storage_unavailable', 'The disk of the server is full. Tell the person who runs it.');
    }
    this.#options.logger.error({ err: error }, 'a file could not be taken in');
    return new SidelineError('internal', 'The server failed at this; its log says why.');
  }
}

const isDiskFull = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOSPC';
