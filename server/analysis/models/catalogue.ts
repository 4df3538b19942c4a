/** The models that are converted to ONNX, and which files of which npm packages they come from. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { convertTensorflowJs } from './convert/from-tensorflow-js.ts';

const require = createRequire(import.meta.url);

interface ModelSource {
  /** Absolute paths. */
  readonly files: () => string[];
  /** From the files' contents to the bytes of an `.onnx` file. */
  readonly convert: (name: string, contents: readonly Uint8Array[]) => Uint8Array;
}

const human = (file: string) => join(dirname(require.resolve('@vladmandic/human')), '../models', file);

export const MODELS = {
  'movenet-lightning': {
    files: () => [human('movenet-lightning.json'), human('movenet-lightning.bin')],
    convert: (name, [json, weights]) =>
      convertTensorflowJs(name, new TextDecoder().decode(json), weights ?? new Uint8Array()),
  },
} as const satisfies Record<string, ModelSource>;

export type OnnxModelName = keyof typeof MODELS;

export const ONNX_MODEL_NAMES = Object.keys(MODELS) as OnnxModelName[];
