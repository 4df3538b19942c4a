import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { PoseEstimator } from '../pose-estimator.ts';
import { MOVENET, MoveNetFollower } from './movenet.ts';

const require = createRequire(import.meta.url);
const { model: MODEL, input: INPUT } = MOVENET;
const CHANNELS = 3;

const graphSchema = z.object({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(z.object({ weights: z.array(z.custom<tf.io.WeightsManifestEntry>()) })),
});

/**
 * MoveNet Lightning on TensorFlow.js: on its native library where `@tensorflow/tfjs-node` is installed and loads, else
 * in WebAssembly (SIMD, one thread), which runs everywhere.
 *
 * @throws When neither back end can be started or the model can't be read.
 */
export async function createTensorflowMoveNet(): Promise<PoseEstimator> {
  const name = (await useNative()) ? 'tfjs-node' : await useWasm();
  const model = await loadModel();
  // The first run compiles kernels and is up to ten times slower.
  infer(model, new Uint8Array(INPUT.width * INPUT.height * CHANNELS));
  return {
    name,
    ...MOVENET,
    follow: (start) => new MoveNetFollower(async (pixels) => infer(model, pixels), start),
    close: async () => model.dispose(),
  };
}

/** The native library is no dependency: it is downloaded from elsewhere at its own installation and has no build for newer Nodes. */
async function useNative(): Promise<boolean> {
  let entry: string;
  try {
    entry = require.resolve('@tensorflow/tfjs-node');
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
  try {
    await import(pathToFileURL(entry).href);
    return await tf.setBackend('tensorflow');
  } catch (error) {
    process.emitWarning(`@tensorflow/tfjs-node is installed but does not load: ${String(error)}`);
    return false;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
}

async function useWasm(): Promise<string> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  if (!(await tf.setBackend('wasm')))
    throw new Error('TensorFlow.js can start neither its native nor its WASM back end');
  return 'tfjs-wasm';
}

async function loadModel(): Promise<GraphModel> {
  const folder = join(dirname(require.resolve('@vladmandic/human')), '../models');
  const graph = graphSchema.parse(JSON.parse(await readFile(join(folder, `${MODEL}.json`), 'utf8')));
  const weights = await readFile(join(folder, `${MODEL}.bin`));
  return loadGraphModel(
    tf.io.fromMemory({
      modelTopology: graph.modelTopology,
      weightSpecs: graph.weightsManifest.flatMap((group) => group.weights),
      weightData: new Uint8Array(weights).buffer,
    }),
  );
}

function infer(model: GraphModel, pixels: Uint8Array): Float32Array {
  const output = tf.tidy(() => {
    const result = model.execute(tf.tensor4d(pixels, [1, INPUT.height, INPUT.width, CHANNELS], 'int32'));
    if (Array.isArray(result)) throw new Error(`${MODEL} has ${result.length} outputs where one was expected`);
    return result;
  });
  const values = Float32Array.from(output.dataSync());
  output.dispose();
  return values;
}
