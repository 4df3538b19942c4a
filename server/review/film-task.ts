/** From what is wished of a clip to what is done with copies of its recordings. */
import type { KeptWish } from '../../shared/contract/clips.ts';
import type { StoredClip } from '../records/clips.ts';
import type { CommentMark } from '../records/comments.ts';
import type { FilmClipTask, KinogramTask } from './clip-task.ts';

export type FilmWish = Extract<KeptWish, { form: 'film' }>;
type KinogramWish = Extract<KeptWish, { form: 'kinogram' }>;
type Given = Pick<FilmClipTask, 'out' | 'athlete' | 'overlay'>;

/** A copy of a recording or film. Times are ms of the session. */
export interface CopiedPart {
  readonly path: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

export function kinogramTask({ moments }: KinogramWish, given: Given & Pick<KinogramTask, 'path'>): KinogramTask {
  const inFilm = (ms: number) => Math.max(0, ms - given.athlete.startedAt);
  return { form: 'kinogram', ...given, moments: moments.map(({ at, label }) => ({ atMs: inFilm(at), label })) };
}

export function filmTask(
  { from, to }: StoredClip,
  { speed, pauseMs }: FilmWish,
  { marks, parts, ...given }: Given & { marks: readonly CommentMark[]; parts: readonly CopiedPart[] },
): FilmClipTask {
  const moments = [...new Set(marks.map((mark) => mark.from))];
  return {
    ...{ form: 'film', ...given, speed },
    parts: parts.map(({ path, startedAt, endedAt }, index) => {
      // A part that is followed while it goes on gives way to the one that follows.
      const end = Math.min(to, endedAt, parts[index + 1]?.startedAt ?? endedAt);
      const pauses = moments.flatMap((at) => {
        const isHere = at >= Math.max(from, startedAt) && at < end;
        const own = marks.filter((mark) => mark.from === at);
        return pauseMs === undefined || !isHere ? [] : [{ atMs: at - startedAt, ms: pauseMs, marks: own }];
      });
      return { path, startedAt, fromMs: Math.max(0, from - startedAt), toMs: end - startedAt, pauses };
    }),
  };
}
