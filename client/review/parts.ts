/** A session's recordings and films as rows of parts on one clock, and what helps to look at each. */
import { growthSchema, type SessionFileItem } from '../../shared/contract/files.ts';
import type { Zone } from './player/clock.ts';

/** A recording or film. Times are ms of the session. */
export interface FilmPart {
  /** Of the original. */
  readonly id: string;
  readonly startMs: number;
  /** Of one that grows: as far as it can be read by now. */
  readonly endMs: number;
  /** It is being recorded. */
  readonly grows: boolean;
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

/** What was recorded within this time may not be in the file yet, which is written in pieces of half a second, ms. */
const UNWRITTEN_MS = 1_000;

/** Where the part of this file ends, ms of the session; undefined while there is nothing of it to be looked at. */
function endOf({ startedAt, endedAt, state, about }: SessionFileItem): number | undefined {
  if (endedAt !== null) return endedAt;
  const growth = state === 'growing' ? growthSchema.safeParse(about).data : undefined;
  const until = (growth?.recordedUntil ?? 0) - UNWRITTEN_MS;
  return until > startedAt ? until : undefined;
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

/** Whether there is anything that the review room can show. */
export const hasPictures = (files: readonly SessionFileItem[]): boolean => picturedLanesOf(files).length > 0;

/** The lanes in which something can be seen. */
export const picturedLanesOf = (files: readonly SessionFileItem[]): Lane[] =>
  lanesOf(files).filter(({ parts }) => parts.some(({ hasPicture }) => hasPicture));

/** One lane for each participant who was recorded: athletes first, then in the order in which they began. */
export function lanesOf(files: readonly SessionFileItem[]): Lane[] {
  const seen = originalsOf(files).flatMap((part) => {
    const endMs = endOf(part.original);
    return endMs === undefined ? [] : [{ ...part, endMs }];
  });
  const participants = [...new Set(seen.map(({ original }) => original.participantId))];
  const lanes = participants.map((participantId): Lane => {
    const own = seen.filter(({ original }) => original.participantId === participantId);
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

function toPart(files: readonly SessionFileItem[], { original, shown, endMs }: Shown & { endMs: number }): FilmPart {
  const { id, about, startedAt } = original;
  const isFilm = original.kind === 'film';
  return {
    id,
    startMs: startedAt,
    endMs,
    grows: original.endedAt === null,
    hasPicture: isFilm || about.hasVideo !== false,
    hasSound: isFilm ? about.audio !== undefined : about.hasAudio !== false,
    shown: shown.url !== null && shown.state !== 'lost' ? shown : undefined,
    proxy: madeOf(files, id, 'proxy'),
    thumbnails: madeOf(files, id, 'thumbnails'),
    waveform: madeOf(files, id, 'waveform'),
  };
}

/** Those that are seen. */
export const picturedOf = (parts: readonly FilmPart[]): FilmPart[] => parts.filter(({ hasPicture }) => hasPicture);

/** From the first picture or sound to the last, ms of the session; no time at all where nothing is there. */
export function extentOf(parts: readonly FilmPart[]): Zone {
  if (parts.length === 0) return { from: 0, until: 0 };
  return {
    from: Math.min(...parts.map(({ startMs }) => startMs)),
    until: Math.max(...parts.map(({ endMs }) => endMs)),
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
