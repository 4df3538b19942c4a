import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import type { Size } from '../../../../shared/size.ts';
import type { PoseEstimator } from '../../pose-estimator.ts';
import { Tensor } from '../onnx-runtime.ts';
import { loadOnnx, openOnnxSession } from '../onnx-session.ts';
import { PersonFollower } from '../people/person-follower.ts';
import type { RegionModel } from '../people/region-model.ts';
import { bodyIn, type SimccOutput, sideOf } from './body.ts';
import { exampleDescription, parseDescription, type SimccDescription } from './description.ts';
import { besideOf, descriptionTextOf, METADATA_KEY } from './model-file.ts';

const CHANNELS = 3;
/** How much of a colour each of its channels may hold. */
const SHADES = 256;
const OUTPUTS = { x: 'simcc_x', y: 'simcc_y' } as const;
const HOW = 'docs/pose-engines.md says how under “A model of your own”';

/**
 * A model of somebody's own, of RTMPose's kind, on ONNX Runtime; BlazePose's detector finds the people whom it looks at.
 *
 * @param file path of an `.onnx` file
 * @throws Error that says what is wrong with the file or its description, and what to do.
 */
export async function createOnnxSimcc(file: string): Promise<PoseEstimator> {
  await expectFile(file);
  const session = await load(file);
  try {
    const model = await modelOf(file, session);
    const detector = await openOnnxSession('blazepose-detector');
    return {
      name: 'onnxruntime',
      model: basename(file),
      layout: model.description.layout,
      input: model.description.size,
      follow: (start) => new PersonFollower({ detector, model }, start),
      close: async () => {
        await detector.close();
        await session.release();
      },
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

async function expectFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!found?.isFile()) throw new Error(`${file} is no file; give the path of an .onnx file, or a model's name`);
}

async function load(file: string): Promise<InferenceSession> {
  try {
    return await loadOnnx(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} is no ONNX model that ONNX Runtime can load (${why}); convert it anew: ${HOW}`);
  }
}

async function modelOf(
  file: string,
  session: InferenceSession,
): Promise<RegionModel & { readonly description: SimccDescription }> {
  const input = inputOf(file, session);
  const description = await describe(file, input.size, session);
  const { width, height } = description.size;
  if ((input.size.width ?? width) !== width || (input.size.height ?? height) !== height)
    throw new Error(
      `${file} takes pictures of ${input.size.width} x ${input.size.height}, and its description says ${width} x ${height}; write "size":${JSON.stringify(input.size)}`,
    );
  const side = sideOf(description.size);
  const normalise = normaliser(description);
  const run = async (pixels: Uint8Array) => {
    const picture = new Tensor('float32', normalise(pixels), [1, CHANNELS, height, width]);
    return outputOf(file, await session.run({ [input.name]: picture }), description);
  };
  // A first run shows whether what comes out is what the description says.
  await run(new Uint8Array(side * side * CHANNELS));
  return {
    side,
    description,
    find: async (pixels, region, picture) => bodyIn(await run(pixels), description, region, picture),
  };
}

function inputOf(file: string, { inputMetadata, outputNames }: InferenceSession) {
  const [input] = inputMetadata;
  const shape = input?.isTensor ? input.shape : [];
  if (inputMetadata.length !== 1 || !input?.isTensor || shape.length !== 4 || Number(shape[1] ?? CHANNELS) !== CHANNELS)
    throw new Error(`${file} does not take one picture as [1, 3, height, width]; other models are not known: ${HOW}`);
  if (input.type !== 'float32')
    throw new Error(`${file} takes its picture as ${input.type}; convert it with inputs of float32`);
  if (!Object.values(OUTPUTS).every((name) => outputNames.includes(name)))
    throw new Error(
      `${file} gives ${outputNames.join(', ')}, and a SimCC model gives ${Object.values(OUTPUTS).join(' and ')}; models with heat maps or boxes are not known: ${HOW}`,
    );
  const [, , height, width] = shape.map((length) => (typeof length === 'number' && length > 0 ? length : undefined));
  return { name: input.name, size: { width, height } };
}

async function describe(
  file: string,
  { width, height }: Partial<Size> | { width: number | undefined; height: number | undefined },
  { outputMetadata }: InferenceSession,
): Promise<SimccDescription> {
  const found = await descriptionTextOf(file);
  const across = outputMetadata.find(({ name }) => name === OUTPUTS.x);
  const count = across?.isTensor ? Number(across.shape[1]) : Number.NaN;
  const example = exampleDescription({
    ...(Number.isInteger(count) && { count }),
    ...(width && height && { size: { width, height } }),
  });
  if (!found)
    throw new Error(
      `${file} does not say what its keypoints are. Write ${besideOf(file)}, or the entry "${METADATA_KEY}" of its metadata, for one trained as MMPose does: ${example}`,
    );
  try {
    return parseDescription(found.text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${found.from}: ${why}. It should be like ${example}`);
  }
}

/** From RGB bytes of a square to the colours of its middle as the model takes them, channel by channel. */
function normaliser({ size, mean, std, order }: SimccDescription): (pixels: Uint8Array) => Float32Array {
  const { width, height } = size;
  const side = sideOf(size);
  const [left, top] = [Math.floor((side - width) / 2), Math.floor((side - height) / 2)];
  const tables = mean.map((middle, channel) =>
    Float32Array.from({ length: SHADES }, (_, shade) => (shade - middle) / (std[channel] ?? 1)),
  );
  return (pixels) => {
    const planes = new Float32Array(CHANNELS * width * height);
    for (const [channel, table] of tables.entries()) {
      const source = order === 'rgb' ? channel : CHANNELS - 1 - channel;
      let at = channel * width * height;
      for (let row = 0; row < height; row++) {
        let from = ((row + top) * side + left) * CHANNELS + source;
        for (let column = 0; column < width; column++, from += CHANNELS) planes[at++] = table[pixels[from] ?? 0] ?? 0;
      }
    }
    return planes;
  };
}

function outputOf(file: string, outputs: InferenceSession.ReturnType, { count, size }: SimccDescription): SimccOutput {
  const read = (name: string, length: number) => {
    const tensor = outputs[name];
    if (!(tensor?.data instanceof Float32Array))
      throw new Error(`${file} gives ${name} as ${tensor?.type ?? 'nothing'}; convert it with outputs of float32`);
    const [batch, points, bins = 0] = tensor.dims;
    if (tensor.dims.length !== 3 || batch !== 1 || points !== count)
      throw new Error(
        `${file} gives ${name} as [${tensor.dims.join(', ')}], and for the ${count} keypoints of its description it should be [1, ${count}, …]; name the keypoints that it has`,
      );
    if (bins < length || bins % length !== 0)
      throw new Error(`${file} gives ${bins} numbers for each ${name}, which is no whole multiple of ${length} px`);
    return { values: tensor.data, bins };
  };
  const [x, y] = [read(OUTPUTS.x, size.width), read(OUTPUTS.y, size.height)];
  return { x: x.values, y: y.values, columns: x.bins, rows: y.bins };
}
