/** What the film of a lesson is made of: its log and voice, and copies of the recordings and keypoints that it shows. */
import { extname, join } from 'node:path';
import type { LessonCut, LessonLog } from '../../shared/contract/lessons.ts';
import { TRACK_PIECE_TYPE } from '../../shared/contract/track-piece.ts';
import type { Records } from '../records/records.ts';
import type { LocatedFile } from '../records/session-files.ts';
import type { Files } from '../sessions/files.ts';

/** Times are ms of the session. */
interface Copied {
  readonly path: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What is there of one participant. */
export interface FilmedPerson {
  /** Null for what is the whole session's. */
  readonly participantId: string | null;
  readonly films: readonly Copied[];
  readonly tracks: readonly Copied[];
}

export interface LessonFilmTask {
  readonly form: 'lesson';
  /** It has its name only when it is whole. */
  readonly out: string;
  readonly sessionId: string;
  /** Whose picture is seen. */
  readonly participantId: string | null;
  readonly voice: string;
  /** Of the whole take. */
  readonly durationMs: number;
  readonly log: LessonLog;
  readonly cuts: readonly LessonCut[];
  readonly people: readonly FilmedPerson[];
}

interface Sources {
  records: Pick<Records, 'lessons' | 'files'>;
  files: Pick<Files, 'find' | 'copy'>;
  /** Where the copies go. */
  folder: string;
  signal: AbortSignal;
  /** @throws SidelineError `storage_unavailable` unless so many bytes more have room */
  makeSureOfRoom(bytes: number): Promise<void>;
}

/** Poses so long before and after what is shown are needed too, ms: a trail, and what is bridged. */
const AROUND_MS = 1_000;

/**
 * @param cuts as they were when the film was asked for
 * @returns undefined when the lesson, or all that it shows, is gone
 * @throws Error when something is not to be had just now; SidelineError `storage_unavailable`
 */
export async function lessonTask(
  id: string,
  { voice, out, cuts }: Pick<LessonFilmTask, 'voice' | 'out' | 'cuts'>,
  { records, files, folder, signal, makeSureOfRoom }: Sources,
): Promise<LessonFilmTask | undefined> {
  const lesson = await records.lessons.find(id);
  const log = await records.lessons.log(id);
  if (!lesson || !log) return undefined;
  const { sessionId, participantId, durationMs, from, to } = lesson;
  const isShown = ({ startedAt, endedAt }: LocatedFile, around = 0) =>
    endedAt !== null && startedAt <= to + around && endedAt >= from - around;
  const all = (await records.files.ofSession(sessionId)).filter(({ state }) => state !== 'lost');
  const people: FilmedPerson[] = [];
  for (const person of peopleIn(log, sessionId, participantId)) {
    const own = all.filter((file) => file.participantId === person);
    const films = own.filter((file) => hasPicture(file) && isShown(file));
    const tracks = own.filter(
      (file) => file.kind === 'track' && file.contentType === TRACK_PIECE_TYPE && isShown(file, AROUND_MS),
    );
    await makeSureOfRoom(films.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0));
    people.push({
      participantId: person,
      films: await copied(films, { files, folder, signal }),
      tracks: await copied(tracks, { files, folder, signal }),
    });
  }
  if (!people.some(({ films }) => films.length > 0)) return undefined;
  return { form: 'lesson', out, voice, cuts, sessionId, participantId, durationMs, log, people };
}

/** Whose pictures of this session a log shows. Another session's are not in the film: who sees it need not be let see them. */
function peopleIn(log: LessonLog, sessionId: string, participantId: string | null): Set<string | null> {
  const compared = log.flatMap((entry) => {
    const source = entry.kind === 'compare' ? entry.with : null;
    return source && 'sessionId' in source && source.sessionId === sessionId ? [source.participantId] : [];
  });
  return new Set([participantId, ...compared]);
}

const hasPicture = ({ kind, about }: LocatedFile): boolean =>
  kind === 'film' || (kind === 'recording' && about.hasVideo !== false);

/** @throws Error when one is there but can't be had just now; the signal's reason */
async function copied(
  wanted: readonly LocatedFile[],
  { files, folder, signal }: Pick<Sources, 'files' | 'folder' | 'signal'>,
): Promise<Copied[]> {
  const copies: Copied[] = [];
  for (const { id, name, startedAt, endedAt } of wanted) {
    const path = join(folder, `${id}${extname(name)}`);
    if (await files.copy(id, path, signal)) copies.push({ path, startedAt, endedAt: endedAt ?? startedAt });
    else {
      const now = await files.find(id);
      if (now && now.state !== 'lost') throw new Error('a recording is just being moved to the store');
    }
  }
  return copies;
}
