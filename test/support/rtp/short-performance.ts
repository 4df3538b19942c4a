import { anAthlete } from '../../../shared/athlete/index.ts';
import { athleteClip } from './athlete-clip.ts';
import type { Clip } from './clip.ts';

/** Two simulcast layers of the same two seconds of a squat, quickly made. */
export function shortPerformance(): Clip[] {
  const athlete = anAthlete({ activity: 'squat', reps: 1, tempo: 2, delay: 0 });
  return [160, 320].map((width) =>
    athleteClip(athlete, {
      size: { width, height: (width * 3) / 4 },
      framesPerSecond: 16,
      bitRate: 150_000,
      temporal: true,
      seconds: 2,
    }),
  );
}
