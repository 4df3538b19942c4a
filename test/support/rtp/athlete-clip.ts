import { createCanvas } from '@napi-rs/canvas';
import type { Size } from '../../../server/media/letterbox.ts';
import type { VideoCodec } from '../../../server/media/payload-formats.ts';
import { type Athlete, drawAthlete } from '../../../shared/athlete/index.ts';
import { type Clip, encodeClip } from './clip.ts';

/** Encodes a whole performance of the synthetic athlete; it begins and ends in the start position, so it may be looped. */
export function athleteClip(
  athlete: Athlete,
  options: { codec?: VideoCodec; size?: Size; framesPerSecond?: number; bitRate?: number; temporal?: boolean } = {},
): Clip {
  const {
    codec = 'vp8',
    size = { width: 320, height: 240 },
    framesPerSecond = 15,
    bitRate = 300_000,
    temporal = false,
  } = options;
  return encodeClip({
    codec,
    size,
    framesPerSecond,
    bitRate,
    temporal,
    pictures: pictures(athlete, size, framesPerSecond),
  });
}

function* pictures(athlete: Athlete, size: Size, framesPerSecond: number): Generator<Uint8Array> {
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  const frames = Math.floor((athlete.duration / 1000) * framesPerSecond);
  for (let index = 0; index < frames; index++) {
    drawAthlete(context, athlete.poseAt((index * 1000) / framesPerSecond), size);
    yield Uint8Array.from(context.getImageData(0, 0, size.width, size.height).data);
  }
}
