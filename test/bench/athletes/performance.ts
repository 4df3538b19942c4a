/** What the load's athletes send: a drawn athlete who squats without a break, encoded as a browser encodes a camera. */
import { simulcastEncodings } from '../../../client/session/simulcast.ts';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { athleteClip } from '../../support/rtp/athlete-clip.ts';
import type { Clip } from '../../support/rtp/clip.ts';

/** What the client asks a browser's camera for. `BENCH_CAMERA_WIDTH` makes it smaller, for a check of the benchmarks themselves. */
const width = Number(process.env.BENCH_CAMERA_WIDTH ?? 1280);
export const CAMERA = { width, height: (width * 9) / 16, framesPerSecond: 30 } as const;
/** `BENCH_REPS` makes it shorter, for such a check too: preparing it is most of what they cost. */
const REPS = Number(process.env.BENCH_REPS ?? 4);
/** With this tempo a loop of all repetitions has no seam, and is a whole number of the layers' patterns: 9 times 32 frames. */
const TEMPO_SECONDS = 2.4;
/** Of the client's greatest bit rates: enough for a drawn picture, and half the packets for the load to send. */
const BIT_RATE_SHARE = 0.5;

/** The performance in each of the camera's simulcast layers, the smallest first, all of the same pictures; it may be looped. */
export function performance(): Clip[] {
  const aspect = CAMERA.width / CAMERA.height;
  const athlete = anAthlete({ activity: 'squat', reps: REPS + 1, tempo: TEMPO_SECONDS, delay: 0, aspect });
  return simulcastEncodings(CAMERA).map(({ scaleResolutionDownBy, maxBitrate }) =>
    athleteClip(athlete, {
      size: { width: CAMERA.width / scaleResolutionDownBy, height: CAMERA.height / scaleResolutionDownBy },
      framesPerSecond: CAMERA.framesPerSecond,
      bitRate: BIT_RATE_SHARE * maxBitrate,
      temporal: true,
      seconds: REPS * TEMPO_SECONDS,
    }),
  );
}
