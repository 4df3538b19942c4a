/** The models that are converted to ONNX, and which files of which npm packages they come from. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { convertTensorflowJs } from './convert/from-tensorflow-js.ts';
import { convertTflite } from './convert/from-tflite.ts';

const require = createRequire(import.meta.url);

interface ModelSource {
  /** Absolute paths. */
  readonly files: () => string[];
  /** From the files' contents to the bytes of an `.onnx` file. */
  readonly convert: (name: string, contents: readonly Uint8Array[]) => Uint8Array;
}

const human = (file: string) => join(dirname(require.resolve('@vladmandic/human')), '../models', file);

const mediapipe = (file: string) => join(dirname(require.resolve('@mediapipe/pose/package.json')), file);

/** Takes colours as 0..1. Its other outputs, a mask of the person and a heat map, cost more than half of its time. */
const landmarks = (file: string): ModelSource => ({
  files: () => [mediapipe(file)],
  convert: (name, [model]) =>
    convertTflite(name, model ?? new Uint8Array(), {
      scale: 1 / 255,
      offset: 0,
      outputs: { landmarks: 0, presence: 1, world: 4 },
    }),
});

export const MODELS = {
  'blazepose-full': landmarks('pose_landmark_full.tflite'),
  'blazepose-lite': landmarks('pose_landmark_lite.tflite'),
  'blazepose-heavy': landmarks('pose_landmark_heavy.tflite'),
  /** Takes colours as -1..1. The package wraps this one file into an archive without any other. */
  'blazepose-detector': {
    files: () => [mediapipe('pose_solution_packed_assets.data')],
    convert: (name, [model]) =>
      convertTflite(name, model ?? new Uint8Array(), {
        scale: 2 / 255,
        offset: -1,
        outputs: { boxes: 0, scores: 1 },
      }),
  },
  'movenet-lightning': {
    files: () => [human('movenet-lightning.json'), human('movenet-lightning.bin')],
    convert: (name, [json, weights]) =>
      convertTensorflowJs(name, new TextDecoder().decode(json), weights ?? new Uint8Array()),
  },
} as const satisfies Record<string, ModelSource>;

export type OnnxModelName = keyof typeof MODELS;

export const ONNX_MODEL_NAMES = Object.keys(MODELS) as OnnxModelName[];
