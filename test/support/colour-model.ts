/** A tiny SimCC model that finds keypoints by colour: each is where the picture has a dot of its own colour. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { encodeOnnx, type OnnxNode, type OnnxTensor } from '../../server/analysis/models/convert/onnx-format.ts';
import type { Size } from '../../shared/size.ts';

export type Rgb = readonly [number, number, number];

export const MEAN: Rgb = [123.675, 116.28, 103.53];
export const STD: Rgb = [58.395, 57.12, 57.375];
export const MODEL_SIZE: Size = { width: 192, height: 256 };

const LEVELS = [0, 128, 255];
/** All colours of three levels but black, grey and white, which pictures have elsewhere too. */
export const DOT_COLOURS: readonly Rgb[] = LEVELS.flatMap((red) =>
  LEVELS.flatMap((green) => LEVELS.map((blue): Rgb => [red, green, blue])),
).filter(([red, green, blue]) => red !== green || green !== blue);
/** No picture has it. */
const NO_COLOUR: Rgb = [-900, -900, -900];
/** A colour is a dot's within this distance. */
const NEAR = 60;
/** A dot as many px high, in the model's picture, has the score 1. */
const DOT_HEIGHT = 6;
const BINS_A_PX = 2;

export interface ColourModelOptions {
  /** For each keypoint its dot's colour; `undefined` where it is in no picture. */
  colours: readonly (Rgb | undefined)[];
  size?: Size;
  input?: OnnxTensor['type'];
  outputs?: readonly [string, string];
  /** Numbers across are cut off after so many. */
  columns?: number;
  metadata?: Readonly<Record<string, string | Uint8Array>>;
}

/** The model as the bytes of an `.onnx` file. Colours come in normalised by `MEAN` and `STD`, red first. */
export function colourModel(options: ColourModelOptions): Uint8Array {
  const { colours, size = MODEL_SIZE, input = 'float32', outputs = ['simcc_x', 'simcc_y'], metadata = {} } = options;
  const { width, height } = size;
  const count = colours.length;
  const columns = options.columns ?? width * BINS_A_PX;
  // 1 − (distance to the colour / NEAR)², from the normalised colours and their squares.
  const weights = new Float32Array(count * 6);
  const bias = new Float32Array(count).fill(1);
  for (const [point, colour] of colours.entries()) {
    for (const [channel, shade] of (colour ?? NO_COLOUR).entries()) {
      const unit = ((STD[channel] ?? 1) / NEAR) ** 2;
      const target = (shade - (MEAN[channel] ?? 0)) / (STD[channel] ?? 1);
      weights[point * 6 + channel] = 2 * unit * target;
      weights[point * 6 + 3 + channel] = -unit;
      bias[point] = (bias[point] ?? 0) - unit * target ** 2;
    }
  }
  const node = (op: string, inputs: string[], output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode => ({
    op,
    inputs,
    outputs: [output],
    attributes,
  });
  const float = (name: string, shape: number[], data: Float32Array) => ({
    name,
    type: 'float32' as const,
    shape,
    data,
  });
  const model = encodeOnnx({
    name: 'colours',
    nodes: [
      node('Cast', ['picture'], 'floats', { to: 1 }),
      node('Mul', ['floats', 'floats'], 'squares'),
      node('Concat', ['floats', 'squares'], 'both', { axis: 1 }),
      node('Conv', ['both', 'weights', 'bias'], 'likeness'),
      node('Relu', ['likeness'], 'dots'),
      node('ReduceMean', ['dots'], 'across', { axes: [2], keepdims: 0 }),
      node('ReduceMean', ['dots'], 'down', { axes: [3], keepdims: 0 }),
      node('MatMul', ['across', 'columns'], outputs[0]),
      node('MatMul', ['down', 'rows'], outputs[1]),
    ],
    constants: [
      float('weights', [count, 6, 1, 1], weights),
      float('bias', [count], bias),
      float('columns', [width, columns], spread(width, columns, height / DOT_HEIGHT)),
      float('rows', [height, height * BINS_A_PX], spread(height, height * BINS_A_PX, width / DOT_HEIGHT)),
    ],
    inputs: [{ name: 'picture', type: input, shape: [1, 3, height, width] }],
    outputs: [
      { name: outputs[0], type: 'float32', shape: [1, count, columns] },
      { name: outputs[1], type: 'float32', shape: [1, count, height * BINS_A_PX] },
    ],
  });
  // Two protobuf messages one behind the other are one message with the fields of both.
  return Buffer.concat([model, metadataFields(metadata)]);
}

/** Writes the model to a folder; gives its path. */
export function writeColourModel(
  folder: string,
  options: ColourModelOptions & { beside?: string | Uint8Array | undefined },
): string {
  const file = join(folder, 'colours.onnx');
  writeFileSync(file, colourModel(options));
  if (options.beside !== undefined) writeFileSync(join(folder, 'colours.json'), options.beside);
  return file;
}

/** From px to numbers of which each px has several, the first the largest. */
function spread(from: number, to: number, scale: number): Float32Array {
  const matrix = new Float32Array(from * to);
  for (let column = 0; column < to; column++) {
    const row = Math.floor(column / BINS_A_PX);
    if (row < from) matrix[row * to + column] = scale * (column % BINS_A_PX === 0 ? 1 : 0.9);
  }
  return matrix;
}

/** ModelProto's field 14, an entry with key and value. */
function metadataFields(metadata: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const writer = protobuf.Writer.create();
  const [key, value, entry] = [(1 << 3) | 2, (2 << 3) | 2, (14 << 3) | 2];
  for (const [name, text] of Object.entries(metadata)) {
    writer.uint32(entry).fork();
    writer.uint32(key).bytes(Buffer.from(name)).uint32(value).bytes(Buffer.from(text));
    writer.ldelim();
  }
  return writer.finish();
}
