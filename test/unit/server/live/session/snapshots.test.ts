import { describe, expect, it } from 'vitest';
import { UNREAD } from '../../../../../server/limits.ts';
import { Snapshots } from '../../../../../server/live/session/snapshots.ts';
import {
  type AthleteState,
  MAX_ATHLETES,
  MAX_CORRECTIONS,
  MAX_FEEDBACK,
  newAthleteState,
} from '../../../../../shared/contract/athlete-state.ts';
import { MAX_BOARD_POINTS, MAX_BOARD_STROKES, type Point, type Stroke } from '../../../../../shared/contract/board.ts';
import { newSessionState, type SessionState, snapshotSchema } from '../../../../../shared/contract/session.ts';
import { builtIn } from '../../../../support/activity.ts';

const ID = '0b6f7a1e-1111-4111-8111-111111111111';

const aStroke = (changes: Partial<Stroke> = {}): Stroke => ({
  id: crypto.randomUUID(),
  authorId: ID,
  tool: 'freehand',
  colour: '#ffd400',
  width: 0.01,
  points: [[0.1234, 0.5678]],
  finished: true,
  ...changes,
});
const aState = (changes: Partial<SessionState> = {}): SessionState => ({
  ...newSessionState(ID, builtIn('squat'), 0),
  ...changes,
});

const drawnOn = (board: Stroke[]) => aState({ athletes: { [ID]: { ...newAthleteState(0), board } } });

/** Snapshots, and the sizes of those that were made. */
function made() {
  const sizes: number[] = [];
  return { snapshots: new Snapshots((bytes) => sizes.push(bytes)), sizes };
}

it('holds the whole state', () => {
  const state = aState({
    athletes: {
      [ID]: {
        ...newAthleteState(0),
        board: [aStroke({ tool: 'text', text: 'Tiefer — más abajo “深”' })],
        frozen: { by: ID, at: 7 },
        feedback: [{ type: 'phase', at: 1, phase: 'down' }],
        corrections: [{ kind: 'count', delta: 1, at: 5 }],
      },
      [crypto.randomUUID()]: newAthleteState(1),
    },
  });
  expect(snapshotSchema.parse(made().snapshots.of(state))).toEqual(state);
});

it('that is no JSON is refused like every other wrong answer', () => {
  expect(snapshotSchema.safeParse(Buffer.from('{"id":')).success).toBe(false);
});

it('is made once for all who are sent the same state', () => {
  const { snapshots, sizes } = made();
  const state = drawnOn([aStroke()]);
  const first = snapshots.of(state);
  for (let joins = 0; joins < 100; joins += 1) expect(snapshots.of(state)).toBe(first);
  expect(sizes).toEqual([first.byteLength]);
  snapshots.of({ ...state, seq: 1 });
  expect(sizes).toHaveLength(2);
});

it('makes text of a stroke once, however often the rest of the state changes', () => {
  const { snapshots } = made();
  let read = 0;
  const stroke = Object.defineProperty(aStroke(), 'points', {
    enumerable: true,
    get: () => {
      read += 1;
      return [[0.1, 0.2]];
    },
  });
  for (let seq = 0; seq < 50; seq += 1) snapshots.of({ ...drawnOn([stroke]), seq });
  expect(read).toBe(1);
});

describe('the largest snapshot', () => {
  const points = Array.from({ length: MAX_BOARD_POINTS / MAX_BOARD_STROKES }, () => [0.1234, 0.5678] as Point);
  const text = { tool: 'text', text: '深'.repeat(120), at: 12_345_678.123456789, points } as const;
  const cue = {
    type: 'cue',
    at: 12_345_678.123456789,
    id: 'a-long-name-of-a-fault',
    kind: 'correction',
    text: '深'.repeat(60),
    spoken: '深'.repeat(60),
  } as const;
  const full = (number: number): AthleteState => ({
    ...newAthleteState(number),
    feedback: Array.from({ length: MAX_FEEDBACK }, () => ({ ...cue })),
    corrections: Array.from({ length: MAX_CORRECTIONS }, () => ({ kind: 'count', delta: -1, at: cue.at })),
  });
  const board = Array.from({ length: MAX_BOARD_STROKES }, () => aStroke({ ...text, points: [...points] }));
  const size = (athletes: AthleteState[]) =>
    made().snapshots.of(aState({ athletes: Object.fromEntries(athletes.map((one) => [crypto.randomUUID(), one])) }))
      .byteLength;

  it('is under 0.6 MB with one athlete', () => {
    expect(size([{ ...full(0), board }])).toBeLessThan(600_000);
  });

  it('fits what may wait for one reader, with as many athletes as there can be', () => {
    const others = Array.from({ length: MAX_ATHLETES - 1 }, (_, index) => full(index + 1));
    expect(size([{ ...full(0), board }, ...others])).toBeLessThan(0.75 * UNREAD.bytes);
  });
});
