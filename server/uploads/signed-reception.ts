/** Takes in by tus what pages send with a token for one film, which has begun already: as Supabase Storage does at its `/sign`. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import { LARGEST_FILM_BYTES } from '../../shared/contract/uploads.ts';
import type { FilmFolder } from './film-folder.ts';
import { Reception } from './reception.ts';
import type { Uploads } from './uploads.ts';

/** What a page's token says: who sends which film. */
export interface Ticket {
  user: User;
  uploadId: string;
}

export interface SignedReceptionOptions {
  /** Where tus is served, such as `/api/uploads/sign`. */
  path: string;
  folder: FilmFolder;
  uploads: Pick<Uploads, 'admit' | 'ownedBy' | 'whole'>;
  /** @throws SidelineError `unauthenticated` */
  readTicket(token: string): Promise<Ticket>;
  logger: Logger;
}

export class SignedReception {
  readonly #options: SignedReceptionOptions;
  readonly #reception: Reception<object>;
  readonly #tickets = new AsyncLocalStorage<Ticket>();

  constructor(options: SignedReceptionOptions) {
    const { path, folder, uploads, logger } = options;
    this.#options = options;
    this.#reception = new Reception<object>({
      ...{ path, folder, logger, largestBytes: LARGEST_FILM_BYTES },
      // What is to be known of the film was said when it began.
      wish: z.object({}),
      idOf: () => this.#ticket.uploadId,
      arrivals: {
        begin: (user, id, _wish, bytes) => this.#begin(user, id, bytes),
        admit: async (user, id) => {
          if (id !== this.#ticket.uploadId) throw new SidelineError('not_found', 'There is no such upload.');
          await uploads.admit(user, id);
        },
        whole: (id) => uploads.whole(id),
      },
    });
  }

  /** One request of tus. @throws SidelineError `unauthenticated` */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ticket = await this.#options.readTicket(String(request.headers['x-signature'] ?? ''));
    await this.#tickets.run(ticket, () => this.#reception.handle(ticket.user, request, response));
  }

  get #ticket(): Ticket {
    const ticket = this.#tickets.getStore();
    if (!ticket) throw new SidelineError('unauthenticated', 'Ask for a new token.');
    return ticket;
  }

  async #begin(user: User, id: string, bytes: number): Promise<void> {
    const { status, upload } = await this.#options.uploads.ownedBy(user, id);
    if (status !== 'uploading') throw new SidelineError('out_of_order', 'All of this film is there already.');
    if (bytes !== upload.bytes) throw new SidelineError('invalid_request', 'The film is not as large as was said.');
  }
}
