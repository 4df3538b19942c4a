/** What happened in a session, as marks on its timeline. */
import type { CoachingEvent, CoachingEventOf } from '../../shared/coaching/index.ts';
import type { DrawnStroke } from '../../shared/contract/ink.ts';
import { sentence } from '../ui/words.ts';

export type MarkTone = 'good' | 'fair' | 'bad' | 'cue' | 'ink' | 'note';

/** A moment or a stretch of the session, ms; `until` is `from` for a moment. */
export interface Mark {
  readonly key: string;
  readonly from: number;
  readonly until: number;
  readonly label: string;
  readonly tone: MarkTone;
}

/** Marks of one kind, drawn in one row; in the order of their time. */
export interface MarkLane {
  readonly key: string;
  /** “Repetitions”. */
  readonly title: string;
  readonly marks: readonly Mark[];
}

/** A repetition is good from this score on, and fair from that one; what lies below is bad. */
const GOOD_SCORE = 90;
const FAIR_SCORE = 60;
/** A cue is on show for about so long, ms. */
const CUE_MS = 1_500;

export type Repetition = CoachingEventOf<'repetition'>;

export const repetitionsOf = (feedback: readonly CoachingEvent[]): Repetition[] =>
  feedback.filter((event) => event.type === 'repetition');

export const toneOf = (score: number): MarkTone =>
  score >= GOOD_SCORE ? 'good' : score >= FAIR_SCORE ? 'fair' : 'bad';

export const nameOf = ({ index, side }: Pick<Repetition, 'index' | 'side'>): string =>
  `Rep ${index}${side ? ` (${side})` : ''}`;

/** The rows of an athlete's feedback that have anything in them. */
export function markLanesOf(feedback: readonly CoachingEvent[]): MarkLane[] {
  const lanes: MarkLane[] = [
    { key: 'repetitions', title: 'Repetitions', marks: feedback.flatMap(movementMark) },
    { key: 'faults', title: 'Faults', marks: feedback.flatMap(faultMark) },
    { key: 'cues', title: 'Cues', marks: feedback.flatMap(cueMark) },
  ];
  return lanes
    .filter(({ marks }) => marks.length > 0)
    .map((lane) => ({ ...lane, marks: lane.marks.toSorted((a, b) => a.from - b.from) }));
}

function movementMark(event: CoachingEvent): Mark[] {
  if (event.type === 'repetition') {
    const { start, end, score } = event;
    const label = `${nameOf(event)}, score ${Math.round(score)}`;
    return [{ key: `rep-${event.index}-${event.side ?? ''}`, from: start, until: end, label, tone: toneOf(score) }];
  }
  if (event.type === 'attempt') {
    return [{ key: `attempt-${event.start}`, from: event.start, until: event.at, label: 'Attempt', tone: 'bad' }];
  }
  return [];
}

function faultMark(event: CoachingEvent): Mark[] {
  if (event.type !== 'fault') return [];
  const { at, rule, severity, side } = event;
  return [
    {
      ...{ key: `fault-${at}-${rule}-${side ?? ''}`, from: at, until: at },
      label: `${sentence(rule)}, ${severity}`,
      tone: severity === 'minor' ? 'fair' : 'bad',
    },
  ];
}

function cueMark(event: CoachingEvent): Mark[] {
  if (event.type !== 'cue') return [];
  return [
    { key: `cue-${event.at}-${event.id}`, from: event.at, until: event.at + CUE_MS, label: event.text, tone: 'cue' },
  ];
}

/** Marks that begin this near to the playhead are the one that it stands on, ms. */
const SAME_MS = 20;

/** The mark that begins next after the playhead, or last before it. */
export function markBeside(marks: readonly Mark[], at: number, direction: 1 | -1): Mark | undefined {
  return direction > 0
    ? marks.find(({ from }) => from > at + SAME_MS)
    : marks.findLast(({ from }) => from < at - SAME_MS);
}

/** A row for what was drawn over an athlete's picture; none where nothing was. */
export function inkLanesOf(ink: readonly DrawnStroke[]): MarkLane[] {
  if (ink.length === 0) return [];
  const marks = ink.map(({ stroke, from }): Mark => {
    const label = stroke.text ?? sentence(stroke.tool);
    return { key: `ink-${stroke.id}`, from, until: from, label, tone: 'ink' };
  });
  return [{ key: 'ink', title: 'Ink', marks: marks.toSorted((a, b) => a.from - b.from) }];
}
