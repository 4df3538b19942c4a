/** Counts over tempo, view, shape, noise and frame rate. */
import { CAMERA_VIEWS, type CameraView, type MoveName, SHAPES, type ShapeName } from '../../../shared/athlete/index.ts';
import { ACTIVITIES, type Activity } from '../../../shared/coaching/index.ts';
import { NOISE, type NoiseName, perform, VIEW_OF } from './trial.ts';

const REPS = 6;
const HOLD_SECONDS = 8;
/** Every tempo and view meets a rotating choice of these, so that each pair of values is met somewhere. */
const COMBINATIONS_A_CELL = 6;
const FRAME_RATES = [5, 10, 15, 30, 60] as const;
const TEMPOS: Readonly<Record<string, readonly number[]>> = {
  'high-knees': [0.6, 1, 1.6],
  'jumping-jack': [0.9, 1.4, 2.5],
  'golf-swing': [2.6, 4, 6],
};
const USUAL_TEMPOS = [1.2, 2.5, 5, 9];

export interface Cell {
  activity: string;
  useful: boolean;
  trials: number;
  exact: number;
  offByOne: number;
  /** Mean error of the turning points that were found, ms. */
  turnErrorMs: number;
  failures: string[];
}

export function countingGrid(only?: string): { cells: Cell[]; frames: number; spentMs: number } {
  const cells: Cell[] = [];
  let frames = 0;
  let spentMs = 0;
  let round = 0;
  for (const activity of ACTIVITIES.filter(({ id }) => !only || id === only)) {
    const useful = emptyCell(activity.id, true);
    const other = emptyCell(activity.id, false);
    for (const tempo of activity.kind === 'hold' ? [HOLD_SECONDS] : (TEMPOS[activity.id] ?? USUAL_TEMPOS)) {
      for (const view of Object.keys(CAMERA_VIEWS) as CameraView[]) {
        const cell = activity.views.includes(VIEW_OF[view]) ? useful : other;
        for (let index = 0; index < COMBINATIONS_A_CELL; index++, round++) {
          const shape = pick(Object.keys(SHAPES) as ShapeName[], round);
          const noise = pick(Object.keys(NOISE) as NoiseName[], Math.floor(round / 2));
          const fps = pick(
            FRAME_RATES.filter((rate) => rate * tempo >= (activity.kind === 'sequence' ? 60 : 8)),
            Math.floor(round / 3),
          );
          const layout = round % 2 === 0 ? ('coco17' as const) : ('blazepose33' as const);
          const reps = activity.kind === 'hold' ? 2 : REPS;
          const athlete = {
            activity: activity.figure as MoveName,
            view,
            shape,
            tempo,
            reps,
            elevation: pick([4, 0, 15], round),
          };
          const result = perform(activity, { athlete, fps, layout, disturbance: { seed: round, ...NOISE[noise] } });
          frames += result.frames;
          spentMs += result.spentMs;
          const off = activity.kind === 'hold' ? holdError(result) : result.reps + 0 - result.truth.reps.length;
          note(
            cell,
            off,
            result,
            `${view} ${tempo}s ${shape} ${noise} ${fps}fps ${layout}: ${off > 0 ? '+' : ''}${off}`,
          );
        }
      }
    }
    cells.push(...[useful, other].filter(({ trials }) => trials > 0));
  }
  return { cells, frames, spentMs };
}

/** A hold is exact within a second a hold, nearly so within two. */
function holdError({ truth, heldMs }: ReturnType<typeof perform>): number {
  const trueMs = truth.holds.reduce((sum, { start, end }) => sum + end - start, 0);
  const off = Math.abs(heldMs - trueMs) / truth.holds.length;
  return off <= 1500 ? 0 : off <= 3000 ? 1 : 2;
}

function note(cell: Cell, off: number, result: ReturnType<typeof perform>, label: string): void {
  cell.trials++;
  if (off === 0) cell.exact++;
  else cell.failures.push(label);
  if (Math.abs(off) <= 1) cell.offByOne++;
  const turns = result.events.flatMap((event) => (event.type === 'repetition' ? [event.turn] : []));
  if (off !== 0 || turns.length === 0) return;
  const error =
    result.truth.reps.reduce((sum, { turn }, index) => sum + Math.abs(turn - (turns[index] ?? turn)), 0) / turns.length;
  cell.turnErrorMs += (error - cell.turnErrorMs) / cell.exact;
}

const emptyCell = (activity: Activity['id'], useful: boolean): Cell => ({
  activity,
  useful,
  trials: 0,
  exact: 0,
  offByOne: 0,
  turnErrorMs: 0,
  failures: [],
});

function pick<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}
