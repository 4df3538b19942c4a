import type { Size } from '../../../../shared/size.ts';
import type { Region } from '../../../video/region.ts';
import type { Picture } from '../../pose-estimator.ts';
import type { OnnxSession } from '../onnx-session.ts';
import { appearanceOf } from './appearance.ts';
import type { Person } from './athlete-choice.ts';
import { DETECTOR_SIDE, detectionsOf } from './detections.ts';
import { LANDMARK_SIDE } from './landmarks.ts';
import { type Point, regionAround, toRegion } from './pose-region.ts';

/** Smaller than this, px, nobody is recognised any more. */
const MIN_SIDE = 16;

/** Everybody in a picture, the surest first; `undefined` when the picture can't be read. */
export async function findPeople(detector: OnnxSession, picture: Picture): Promise<Person[] | undefined> {
  const input = picture.letterboxed({ width: DETECTOR_SIDE, height: DETECTOR_SIDE });
  if (!input) return undefined;
  const { scores, boxes } = await detector.run(input.data);
  if (!scores || !boxes) throw new Error('The detector lacks an output');
  const scale = picture.size.width / input.box.width;
  const inPicture = ({ x, y }: Point) => ({ x: (x - input.box.x) * scale, y: (y - input.box.y) * scale });
  return detectionsOf(scores, boxes).flatMap(({ centre, rim, shoulders }) => {
    const region = regionAround(inPicture(centre), inPicture(rim));
    const pixels = isUsable(region, picture.size) ? picture.cropped(region, LANDMARK_SIDE) : undefined;
    if (!pixels) return [];
    const trunk = { hips: { x: 0.5, y: 0.5 }, shoulders: toRegion(region, inPicture(shoulders)) };
    return [{ region, appearance: appearanceOf(pixels, LANDMARK_SIDE, trunk) }];
  });
}

/** Whether a person can be seen in it: its middle is in the picture, and it is neither tiny nor all too large. */
export function isUsable({ centreX, centreY, side }: Region, { width, height }: Size): boolean {
  const isInside = centreX >= 0 && centreX <= width && centreY >= 0 && centreY <= height;
  return isInside && side >= MIN_SIDE && side <= 4 * Math.max(width, height);
}
