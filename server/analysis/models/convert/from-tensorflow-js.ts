/** Reads a graph of TensorFlow.js (`model.json` and its weights) into ONNX; knows the operations that MoveNet is made of. */
import { z } from 'zod';
import { type Activation, OnnxGraph, type Value, type Window } from './onnx-graph.ts';
import { type Constant, fromFloats, fromHalfFloats, fromIntegers, sizeOf, transpose } from './tensors.ts';

const base64 = z.base64().transform((text) => Buffer.from(text, 'base64').toString());
const shapeSchema = z.object({ dim: z.array(z.object({ size: z.coerce.number().int() })) });
const attributeSchema = z.object({
  i: z.coerce.number().int().optional(),
  s: base64.optional(),
  type: z.string().optional(),
  shape: shapeSchema.optional(),
  list: z.object({ i: z.array(z.coerce.number().int()).optional(), s: z.array(base64).optional() }).optional(),
});
const nodeSchema = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attributeSchema).default({}),
});
const modelSchema = z.object({
  modelTopology: z.object({ node: z.array(nodeSchema) }),
  weightsManifest: z.array(
    z.object({
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.number().int().nonnegative()),
          dtype: z.enum(['float32', 'int32']),
          quantization: z.object({ dtype: z.literal('float16') }).optional(),
        }),
      ),
    }),
  ),
});

type Node = z.infer<typeof nodeSchema>;
type WeightEntry = z.infer<typeof modelSchema>['weightsManifest'][number]['weights'][number];

const ACTIVATIONS: Readonly<Record<string, Activation>> = { Relu: 'relu', Relu6: 'relu6' };
const FROM_HEIGHT_WIDTH_IN_OUT = [3, 2, 0, 1];
const FROM_HEIGHT_WIDTH_CHANNELS_1 = [2, 3, 0, 1];

/**
 * @param json The text of `model.json`.
 * @param weights The content of its weight files, one after the other.
 * @returns The bytes of an `.onnx` file with the input `picture` (uint8, in the source's shape) and the output `result`.
 * @throws When the file is none, or has an operation that is not known here.
 */
export function convertTensorflowJs(name: string, json: string, weights: Uint8Array): Uint8Array {
  const { modelTopology, weightsManifest } = modelSchema.parse(JSON.parse(json));
  const graph = new OnnxGraph(name);
  const constants = readWeights(
    weightsManifest.flatMap((group) => group.weights),
    weights,
  );
  const values = new Map<string, Value[]>();
  for (const node of modelTopology.node) {
    const constant = constants.get(node.name);
    // A name with a ^ only says what must have run before.
    const inputs = node.input.filter((input) => !input.startsWith('^')).map((input) => valueNamed(values, input));
    values.set(node.name, constant ? [graph.constant(constant)] : operate(graph, node, inputs));
  }
  const last = modelTopology.node.findLast(({ op }) => op === 'Identity');
  if (!last) throw new Error(`${name} has no output`);
  graph.output('result', valueNamed(values, last.name));
  return graph.encode();
}

function valueNamed(values: ReadonlyMap<string, readonly Value[]>, reference: string): Value {
  const [name = '', output = '0'] = reference.split(':');
  const value = values.get(name)?.[Number(output)];
  if (!value) throw new Error(`The graph uses ${reference} before it is there`);
  return value;
}

function readWeights(entries: readonly WeightEntry[], bytes: Uint8Array): Map<string, Constant> {
  const constants = new Map<string, Constant>();
  let offset = 0;
  for (const { name, shape, dtype, quantization } of entries) {
    const end = offset + sizeOf(shape) * (quantization ? 2 : 4);
    if (end > bytes.length) throw new Error(`The weights end before ${name}`);
    const part = bytes.subarray(offset, end);
    const data = dtype === 'int32' ? fromIntegers(part) : quantization ? fromHalfFloats(part) : fromFloats(part);
    constants.set(name, { shape, data });
    offset = end;
  }
  return constants;
}

type Operation = (graph: OnnxGraph, node: Node, inputs: readonly Value[]) => Value | Value[];

const integersOf = (value: Value | undefined) => Array.from(weightsOf(value).data, Number);
const integerOf = (value: Value | undefined) => integersOf(value)[0] ?? 0;

const binary =
  (op: 'Add' | 'Sub' | 'Mul' | 'Div'): Operation =>
  (graph, _node, [a, b]) =>
    graph.elementwise(op, given(a), given(b));

const expandDims: Operation = (graph, _node, [x, axis]) => {
  const { shape } = given(x);
  const at = integerOf(axis);
  return graph.reshape(given(x), shape.toSpliced(at < 0 ? at + shape.length + 1 : at, 0, 1));
};

