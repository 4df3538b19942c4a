import type * as onnx from 'onnxruntime-node';
import type { OnnxModelName } from '../models/catalogue.ts';
import { provideModel } from '../models/model-store.ts';
import { InferenceSession, Tensor } from './onnx-runtime.ts';

/** A model of one picture, in ONNX Runtime. */
export interface OnnxSession {
  /**
   * @param pixels RGB bytes, rows without padding, of the model's input size.
   * @returns The outputs by name; they are not written to again.
   */
  run(pixels: Uint8Array): Promise<Record<string, Float32Array>>;
  close(): Promise<void>;
}

const ONE_THREAD: onnx.InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  graphOptimizationLevel: 'all',
  executionMode: 'sequential',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
};

/**
 * Loads the model in an `.onnx` file. One thread: there is about one process for each core, and the time of one
 * frame matters less than how many a core gets through.
 *
 * @throws When the runtime does not load on this machine, or the file is no model.
 */
export function loadOnnx(file: string): Promise<onnx.InferenceSession> {
  return InferenceSession.create(file, ONE_THREAD);
}

/**
 * Loads a model that set-up makes, in one thread.
 *
 * @throws When the runtime does not load on this machine, or the model can't be had.
 */
export async function openOnnxSession(name: OnnxModelName): Promise<OnnxSession> {
  // Standard output belongs to whoever asked, `sideline doctor --json` for one.
  const model = await provideModel(name, { say: (line) => console.warn(line) });
  const session = await InferenceSession.create(model, ONE_THREAD);
  const [input] = session.inputMetadata;
  if (!input?.isTensor) throw new Error(`${name} takes no picture`);
  const shape = input.shape.map(Number);
  return {
    run: async (pixels) => {
      const outputs = await session.run({ [input.name]: new Tensor('uint8', pixels, shape) });
      return Object.fromEntries(Object.entries(outputs).map(([key, tensor]) => [key, floatsOf(key, tensor)]));
    },
    close: () => session.release(),
  };
}

function floatsOf(name: string, tensor: onnx.Tensor): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw new Error(`The model's output ${name} is ${tensor.type}, not float32`);
}
