/** How many repetitions are counted in films from the wild, by disturbance and by activity. */
import { ACTIVITIES, type Activity, createTracker } from '../../../shared/coaching/index.ts';
import { DISTURBANCES, VARIANTS } from './disturbances.ts';
import { type Film, sceneOf } from './films.ts';

export interface WildScore {
  trials: number;
  exact: number;
  offByOne: number;
  /** Mean of the error divided by the true count. */
  error: number;
}

export interface WildReport {
  byDisturbance: ({ disturbance: string } & WildScore)[];
  byActivity: ({ activity: string } & WildScore)[];
  total: WildScore;
  failures: string[];
}

export function wildCounts(only?: string, disturbing?: string): WildReport {
  const total = emptyScore();
  const byDisturbance = new Map<string, WildScore>();
  const byActivity = new Map<string, WildScore>();
  const failures: string[] = [];
  let seed = 0;
  for (const disturbance of DISTURBANCES) {
    for (const activity of ACTIVITIES) {
      seed += VARIANTS;
      if (activity.kind !== 'repetitions' || (only && activity.id !== only)) continue;
      if (disturbing && disturbance.id !== disturbing) continue;
      if (disturbance.only && !disturbance.only.includes(activity.id)) continue;
      for (let variant = 0; variant < (disturbance.variants ?? VARIANTS); variant++) {
        const scene = sceneOf(activity, seed + variant * (variant < VARIANTS ? 1 : 1009));
        const film = disturbance.film(scene);
        const counted = count(activity, film);
        const scores = [total, of(byDisturbance, disturbance.id), of(byActivity, activity.id)];
        for (const score of scores) note(score, counted.reps, film.reps);
        if (counted.reps === film.reps) continue;
        const { view, shape } = scene.athlete;
        failures.push(
          `${disturbance.id}: ${activity.id} ${scene.seed} ${view} ${shape} ${scene.layout}: ${counted.reps} of ${film.reps}, ${counted.attempts} attempts`,
        );
      }
    }
  }
  return {
    byDisturbance: [...byDisturbance].map(([id, score]) => ({ disturbance: id, ...score })),
    byActivity: [...byActivity].map(([activity, score]) => ({ activity, ...score })),
    total,
    failures,
  };
}

function count(activity: Activity, { frames }: Film): { reps: number; attempts: number } {
  const tracker = createTracker(activity);
  for (const frame of frames) {
    if ('keypoints' in frame) tracker.update(frame);
    else tracker.missing(frame.at);
  }
  tracker.finish(frames.at(-1)?.at ?? 0);
  const { reps, attempts } = tracker.state;
  return { reps, attempts };
}

const emptyScore = (): WildScore => ({ trials: 0, exact: 0, offByOne: 0, error: 0 });

function of(scores: Map<string, WildScore>, id: string): WildScore {
  const score = scores.get(id) ?? emptyScore();
  scores.set(id, score);
  return score;
}

function note(score: WildScore, counted: number, truth: number): void {
  const off = Math.abs(counted - truth);
  score.trials++;
  if (off === 0) score.exact++;
  if (off <= 1) score.offByOne++;
  score.error += (off / Math.max(1, truth) - score.error) / score.trials;
}