const OPERATIONS: Readonly<Record<string, Operation>> = {
  Placeholder: (graph, { attr }) =>
    graph.pictureInput(
      'picture',
      (attr.shape?.shape?.dim ?? []).map(({ size }) => size),
    ),
  Identity: (_graph, _node, [x]) => given(x),
  Cast: (graph, { attr }, [x]) => graph.cast(given(x), attr.DstT?.type === 'DT_FLOAT' ? 'float32' : 'int64'),
  AddV2: binary('Add'),
  Sub: binary('Sub'),
  Mul: binary('Mul'),
  RealDiv: binary('Div'),
  FloorDiv: binary('Div'), // of integers that are not negative: rounded down by both
  SquaredDifference: (graph, _node, [a, b]) => {
    const difference = graph.elementwise('Sub', given(a), given(b));
    return graph.elementwise('Mul', difference, difference);
  },
  Sigmoid: (graph, _node, [x]) => graph.unary('Sigmoid', given(x)),
  Sqrt: (graph, _node, [x]) => graph.unary('Sqrt', given(x)),
  _FusedConv2D: (graph, node, [x, weights, bias]) =>
    graph.activate(
      graph.convolve(
        given(x),
        transpose(weightsOf(weights), FROM_HEIGHT_WIDTH_IN_OUT),
        weightsOf(bias),
        windowOf(node),
      ),
      activationOf(node),
    ),
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2dNative: depthwise,
  ResizeBilinear: (graph, _node, [x, size]) => {
    const [height = 1, width = 1] = integersOf(size);
    return graph.resize(given(x), height, width);
  },
  Reshape: (graph, _node, [x, shape]) => graph.reshape(given(x), integersOf(shape)),
  ExpandDims: expandDims,
  Squeeze: (graph, { attr }, [x]) => {
    const gone = attr.squeeze_dims?.list?.i ?? [];
    return graph.reshape(
      given(x),
      given(x).shape.filter((_, dimension) => !gone.includes(dimension)),
    );
  },
  Unpack: (graph, { attr }, [x]) => graph.unstack(given(x), attr.axis?.i ?? 0),
  Pack: (graph, { attr }, inputs) => {
    const axis = attr.axis?.i ?? 0;
    return graph.concat(
      inputs.map((input) => graph.reshape(input, input.shape.toSpliced(axis, 0, 1))),
      axis,
    );
  },
  ConcatV2: (graph, _node, inputs) => graph.concat(inputs.slice(0, -1), integerOf(inputs.at(-1))),
  ArgMax: (graph, _node, [x, axis]) => graph.argMax(given(x), integerOf(axis)),
  GatherNd: (graph, _node, [x, indices]) => graph.gatherNd(given(x), given(indices)),
};

function operate(graph: OnnxGraph, node: Node, inputs: readonly Value[]): Value[] {
  const operation = OPERATIONS[node.op];
  if (!operation) throw new Error(`The operation ${node.op} of ${node.name} is not known`);
  return [operation(graph, node, inputs)].flat();
}

function depthwise(graph: OnnxGraph, node: Node, [x, weights, bias]: readonly Value[]): Value {
  const kernel = transpose(weightsOf(weights), FROM_HEIGHT_WIDTH_CHANNELS_1);
  const channels = kernel.shape[0] ?? 0;
  const convolved = graph.convolve(given(x), kernel, bias && weightsOf(bias), windowOf(node), channels);
  return graph.activate(convolved, activationOf(node));
}

function windowOf({ name, attr }: Node): Window {
  const [, vertical = 1, horizontal = 1] = attr.strides?.list?.i ?? [];
  const padding = attr.padding?.s;
  if (padding !== 'SAME' && padding !== 'VALID') throw new Error(`${name} pads by ${padding}`);
  return { strides: [vertical, horizontal], padding: padding === 'SAME' ? 'same' : 'valid' };
}

function activationOf({ name, attr }: Node): Activation {
  const [operation, ...others] = (attr.fused_ops?.list?.s ?? []).filter((fused) => fused !== 'BiasAdd');
  if (operation === undefined) return 'none';
  const activation = ACTIVATIONS[operation];
  if (!activation || others.length > 0) throw new Error(`${name} ends in ${operation}, which is not known`);
  return activation;
}

function given(value: Value | undefined): Value {
  if (!value) throw new Error('An operation lacks an input');
  return value;
}

function weightsOf(value: Value | undefined): Constant {
  if (!value?.constant) throw new Error('An operation has a variable where a constant was expected');
  return value.constant;
}
