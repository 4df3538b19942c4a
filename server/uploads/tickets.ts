/** What pages send films with: a token that is good for one film and some time, to this server or past it to the file store. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import { type beginUploadSchema, LARGEST_FILM_BYTES, type UploadTicket } from '../../shared/contract/uploads.ts';
import { nameOfSentFilm } from '../files/buckets.ts';
import type { StorageLimits, SupabaseStorage } from '../files/supabase-storage.ts';
import { SignedToken } from '../identity/signed-token.ts';
import { SUPABASE_FILES, UPLOADS } from '../limits.ts';
import { Kept } from '../support/kept.ts';
import type { FilmFolder } from './film-folder.ts';
import type { Ticket } from './signed-reception.ts';
import type { Uploads } from './uploads.ts';

export interface TicketsOptions {
  /** Where tus is served with a page's token, such as `/api/uploads/sign`. */
  path: string;
  uploads: Pick<Uploads, 'begin' | 'ownedBy'>;
  folder: Pick<FilmFolder, 'makeSureOfRoom'>;
  /** Where films go past this server, and the key that pages show there; undefined where they come to this server. */
  store: { files: Pick<SupabaseStorage, 'allowPut' | 'limits'>; publishableKey: string } | undefined;
  /** The server's own. */
  secret: Uint8Array;
}

const claimsSchema = z.object({ sub: z.uuid(), name: z.string(), upload: z.uuid() });

export class Tickets {
  readonly #options: TicketsOptions;
  readonly #tokens: SignedToken<typeof claimsSchema>;
  readonly #limits = new Kept<StorageLimits>(UPLOADS.limitsKeptMs);

  constructor(options: TicketsOptions) {
    this.#options = options;
    this.#tokens = new SignedToken({ secret: options.secret, audience: 'upload', claims: claimsSchema });
  }

  /**
   * A film is to be sent.
   * @throws SidelineError `too_large`, `storage_unavailable` when there is no room, and as `Uploads.begin` does
   */
  async begin(user: User, { bytes, contentType, ...wish }: z.infer<typeof beginUploadSchema>): Promise<UploadTicket> {
    const { uploads, folder, store } = this.#options;
    const id = randomUUID();
    if (bytes > LARGEST_FILM_BYTES) throw new SidelineError('too_large', 'A film may have 4 GB.');
    if (store) await this.#makeSureThatStoreTakes(store.files, bytes);
    else await folder.makeSureOfRoom(bytes);
    // Before the film is on record, since a store that is away takes no film.
    const ticket = await this.#ticket(user, id, contentType);
    await uploads.begin(user, id, wish, bytes, store !== undefined);
    return ticket;
  }

  /**
   * A newer one for a film that is not whole yet.
   * @throws SidelineError `not_found` unless it is this user's, `out_of_order` when all of it is there, `storage_unavailable`
   */
  async renew(user: User, id: string): Promise<UploadTicket> {
    const { status } = await this.#options.uploads.ownedBy(user, id);
    if (status !== 'uploading') throw new SidelineError('out_of_order', 'All of this film is there already.');
    return await this.#ticket(user, id, '');
  }

  /** @throws SidelineError `unauthenticated` */
  async read(token: string): Promise<Ticket> {
    const {
      sub: id,
      name,
      upload: uploadId,
    } = await this.#tokens.verify(
      token,
      (_why, cause) => new SidelineError('unauthenticated', 'Ask for a new token to send this film.', { cause }),
    );
    return { user: { id, name }, uploadId };
  }

  async #ticket(user: User, id: string, contentType: string): Promise<UploadTicket> {
    const { path, store } = this.#options;
    const expiresAt = new Date(Date.now() + UPLOADS.ticketGoodForMs);
    const name = nameOfSentFilm(id);
    const metadata = { objectName: name, contentType: contentType || 'application/octet-stream' };
    const about = { id, expiresAt: expiresAt.toISOString(), pieceBytes: SUPABASE_FILES.pieceBytes };
    if (!store) {
      const token = await this.#tokens.sign({ sub: user.id, name: user.name, upload: id }, expiresAt);
      return {
        ...about,
        endpoint: path,
        headers: { 'x-signature': token },
        metadata: { ...metadata, bucketName: 'uploads' },
      };
    }
    const { endpoint, token, bucket } = await store.files.allowPut(name);
    const headers = { 'x-signature': token, apikey: store.publishableKey };
    return { ...about, endpoint, headers, metadata: { ...metadata, bucketName: bucket } };
  }

  /** Said before anything is sent, in words that name the limit. @throws SidelineError `too_large`, `storage_unavailable` */
  async #makeSureThatStoreTakes(files: Pick<SupabaseStorage, 'limits'>, bytes: number): Promise<void> {
    const { project = Infinity, buckets } = await this.#limits.get('limits', () => files.limits());
    const most = Math.min(project, buckets.uploads ?? Infinity);
    if (bytes <= most) return;
    const megabytes = Math.floor(most / 1024 ** 2);
    throw new SidelineError('too_large', `The file store of this server takes films of up to ${megabytes} MB.`);
  }
}
