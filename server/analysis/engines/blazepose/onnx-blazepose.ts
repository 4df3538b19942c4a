import type { PoseEstimator } from '../../pose-estimator.ts';
import { type OnnxSession, openOnnxSession } from '../onnx-session.ts';
import { PersonFollower } from '../people/person-follower.ts';
import { landmarkModel } from './landmark-model.ts';
import { LANDMARK_SIDE } from './landmarks.ts';

const TIMED_RUNS = 7;
const RGB_BYTES = 3;

export type BlazePoseModel = 'blazepose-lite' | 'blazepose-full' | 'blazepose-heavy';

/**
 * BlazePose on ONNX Runtime: 33 keypoints with depth.
 *
 * @param lightModel Looks in place of `model` when there is too much to do; takes another 20 MB or so. Where it can't be had,
 * that is said and `model` looks alone.
 * @throws When the runtime does not load on this machine, or the models can't be had.
 */
export async function createOnnxBlazePose(model: BlazePoseModel, lightModel?: BlazePoseModel): Promise<PoseEstimator> {
  const usual = await openOnnxSession(model);
  const detector = await openOnnxSession('blazepose-detector').catch(async (error: unknown) => {
    await usual.close();
    throw error;
  });
  const light = lightModel && (await lightSession(lightModel));
  const models = { detector, model: landmarkModel({ usual, light: light || usual }) };
  return {
    name: 'onnxruntime',
    model,
    ...(light && { light: { model: lightModel, share: await shareOfTime(light, usual) } }),
    layout: 'blazepose33',
    input: { width: LANDMARK_SIDE, height: LANDMARK_SIDE },
    follow: (start) => new PersonFollower(models, start),
    close: async () => {
      if (light) await light.close();
      await detector.close();
      await usual.close();
    },
  };
}

async function lightSession(model: BlazePoseModel): Promise<OnnxSession | undefined> {
  try {
    return await openOnnxSession(model);
  } catch (error) {
    console.warn(`${model} can't be had for times of load: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** How long one model takes by how long the other does, both in turn, so that what else the machine does slows down both alike. */
async function shareOfTime(one: OnnxSession, other: OnnxSession): Promise<number> {
  const blank = new Uint8Array(LANDMARK_SIDE * LANDMARK_SIDE * RGB_BYTES);
  const timeOf = async (session: OnnxSession) => {
    const begun = performance.now();
    await session.run(blank);
    return performance.now() - begun;
  };
  const times: { one: number; other: number }[] = [];
  for (let run = 0; run < TIMED_RUNS; run += 1) times.push({ one: await timeOf(one), other: await timeOf(other) });
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return median(times.map((time) => time.one)) / median(times.map((time) => time.other));
}
