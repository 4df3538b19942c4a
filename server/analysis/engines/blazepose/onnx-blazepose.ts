import type { Picture, Pose, PoseEstimator, PoseFollower, Region, Size } from '../../pose-estimator.ts';
import { type OnnxSession, openOnnxSession } from '../onnx-session.ts';
import { bestDetection, DETECTOR_SIDE } from './detections.ts';
import { LANDMARK_SIDE, nextRegion, poseInPicture } from './landmarks.ts';
import { regionAround } from './pose-region.ts';

export type BlazePoseModel = 'blazepose-lite' | 'blazepose-full' | 'blazepose-heavy';

interface Sessions {
  readonly detector: OnnxSession;
  readonly landmarks: OnnxSession;
}

/** MediaPipe's own threshold. */
const MIN_PRESENCE = 0.5;
/** Smaller than this, px, nobody is recognised any more. */
const MIN_SIDE = 16;
const NOBODY: Pose = { keypoints: new Float32Array() };

/**
 * BlazePose on ONNX Runtime: 33 keypoints with depth.
 *
 * @throws When the runtime does not load on this machine, or the models can't be had.
 */
export async function createOnnxBlazePose(model: BlazePoseModel): Promise<PoseEstimator> {
  const landmarks = await openOnnxSession(model);
  const detector = await openOnnxSession('blazepose-detector');
  return {
    name: 'onnxruntime',
    model,
    layout: 'blazepose33',
    input: { width: LANDMARK_SIDE, height: LANDMARK_SIDE },
    follow: () => new BlazePoseFollower({ detector, landmarks }),
    close: async () => {
      await detector.close();
      await landmarks.close();
    },
  };
}

/** Looks for a person in the whole picture only while there is none; then in the region where the last picture had them. */
class BlazePoseFollower implements PoseFollower {
  readonly #sessions: Sessions;
  #region: Region | undefined;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  async estimate(picture: Picture): Promise<Pose | undefined> {
    this.#region ??= await this.#detect(picture);
    if (!this.#region) return NOBODY;
    const pixels = picture.cropped(this.#region, LANDMARK_SIDE);
    if (!pixels) return undefined;
    const { landmarks, presence, world } = await this.#sessions.landmarks.run(pixels);
    if (!landmarks || !presence || !world) throw new Error('The landmark model lacks an output');
    const region = this.#region;
    this.#region = undefined;
    if ((presence[0] ?? 0) < MIN_PRESENCE) return NOBODY;
    const next = nextRegion(landmarks, region);
    if (isUsable(next, picture.size)) this.#region = next;
    return poseInPicture(landmarks, world, region, picture.size);
  }

  async #detect(picture: Picture): Promise<Region | undefined> {
    const input = picture.letterboxed({ width: DETECTOR_SIDE, height: DETECTOR_SIDE });
    if (!input) return undefined;
    const { scores, boxes } = await this.#sessions.detector.run(input.data);
    if (!scores || !boxes) throw new Error('The detector lacks an output');
    const found = bestDetection(scores, boxes);
    const scale = picture.size.width / input.box.width;
    const inPicture = ({ x, y }: { x: number; y: number }) => ({
      x: (x - input.box.x) * scale,
      y: (y - input.box.y) * scale,
    });
    const region = found && regionAround(inPicture(found.centre), inPicture(found.rim));
    return region && isUsable(region, picture.size) ? region : undefined;
  }
}

/** Whether a person can be seen in it: its middle is in the picture, and it is neither tiny nor all too large. */
function isUsable({ centreX, centreY, side }: Region, { width, height }: Size): boolean {
  const isInside = centreX >= 0 && centreX <= width && centreY >= 0 && centreY <= height;
  return isInside && side >= MIN_SIDE && side <= 4 * Math.max(width, height);
}
