/** What the load's athletes send: a drawn athlete who squats without rest, encoded as a browser encodes a camera. */
import { simulcastEncodings } from '../../../client/live/simulcast.ts';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { athleteClip } from '../../support/rtp/athlete-clip.ts';
import type { Clip } from '../../support/rtp/clip.ts';

export const CAMERA = { width: 640, height: 480, framesPerSecond: 30 } as const;
const REPS = 8;
const TEMPO_SECONDS = 2.5;

/** The performance in each of the camera's simulcast layers, the smallest first, all of the same pictures; it may be looped. */
export function performance(): Clip[] {
  const athlete = anAthlete({ activity: 'squat', reps: REPS, tempo: TEMPO_SECONDS, delay: 0 });
  return simulcastEncodings(CAMERA).map(({ scaleResolutionDownBy, maxBitrate }) =>
    athleteClip(athlete, {
      size: { width: CAMERA.width / scaleResolutionDownBy, height: CAMERA.height / scaleResolutionDownBy },
      framesPerSecond: CAMERA.framesPerSecond,
      bitRate: maxBitrate,
      temporal: true,
    }),
  );
}
