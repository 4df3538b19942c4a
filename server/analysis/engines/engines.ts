import { basename } from 'node:path';
import type { PoseEstimator } from '../pose-estimator.ts';
import type { BlazePoseModel } from './blazepose/onnx-blazepose.ts';

export interface Candidate {
  readonly engine: string;
  readonly model: string;
  /**
   * Loads its library only when it is asked.
   *
   * @param alone This model and no other, however much there is to do.
   */
  readonly create: (alone?: boolean) => Promise<PoseEstimator>;
}

function blazePose<Model extends BlazePoseModel>(model: Model, lightModel?: BlazePoseModel) {
  return {
    engine: 'onnx',
    model,
    create: async (alone?: boolean) => {
      const { createOnnxBlazePose } = await import('./blazepose/onnx-blazepose.ts');
      return createOnnxBlazePose(model, alone ? undefined : lightModel);
    },
  } as const;
}

function ownModel(file: string): Candidate {
  return {
    engine: 'onnx',
    model: basename(file),
    create: async () => (await import('./simcc/onnx-simcc.ts')).createOnnxSimcc(file),
  };
}

/** The best first. */
const CANDIDATES = [
  blazePose('blazepose-full', 'blazepose-lite'),
  {
    engine: 'onnx',
    model: 'movenet-lightning',
    create: async () => (await import('./onnx-movenet.ts')).createOnnxMoveNet(),
  },
  {
    engine: 'tfjs',
    model: 'movenet-lightning',
    create: async () => (await import('./tensorflow-movenet.ts')).createTensorflowMoveNet(),
  },
  blazePose('blazepose-lite'),
  blazePose('blazepose-heavy'),
] as const satisfies readonly Candidate[];

export type EngineName = (typeof CANDIDATES)[number]['engine'];
export type ModelName = (typeof CANDIDATES)[number]['model'];

export const ENGINE_NAMES = [...new Set(CANDIDATES.map(({ engine }) => engine))] as [EngineName, ...EngineName[]];
export const MODEL_NAMES = [...new Set(CANDIDATES.map(({ model }) => model))] as [ModelName, ...ModelName[]];

/** What is asked for; the best of what is left open. A model that is asked for is used alone. */
export interface PoseChoice {
  readonly engine?: EngineName | undefined;
  readonly model?: ModelName | undefined;
  /** The path of a SimCC model of somebody's own, an `.onnx` file, in place of `model`. */
  readonly file?: string | undefined;
}

/** The engines and models that a choice leaves, the best first. */
export function poseCandidates({ engine, model, file }: PoseChoice): readonly Candidate[] {
  if (file !== undefined) return (engine ?? 'onnx') === 'onnx' ? [ownModel(file)] : [];
  return CANDIDATES.filter(
    (candidate) => (engine ?? candidate.engine) === candidate.engine && (model ?? candidate.model) === candidate.model,
  );
}

/**
 * The best engine and model of the choice that loads on this machine.
 *
 * @throws When none does; the message has each one's reason.
 */
export function createPoseEstimator(choice: PoseChoice = {}): Promise<PoseEstimator> {
  return firstThatLoads(poseCandidates(choice), choice.model !== undefined);
}

/**
 * @param alone The candidate's model and no other.
 * @throws When none of the candidates loads; the message has each one's reason.
 */
export async function firstThatLoads(candidates: readonly Candidate[], alone = false): Promise<PoseEstimator> {
  const passedOver: string[] = [];
  for (const { engine, model, create } of candidates) {
    try {
      const estimator = await create(alone);
      return { ...estimator, passedOver };
    } catch (error) {
      passedOver.push(`${engine} with ${model}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`No pose engine can be loaded: ${passedOver.join('; ') || 'there is none for this choice'}`);
}
