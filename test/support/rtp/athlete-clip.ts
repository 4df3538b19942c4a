import { createCanvas } from '@napi-rs/canvas';
import type { VideoCodec } from '../../../server/rtp/payload-formats.ts';
import { type Athlete, drawAthlete } from '../../../shared/athlete/index.ts';
import type { Size } from '../../../shared/size.ts';
import { type Clip, encodeClip } from './clip.ts';

interface AthleteClipOptions {
  codec?: VideoCodec;
  size?: Size;
  framesPerSecond?: number;
  bitRate?: number;
  temporal?: boolean;
  /** The whole performance when left out. */
  seconds?: number;
}

/** Encodes a performance of the synthetic athlete; a whole one begins and ends in the start position, so it may be looped. */
export function athleteClip(athlete: Athlete, options: AthleteClipOptions = {}): Clip {
  const { codec = 'vp8', size = { width: 320, height: 240 }, framesPerSecond = 15, bitRate = 300_000 } = options;
  const { temporal = false, seconds = athlete.duration / 1000 } = options;
  const shown = pictures(athlete, size, { framesPerSecond, seconds });
  return encodeClip({ codec, size, framesPerSecond, bitRate, temporal, pictures: shown });
}

function* pictures(
  athlete: Athlete,
  size: Size,
  { framesPerSecond, seconds }: { framesPerSecond: number; seconds: number },
): Generator<Uint8Array> {
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  const frames = Math.floor(seconds * framesPerSecond);
  for (let index = 0; index < frames; index++) {
    drawAthlete(context, athlete.poseAt((index * 1000) / framesPerSecond), size);
    yield Uint8Array.from(context.getImageData(0, 0, size.width, size.height).data);
  }
}
