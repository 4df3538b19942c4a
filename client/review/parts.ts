/** A session's recordings and films as rows of parts on one clock, and what helps to look at each. */
import type { SessionFileItem } from '../../shared/contract/files.ts';

/** A recording or film that is whole. Times are ms of the session. */
export interface FilmPart {
  /** Of the original. */
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly hasPicture: boolean;
  readonly hasSound: boolean;
  /** The file that browsers show best; undefined when it was lost before it could be stored. */
  readonly shown: SessionFileItem | undefined;
  /** Small and quick to seek; undefined until it is made. */
  readonly proxy: SessionFileItem | undefined;
  readonly thumbnails: SessionFileItem | undefined;
  readonly waveform: SessionFileItem | undefined;
}

/** The parts of one participant, in the order of their time. */
export interface Lane {
  /** Null for what is the whole session's. */
  readonly participantId: string | null;
  readonly participant: SessionFileItem['participant'];
  readonly parts: readonly FilmPart[];
}

/** What can be looked at again: a recording or film, and the file that browsers play best of it. */
export interface Shown {
  original: SessionFileItem;
  shown: SessionFileItem;
}

const isReadable = ({ url, state }: SessionFileItem) => url !== null && state !== 'growing';

/** The recordings and films among a session's files. */
export function originalsOf(files: readonly SessionFileItem[]): Shown[] {
  return files
    .filter(({ kind }) => kind === 'recording' || kind === 'film')
    .map((original) => ({
      original,
      shown: madeOf(files, original.id, 'playable') ?? madeOf(files, original.id, 'index') ?? original,
    }));
}

function madeOf(files: readonly SessionFileItem[], id: string, kind: SessionFileItem['kind']) {
  return files.find((file) => file.sourceId === id && file.kind === kind && isReadable(file));
}

/** One lane for each participant who was recorded: athletes first, then in the order in which they began. */
export function lanesOf(files: readonly SessionFileItem[]): Lane[] {
  const whole = originalsOf(files).filter(({ original }) => original.endedAt !== null);
  const participants = [...new Set(whole.map(({ original }) => original.participantId))];
  const lanes = participants.map((participantId): Lane => {
    const own = whole.filter(({ original }) => original.participantId === participantId);
    return {
      participantId,
      participant: own[0]?.original.participant ?? null,
      parts: own.map((part) => toPart(files, part)).sort((a, b) => a.startMs - b.startMs),
    };
  });
  const isAthlete = ({ participant }: Lane) => participant?.role !== 'coach';
  const begins = ({ parts }: Lane) => parts[0]?.startMs ?? 0;
  return lanes.sort((a, b) => Number(isAthlete(b)) - Number(isAthlete(a)) || begins(a) - begins(b));
}

function toPart(files: readonly SessionFileItem[], { original, shown }: Shown): FilmPart {
  const { id, about, startedAt, endedAt } = original;
  const isFilm = original.kind === 'film';
  return {
    id,
    startMs: startedAt,
    endMs: endedAt ?? startedAt,
    hasPicture: isFilm || about.hasVideo !== false,
    hasSound: isFilm ? about.audio !== undefined : about.hasAudio !== false,
    shown: isReadable(shown) && shown.state !== 'lost' ? shown : undefined,
    proxy: madeOf(files, id, 'proxy'),
    thumbnails: madeOf(files, id, 'thumbnails'),
    waveform: madeOf(files, id, 'waveform'),
  };
}

/** From the first picture or sound to the last, ms of the session; undefined where nothing is there. */
export function extentOf(parts: readonly FilmPart[]): { startMs: number; endMs: number } | undefined {
  if (parts.length === 0) return undefined;
  return {
    startMs: Math.min(...parts.map(({ startMs }) => startMs)),
    endMs: Math.max(...parts.map(({ endMs }) => endMs)),
  };
}

/** The part that has a moment of the session in it; the later one where two overlap. Undefined in a gap. */
export function partAt(parts: readonly FilmPart[], moment: number): FilmPart | undefined {
  return parts.findLast(({ startMs, endMs }) => startMs <= moment && moment < endMs);
}

/** The first part that begins after this one (1), or the last one that begins before it (-1). */
export function partBeside(
  parts: readonly FilmPart[],
  { startMs }: Pick<FilmPart, 'startMs'>,
  direction: 1 | -1,
): FilmPart | undefined {
  return direction > 0
    ? parts.find((part) => part.startMs > startMs)
    : parts.findLast((part) => part.startMs < startMs);
}
