import { expect, it } from 'vitest';
import { InferenceSession, Tensor } from '../../../../../server/analysis/engines/onnx-runtime.ts';
import { OnnxGraph } from '../../../../../server/analysis/models/convert/onnx-graph.ts';

const CORNER_SUM = { shape: [1, 1, 2, 2], data: Float32Array.of(1, 1, 1, 1) };
const PICTURE = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);

/** A 3 x 3 picture with a rim of zeros below and to the right, and the sums of its 2 x 2 squares. */
function paddedSums() {
  const graph = new OnnxGraph('sums');
  const rim = [0, 1] as const;
  const padded = graph.pad(graph.pictureInput('picture', [1, 3, 3, 1]), [[0, 0], rim, rim, [0, 0]]);
  const sums = graph.convolve(padded, CORNER_SUM, undefined, { strides: [2, 2], padding: 'valid' });
  return { graph, padded, sums };
}

async function run(graph: OnnxGraph) {
  const session = await InferenceSession.create(graph.encode());
  const outputs = await session.run({ picture: new Tensor('uint8', PICTURE, [1, 3, 3, 1]) });
  await session.release();
  return outputs;
}

it('lets a convolution add the zeros around its picture by itself', async () => {
  const { graph, sums } = paddedSums();
  graph.output('sums', sums);
  expect(Buffer.from(graph.encode()).includes('Pad')).toBe(false);
  expect([...((await run(graph)).sums?.data ?? [])]).toEqual([1 + 2 + 4 + 5, 3 + 6, 7 + 8, 9]);
});

it('still gives the picture with the zeros to whatever else asks for it', async () => {
  const { graph, sums, padded } = paddedSums();
  graph.output('sums', sums);
  graph.output('padded', padded);
  const outputs = await run(graph);
  expect([...(outputs.sums?.data ?? [])]).toEqual([12, 9, 15, 9]);
  expect([...(outputs.padded?.data ?? [])]).toEqual([1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0, 0]);
});
