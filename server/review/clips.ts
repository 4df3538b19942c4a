/** Clips for those who review a session: asked for, listed, removed. */
import type { Logger } from 'pino';
import { CLIP_PAUSES, type Clip, type KeptWish, type NewClip } from '../../shared/contract/clips.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import type { Clips as ClipRecords, SeenClip } from '../records/clips.ts';
import type { Comments } from '../records/comments.ts';
import type { SeenLesson } from '../records/lessons.ts';
import type { Files } from '../sessions/files.ts';
import type { ClipMaking } from './clip-making.ts';

export interface ClipsOptions {
  records: ClipRecords;
  comments: Pick<Comments, 'list'>;
  files: Pick<Files, 'find' | 'list' | 'removed'>;
  making: Pick<ClipMaking, 'add' | 'cancel' | 'progressOf'>;
  /** This server. */
  node: string;
  logger: Logger;
}

export class Clips {
  readonly #options: ClipsOptions;

  constructor(options: ClipsOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the clip will be made, which takes about as long as the clip lasts. The same again is the same clip.
   * @throws SidelineError `not_found`, `invalid_request` where the recording has no picture of that time, `out_of_order` while it
   * grows, `too_large` and `rate_limited` for too many
   */
  async create(user: User, sessionId: string, wish: NewClip): Promise<Clip> {
    const { records, files, making, node, logger } = this.#options;
    const source = await files.find(wish.sourceId);
    const checked = await this.#checked(wish, source);
    const kept = await this.#kept(user, sessionId, checked);
    const id = await records.add(user, sessionId, { ...checked, wish: kept }, node);
    await making.add(id);
    logger.info({ clip: id, sessionId, userId: user.id, form: wish.wish.form }, 'clip asked for');
    return this.#found(user, sessionId, id);
  }

  /**
   * A film of a lesson, for who may decide about that. The same again is the same film.
   * @throws SidelineError `not_found`, `too_large` and `rate_limited` for too many
   */
  async createOfLesson(user: User, { id: sourceId, sessionId, title, from, to, cuts }: SeenLesson): Promise<Clip> {
    const { records, making, node, logger } = this.#options;
    // A lesson may show one moment alone.
    const range = { from, to: Math.max(to, from + 1) };
    const id = await records.add(user, sessionId, { sourceId, title, ...range, wish: { form: 'lesson', cuts } }, node);
    await making.add(id);
    logger.info({ clip: id, lesson: sourceId, sessionId, userId: user.id }, 'film of a lesson asked for');
    return this.#found(user, sessionId, id);
  }

  /** With the comments at which it stands still. @throws SidelineError `not_found`, `too_large` */
  async #kept(user: User, sessionId: string, { from, to, wish }: NewClip): Promise<KeptWish> {
    if (wish.form !== 'film') return wish;
    if (wish.pauseMs === undefined) return { ...wish, comments: [] };
    const found = (await this.#options.comments.list(user, sessionId)).filter(
      (comment) => comment.from >= from && comment.from < to,
    );
    if (new Set(found.map((comment) => comment.from)).size > CLIP_PAUSES.most) {
      throw new SidelineError(
        'too_large',
        `A clip stands still at ${CLIP_PAUSES.most} moments at most. Make it shorter.`,
      );
    }
    return { ...wish, comments: found.map(({ id }) => id) };
  }

  async #checked(wish: NewClip, source: Awaited<ReturnType<Files['find']>>): Promise<NewClip> {
    // Whether the user may know of it is asked when the clip is added.
    if (!source) return wish;
    const hasPicture = (source.kind === 'recording' && source.about.hasVideo !== false) || source.kind === 'film';
    if (!hasPicture || source.state === 'lost') {
      throw new SidelineError('invalid_request', 'Clips are made of recordings and films that have a picture.');
    }
    if (source.endedAt === null) {
      throw new SidelineError('out_of_order', 'This part is still being recorded. Make the clip when it is whole.');
    }
    if (wish.from >= source.endedAt || wish.to <= source.startedAt) {
      throw new SidelineError('invalid_request', 'This part of the recording has nothing of that time.');
    }
    return wish;
  }

  /** @throws SidelineError `not_found` */
  async list(user: User, sessionId: string): Promise<Clip[]> {
    const { records, files, making } = this.#options;
    const clips = await records.list(user, sessionId);
    if (clips.length === 0) return [];
    const found = new Map((await files.list(user, sessionId)).map((file) => [file.id, file]));
    return clips.map(({ sessionId: _, wish, ...clip }) => {
      const file = clip.state === 'ready' ? found.get(clip.id) : undefined;
      return {
        ...clip,
        form: shownForm(wish),
        progress: making.progressOf(clip.id),
        bytes: file?.bytes ?? null,
        url: file?.url ?? null,
      };
    });
  }

  /** @throws SidelineError `not_found`, `forbidden` for all but who made it and the session's owner */
  async remove(user: User, sessionId: string, id: string): Promise<void> {
    const { records, files, making, logger } = this.#options;
    await this.own(user, sessionId, id);
    await making.cancel(id);
    await records.remove(id);
    files.removed();
    logger.info({ clip: id, sessionId, userId: user.id }, 'clip was deleted');
  }

  /** The clip, for who may decide about it. @throws SidelineError `not_found`, `forbidden` */
  async own(user: User, sessionId: string, id: string): Promise<SeenClip> {
    const clip = await this.#options.records.seen(user, id);
    if (clip?.sessionId !== sessionId) throw noSuchClip();
    if (!clip.own) {
      throw new SidelineError('forbidden', 'Only who made a clip, or the owner of the session, can do that.');
    }
    return clip;
  }

  async #found(user: User, sessionId: string, id: string): Promise<Clip> {
    const clip = (await this.list(user, sessionId)).find((each) => each.id === id);
    if (!clip) throw noSuchClip();
    return clip;
  }
}

/** What a page shows it as. */
export const shownForm = (wish: KeptWish | null): Clip['form'] => (wish?.form === 'kinogram' ? 'kinogram' : 'film');

const noSuchClip = () => new SidelineError('not_found', 'There is no such clip.');
