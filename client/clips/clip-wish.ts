/** From what somebody wants to see in a clip to what is asked of the server. */
import type { CoachingEventOf } from '../../shared/coaching/index.ts';
import { KINOGRAM_PICTURES } from '../../shared/contract/clips.ts';
import type { SessionFileItem } from '../../shared/contract/files.ts';
import { sentence } from '../ui/words.ts';

export type Repetition = CoachingEventOf<'repetition'>;

/** Ms of the session. */
export interface Range {
  from: number;
  to: number;
}

/** What is shown before and after a repetition, ms. */
const AROUND_MS = 300;
/** Pictures of a range that has no phases. */
const EVEN_PICTURES = 5;

/** A repetition with a little before and after it. */
export const rangeOf = ({ start, end }: Repetition): Range => ({
  from: Math.max(0, start - AROUND_MS),
  to: end + AROUND_MS,
});

/** The recordings and films that clips can be made of: whole, and with a picture. */
export const sourcesOf = (files: readonly SessionFileItem[]): SessionFileItem[] =>
  files.filter(
    ({ kind, state, endedAt, about }) =>
      (kind === 'film' || (kind === 'recording' && about.hasVideo !== false)) && state !== 'lost' && endedAt !== null,
  );

/** The source that has most of a range; of several participants, that of the one named, if there is one. */
export function sourceFor(
  sources: readonly SessionFileItem[],
  { from, to }: Range,
  participantId: string | undefined,
): SessionFileItem | undefined {
  const overlap = ({ startedAt, endedAt }: SessionFileItem) =>
    Math.min(to, endedAt ?? startedAt) - Math.max(from, startedAt);
  const own = sources.filter((source) => source.participantId === participantId);
  return (own.length > 0 ? own : sources)
    .filter((source) => overlap(source) > 0)
    .sort((a, b) => overlap(b) - overlap(a))[0];
}

export interface LabelledMoment {
  at: number;
  label: string;
}

/** The moments of a repetition that one picture shows: its key positions, or its turn with the ways there and back. */
export function momentsOf({ start, turn, end, moments }: Repetition): LabelledMoment[] {
  const named = Object.entries(moments ?? {})
    .map(([name, at]) => ({ at, label: sentence(name) }))
    .sort((a, b) => a.at - b.at);
  const found =
    named.length >= KINOGRAM_PICTURES.fewest
      ? named
      : [
          { at: start, label: 'Start' },
          { at: (start + turn) / 2, label: 'On the way' },
          { at: turn, label: 'Turn' },
          { at: (turn + end) / 2, label: 'On the way back' },
          { at: end, label: 'End' },
        ];
  return found.filter(({ at }, index) => at > (found[index - 1]?.at ?? -1)).slice(0, KINOGRAM_PICTURES.most);
}

/** Moments of a range at even distances. */
export const evenMoments = ({ from, to }: Range): LabelledMoment[] =>
  Array.from({ length: EVEN_PICTURES }, (_, index) => ({
    at: from + ((to - from) * index) / (EVEN_PICTURES - 1),
    label: String(index + 1),
  }));
