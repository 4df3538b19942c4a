/** Precision and recall of every fault that the figure can show, from every view in which the rule is judged, with clear and poor keypoints. */
import { CAMERA_VIEWS, type CameraView, MOVES, type MoveName, type ShapeName } from '../../../shared/athlete/index.ts';
import { ACTIVITIES, type Activity, type CoachingEvent } from '../../../shared/coaching/index.ts';
import { NOISE, perform, type TrialResult, VIEW_OF } from './trial.ts';

export interface FaultScore {
  activity: string;
  fault: string;
  keypoints: 'clear' | 'poor';
  /** Repetitions (or holds) that showed it and for which it was named, named without it, shown without a word. */
  right: number;
  wrong: number;
  missed: number;
  precision: number;
  recall: number;
}

const KEYPOINTS = ['clear', 'poor'] as const;
const SHAPES_TRIED: readonly ShapeName[] = ['average', 'lean', 'stocky'];
/** Clean and faulty repetitions by turns of three. */
const BLOCK = 3;
const BLOCKS = 4;

export function faultScores(only?: string): FaultScore[] {
  const scores: FaultScore[] = [];
  for (const activity of ACTIVITIES.filter(({ id }) => !only || id === only)) {
    const shown: readonly string[] = MOVES[activity.figure as MoveName].faults;
    const cases = activity.rules
      .filter(({ id }) => shown.includes(id))
      .flatMap((rule) => KEYPOINTS.map((keypoints) => ({ rule, keypoints })));
    for (const { rule, keypoints } of cases) {
      const counts = { right: 0, wrong: 0, missed: 0, precision: 1, recall: 1 };
      const score: FaultScore = { activity: activity.id, fault: rule.id, keypoints, ...counts };
      for (const view of Object.keys(CAMERA_VIEWS) as CameraView[]) {
        const seenFrom = VIEW_OF[view];
        if ((rule.views && !rule.views.includes(seenFrom)) || !activity.views.includes(seenFrom)) continue;
        // What needs the body across the picture is not judged along it.
        if (rule.when && (view === 'front' || view === 'back')) continue;
        for (const [index, shape] of SHAPES_TRIED.entries()) {
          addTrial(score, activity, view, shape, index);
        }
      }
      score.precision = score.right + score.wrong > 0 ? score.right / (score.right + score.wrong) : 1;
      score.recall = score.right + score.missed > 0 ? score.right / (score.right + score.missed) : 1;
      scores.push(score);
    }
  }
  return scores;
}

function addTrial(score: FaultScore, activity: Activity, view: CameraView, shape: ShapeName, seed: number): void {
  const hold = activity.kind === 'hold';
  const plan = Array.from({ length: hold ? 6 : BLOCK * BLOCKS }, (_, index) => {
    const faulty = hold ? index % 2 === 1 : Math.floor(index / BLOCK) % 2 === 1;
    return { kind: 'repetition' as const, faults: faulty ? [score.fault] : [], rest: hold ? 4 : 0 };
  });
  const tempo = hold ? 6 : activity.kind === 'sequence' ? 4.5 : activity.id === 'high-knees' ? 1 : 2.5;
  const result = perform(activity, {
    athlete: { activity: activity.figure as MoveName, view, shape, plan, tempo },
    fps: 20,
    layout: 'blazepose33',
    disturbance: { seed, ...NOISE[score.keypoints] },
  });
  const movements = hold
    ? result.truth.holds.map(({ start, end, faults }) => ({ start: start - 1500, end: end + 1500, faults }))
    : result.truth.reps;
  for (const movement of movements) {
    const named = isNamed(result, score.fault, movement, hold);
    if (named === undefined) continue;
    const shows = movement.faults.includes(score.fault);
    if (named && shows) score.right++;
    else if (named) score.wrong++;
    else if (shows) score.missed++;
  }
}

/** Whether the fault was reported for this movement; undefined when the movement itself was not found. */
function isNamed(
  { events }: TrialResult,
  fault: string,
  movement: { start: number; end: number },
  hold: boolean,
): boolean | undefined {
  const within = (at: number) => at >= movement.start && at <= movement.end;
  if (hold) return events.some((event) => event.type === 'fault' && event.rule === fault && within(event.at));
  const found = events.find(
    (event): event is Extract<CoachingEvent, { type: 'repetition' | 'attempt' }> =>
      (event.type === 'repetition' && within(event.turn)) || (event.type === 'attempt' && within(event.start + 200)),
  );
  if (!found) return undefined;
  return events.some((event) => event.type === 'fault' && event.rule === fault && event.at === found.at);
}
