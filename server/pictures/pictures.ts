/** Pictures of people: what a person gives is made anew, small and square, in a process of its own, and nothing else of it is kept. */
import { SidelineError } from '../../shared/contract/errors.ts';
import type { PictureOf } from '../../shared/contract/pictures.ts';
import type { User } from '../../shared/contract/rest.ts';
import { PICTURES } from '../limits.ts';
import type { KeptPicture, Pictures as PictureRecords } from '../records/pictures.ts';
import { Places } from '../support/places.ts';
import { runTask } from '../support/task-process.ts';
import { jpegSize } from './jpeg-size.ts';

const PROGRAM = new URL('./process/main.boot.mjs', import.meta.url);

/** Every method throws SidelineError `storage_unavailable` when the database can't serve. */
export class Pictures {
  readonly #records: PictureRecords;
  readonly #places = new Places(PICTURES.atOnce);

  constructor(records: PictureRecords) {
    this.#records = records;
  }

  /**
   * @param given a JPEG
   * @throws also SidelineError `invalid_request` for what is none, can't be read or is too large in pixels; `rate_limited`
   */
  async set(user: User, given: Buffer): Promise<void> {
    const size = jpegSize(given);
    if (!size) throw new SidelineError('invalid_request', 'This is no picture in JPEG form.');
    if (Math.max(size.width, size.height) > PICTURES.longestSidePx || Math.min(size.width, size.height) === 0) {
      throw new SidelineError('invalid_request', `A picture has 1 to ${PICTURES.longestSidePx} pixels on each side.`);
    }
    const leave = this.#places.take();
    if (!leave) throw new SidelineError('rate_limited', 'Many pictures come in at the moment. Try again.');
    try {
      const signal = AbortSignal.timeout(PICTURES.madeWithinMs);
      const made = await runTask<Uint8Array, never, Uint8Array>(PROGRAM, given, { signal });
      await this.#records.set(user, Buffer.from(made));
    } finally {
      leave();
    }
  }

  remove(user: User): Promise<void> {
    return this.#records.set(user, null);
  }

  async of(user: User): Promise<string | null> {
    const picture = await this.#records.of(user);
    return picture ? dataUrl(picture) : null;
  }

  async known(user: User): Promise<PictureOf[]> {
    return (await this.#records.known(user)).map(shown);
  }

  async inSession(user: User, sessionId: string): Promise<PictureOf[]> {
    return (await this.#records.inSession(user, sessionId)).map(shown);
  }
}

const dataUrl = (picture: Buffer) => `data:image/jpeg;base64,${picture.toString('base64')}`;
const shown = ({ id, picture }: KeptPicture): PictureOf => ({ id, picture: dataUrl(picture) });
