/** Reads a `.tflite` model into ONNX; knows the operations that BlazePose is made of. */
import { type Activation, OnnxGraph, type Padding, type Value, type Window } from './onnx-graph.ts';
import { type Constant, fromFloats, fromHalfFloats, fromIntegers, transpose } from './tensors.ts';
import { readTflite, type Table, type TfliteTensor } from './tflite-file.ts';
import { makeDense } from './tflite-sparse.ts';

export interface TfliteOptions {
  /** What a pixel's byte is multiplied with, and what is added then, to get what the model takes. */
  readonly scale: number;
  readonly offset: number;
  /** The wanted outputs: what they shall be called, and which of the model's they are; what only others need is left out. */
  readonly outputs: Readonly<Record<string, number>>;
}

/** Of the schema's enumeration BuiltinOperator. */
const CODES = {
  ADD: 0,
  CONCATENATION: 2,
  CONV_2D: 3,
  DEPTHWISE_CONV_2D: 4,
  DEPTH_TO_SPACE: 5,
  DEQUANTIZE: 6,
  LOGISTIC: 14,
  MAX_POOL_2D: 17,
  RESHAPE: 22,
  RESIZE_BILINEAR: 23,
  PAD: 34,
  DENSIFY: 124,
} as const;

const ACTIVATIONS: Readonly<Record<number, Activation>> = { 0: 'none', 1: 'relu', 3: 'relu6' };
const PADDINGS: Readonly<Record<number, Padding>> = { 0: 'same', 1: 'valid' };
const FROM_OUT_HEIGHT_WIDTH_IN = [0, 3, 1, 2];
const FROM_1_HEIGHT_WIDTH_CHANNELS = [3, 0, 1, 2];
const HALF_BYTES = 2;

type Inputs = readonly (Value | undefined)[];
type Operation = (graph: OnnxGraph, inputs: Inputs, options: Table | undefined) => Value;

/** The layout of each operation's options is a table of its own in the schema; numbers here are its fields. */
const OPERATIONS: Readonly<Record<number, Operation>> = {
  [CODES.ADD]: (graph, [a, b], options) =>
    graph.activate(graph.elementwise('Add', given(a), given(b)), activationOf(options, 0)),
  [CODES.CONCATENATION]: (graph, inputs, options) => graph.concat(inputs.map(given), options?.integer(0) ?? 0),
  [CODES.CONV_2D]: (graph, [x, weights, bias], options) => {
    const kernel = transpose(constantOf(weights), FROM_OUT_HEIGHT_WIDTH_IN);
    const convolved = graph.convolve(given(x), kernel, bias && constantOf(bias), windowOf(options));
    return graph.activate(convolved, activationOf(options, 3));
  },
  [CODES.DEPTHWISE_CONV_2D]: (graph, [x, weights, bias], options) => {
    const kernel = transpose(constantOf(weights), FROM_1_HEIGHT_WIDTH_CHANNELS);
    const channels = kernel.shape[0] ?? 0;
    const convolved = graph.convolve(given(x), kernel, bias && constantOf(bias), windowOf(options), channels);
    return graph.activate(convolved, activationOf(options, 4));
  },
  [CODES.DEPTH_TO_SPACE]: (graph, [x], options) => graph.depthToSpace(given(x), options?.integer(0) ?? 1),
  [CODES.DEQUANTIZE]: (_graph, [x]) => given(x), // half precision was widened when it was read
  [CODES.LOGISTIC]: (graph, [x]) => graph.unary('Sigmoid', given(x)),
  [CODES.MAX_POOL_2D]: (graph, [x], options) => {
    const size = [options?.integer(4) ?? 1, options?.integer(3) ?? 1] as const;
    return graph.activate(graph.maxPool(given(x), size, windowOf(options)), activationOf(options, 5));
  },
  [CODES.RESHAPE]: (graph, [x, shape]) => graph.reshape(given(x), integersOf(shape)),
  [CODES.RESIZE_BILINEAR]: (graph, [x, size], options) => {
    if (options?.byte(2) || !options?.byte(3)) throw new Error('A picture is resized in a way that is not known');
    const [height = 1, width = 1] = integersOf(size);
    return graph.resize(given(x), height, width);
  },
  [CODES.PAD]: (graph, [x, pads]) => {
    const flat = integersOf(pads);
    return graph.pad(
      given(x),
      given(x).shape.map((_, axis) => [flat[2 * axis] ?? 0, flat[2 * axis + 1] ?? 0] as const),
    );
  },
  [CODES.DENSIFY]: (_graph, [x]) => given(x), // its zeros were put back when it was read
};

/**
 * @param bytes The content of a `.tflite` file that takes one picture of 32-bit floats.
 * @returns The bytes of an `.onnx` file with the input `picture` (uint8, height x width x RGB) and the outputs asked for.
 * @throws When the file is none, or has an operation that is not known here.
 */
export function convertTflite(name: string, bytes: Uint8Array, { scale, offset, outputs }: TfliteOptions): Uint8Array {
  const model = readTflite(bytes);
  const graph = new OnnxGraph(name);
  const values = new Map<number, Value>();
  for (const [index, tensor] of model.tensors.entries()) {
    const constant = constantIn(tensor);
    if (constant) values.set(index, graph.constant(constant));
  }
  for (const input of model.inputs) {
    values.set(input, graph.pictureInput('picture', model.tensors[input]?.shape ?? [], { scale, offset }));
  }
  for (const { code, inputs, outputs: results, options } of model.operators) {
    const operation = OPERATIONS[code];
    if (!operation) throw new Error(`The operation ${code} is not known`);
    const [result = -1] = results;
    values.set(
      result,
      operation(
        graph,
        inputs.map((input) => values.get(input)),
        options,
      ),
    );
  }
  for (const [output, index] of Object.entries(outputs))
    graph.output(output, given(values.get(model.outputs[index] ?? -1)));
  return graph.encode();
}

function constantIn(tensor: TfliteTensor): Constant | undefined {
  const { shape, type, data, sparsity } = tensor;
  if (!data) return undefined;
  if (type === 'int32') return { shape, data: fromIntegers(data) };
  if (type === 'float32') return { shape, data: fromFloats(data) };
  if (type === 'float16') return { shape, data: fromHalfFloats(sparsity ? makeDense(tensor, HALF_BYTES) : data) };
  throw new Error('A constant has a type that is not known');
}

function windowOf(options: Table | undefined): Window {
  const padding = PADDINGS[options?.byte(0) ?? 0];
  if (!padding) throw new Error('A convolution pads in a way that is not known');
  return { strides: [options?.integer(2) ?? 1, options?.integer(1) ?? 1], padding };
}

function activationOf(options: Table | undefined, field: number): Activation {
  const activation = ACTIVATIONS[options?.byte(field) ?? 0];
  if (!activation) throw new Error('An operation ends in an activation that is not known');
  return activation;
}

const integersOf = (value: Value | undefined) => Array.from(constantOf(value).data, Number);

function given(value: Value | undefined): Value {
  if (!value) throw new Error('An operation lacks an input');
  return value;
}

function constantOf(value: Value | undefined): Constant {
  if (!value?.constant) throw new Error('An operation has a variable where a constant was expected');
  return value.constant;
}
