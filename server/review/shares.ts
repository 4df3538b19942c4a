/** Links by which people without an account see one clip and nothing else. */
import { createHash, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import type { CreatedShare, Share, SharedClip } from '../../shared/contract/shares.ts';
import { SHARES } from '../limits.ts';
import type { ClipShares, OpenedShare, StoredShare } from '../records/clip-shares.ts';
import type { Clips as ClipRecords, SeenClip } from '../records/clips.ts';
import type { Files, ReadableFile } from '../sessions/files.ts';
import { type Clips, shownForm } from './clips.ts';
import { deviceOf } from './device.ts';

/** Nobody guesses this many, however long they try. */
const SECRET_BYTES = 32;

export interface SharesOptions {
  records: ClipShares;
  clipRecords: Pick<ClipRecords, 'seen'>;
  clips: Pick<Clips, 'own'>;
  files: Pick<Files, 'read'>;
  logger: Logger;
}

export class Shares {
  readonly #options: SharesOptions;

  constructor(options: SharesOptions) {
    this.#options = options;
  }

  /**
   * For who made the clip, and the session's owner.
   * @throws SidelineError `not_found`, `forbidden`, `out_of_order` while the clip is not ready, `too_large` for too many links
   */
  async create(user: User, sessionId: string, clipId: string, { hours }: { hours: number }): Promise<CreatedShare> {
    const { records, clips, logger } = this.#options;
    const { state } = await clips.own(user, sessionId, clipId);
    if (state !== 'ready') throw new SidelineError('out_of_order', 'The clip is not ready yet.');
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const expiresAt = new Date(Date.now() + hours * 3_600_000);
    const share = await records.add(user, clipId, { secretHash: hashOf(secret), expiresAt });
    logger.info({ clip: clipId, sessionId, userId: user.id, share: share.id }, 'clip was shared');
    return { ...shown(share), secret };
  }

  /** @throws SidelineError `not_found`, `forbidden` */
  async list(user: User, sessionId: string, clipId: string): Promise<Share[]> {
    await this.#options.clips.own(user, sessionId, clipId);
    return (await this.#options.records.list(user, clipId)).map(shown);
  }

  /**
   * Nobody sees the clip by this link any more, also who is watching it.
   * @throws SidelineError `not_found`, `forbidden`
   */
  async revoke(user: User, sessionId: string, clipId: string, id: string): Promise<void> {
    const { records, clips, logger } = this.#options;
    await clips.own(user, sessionId, clipId);
    if (!(await records.revoke(clipId, id))) throw new SidelineError('not_found', 'There is no such link.');
    logger.info({ clip: clipId, sessionId, userId: user.id, share: id }, 'link to a clip was revoked');
  }

  /**
   * What the link shows, to whoever has it.
   * @param visit what an earlier answer had, for a page that asks again
   * @throws SidelineError `link_invalid`, `link_expired`, `link_revoked`
   */
  async open(
    secret: string,
    { userAgent, visit }: { userAgent: string | undefined; visit: string | undefined },
  ): Promise<SharedClip> {
    const { share, clip } = await this.#opened(secret);
    return {
      title: clip.title,
      form: shownForm(clip.wish),
      expiresAt: share.expiresAt.toISOString(),
      url: `/api/shared/${secret}/file`,
      visit: await this.#options.records.visited(share.id, deviceOf(userAgent), visit),
    };
  }

  /** The clip's bytes. Asked for each range, so that a link that was revoked ends at once. @throws as `open` does */
  async read(secret: string): Promise<URL | ReadableFile> {
    const { clip } = await this.#opened(secret);
    return this.#options.files.read(clip.id, SHARES.storeLinkSeconds);
  }

  /** A link lasts no longer than the right of who made it. */
  async #opened(secret: string): Promise<{ share: OpenedShare; clip: SeenClip }> {
    const { records, clipRecords } = this.#options;
    const share = await records.find(hashOf(secret));
    if (!share) throw new SidelineError('link_invalid', 'This link is not valid.');
    if (share.revoked) throw revoked();
    if (share.expiresAt.getTime() <= Date.now()) throw new SidelineError('link_expired', 'This link has run out.');
    const clip = await clipRecords.seen({ id: share.userId }, share.clipId);
    if (!clip) throw revoked();
    return { share, clip };
  }
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');
const revoked = () => new SidelineError('link_revoked', 'This link was taken back.');

const shown = ({ visits, ...share }: StoredShare): Share => ({
  ...share,
  visits: visits.map(({ at, device }) => ({ at: new Date(at).toISOString(), device })),
});
