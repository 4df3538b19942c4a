/** What a session has for other programs: repetitions and measures, and the keypoints of its athletes. */
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { frameLine, trackHeader } from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { SessionFileItem } from '../../shared/contract/files.ts';
import { filmFactsSchema } from '../../shared/contract/film.ts';
import type { User } from '../../shared/contract/rest.ts';
import { readTrackPiece, TRACK_PIECE_TYPE } from '../../shared/contract/track-piece.ts';
import type { Size } from '../../shared/size.ts';
import type { Files } from '../sessions/files.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { type ExportedSession, repetitionsOf } from './repetition-export.ts';

const sizeSchema = z.object({ width: z.number().positive(), height: z.number().positive() });

export interface ExportsOptions {
  sessions: Pick<Sessions, 'read'>;
  files: Pick<Files, 'list' | 'bytes'>;
}

export class Exports {
  readonly #options: ExportsOptions;

  constructor(options: ExportsOptions) {
    this.#options = options;
  }

  /** @throws SidelineError `not_found` */
  async repetitions(user: User, sessionId: string): Promise<ExportedSession> {
    return repetitionsOf(await this.#options.sessions.read(user, sessionId));
  }

  /**
   * The keypoints of one participant as lines of a keypoint track, as `sideline track` reads it, one piece in memory at a time.
   * @throws SidelineError `not_found` where there are none, `session_elsewhere`, `storage_unavailable`
   */
  async track(user: User, sessionId: string, participantId: string): Promise<AsyncGenerator<string>> {
    const own = (await this.#options.files.list(user, sessionId)).filter(
      (file) => file.participantId === participantId,
    );
    const pieces = own.filter(
      ({ kind, state, contentType }) => kind === 'track' && state !== 'lost' && contentType === TRACK_PIECE_TYPE,
    );
    const picture = own.map(pictureSize).find((size) => size !== undefined);
    if (pieces.length === 0 || !picture)
      throw new SidelineError('not_found', 'There are no keypoints of this athlete.');
    return this.#lines(pieces, picture);
  }

  async *#lines(pieces: readonly SessionFileItem[], picture: Size): AsyncGenerator<string> {
    let begun = false;
    for (const { id } of pieces) {
      const { poses } = readTrackPiece(await buffer(await this.#options.files.bytes(id)));
      for (const pose of poses) {
        if (!begun) yield `${trackHeader(pose.layout, picture)}\n`;
        begun = true;
        yield `${frameLine(pose)}\n`;
      }
    }
  }
}

/** Of a recording or film, in px. */
function pictureSize({ kind, about }: SessionFileItem): Size | undefined {
  if (kind === 'film') return filmFactsSchema.safeParse(about).data?.video;
  return kind === 'recording' ? sizeSchema.safeParse(about).data : undefined;
}
