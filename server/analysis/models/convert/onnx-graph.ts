import { type Attribute, type ElementType, encodeOnnx, type OnnxModel, type OnnxNode } from './onnx-format.ts';
import { broadcast, type Constant, transpose } from './tensors.ts';

/** A tensor of the graph being built. Its shape is the source's: pictures are batch, height, width, channels. */
export interface Value {
  readonly shape: readonly number[];
  readonly type: ElementType;
  readonly constant?: Constant;
  /** What it is called in the ONNX graph, in the source's order of dimensions and with channels first; filled on demand. */
  readonly names: { plain?: string; channelsFirst?: string };
  /** What it is without the zeros around it, which a convolution adds by itself for nothing. */
  readonly unpadded?: { readonly picture: Value; readonly rims: Rims };
}

/** Zeros beside the edges of a picture: top, left, bottom, right. */
type Rims = readonly [number, number, number, number];

export type Activation = 'none' | 'relu' | 'relu6';
/** `same` pads so that the output has the size of the input divided by the stride, more at the end, as TensorFlow does. */
export type Padding = 'same' | 'valid';
export interface Window {
  readonly strides: readonly [number, number];
  readonly padding: Padding;
}

const PICTURE_RANK = 4;
const TO_CHANNELS_FIRST = [0, 3, 1, 2];
const TO_CHANNELS_LAST = [0, 2, 3, 1];

/**
 * Builds an ONNX graph from the operations of TensorFlow. TensorFlow keeps a picture's channels last, ONNX first; values
 * are turned around only where an operation needs the order that its input does not have, so a chain of convolutions is
 * turned once at its beginning.
 */
export class OnnxGraph {
  readonly #name: string;
  readonly #nodes: OnnxNode[] = [];
  readonly #constants = new Map<string, OnnxModel['constants'][number]>();
  readonly #inputs: OnnxModel['inputs'][number][] = [];
  readonly #outputs: OnnxModel['outputs'][number][] = [];
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** A picture of bytes, as 32-bit floats `byte * scale + offset`. */
  pictureInput(name: string, shape: readonly number[], { scale = 1, offset = 0 } = {}): Value {
    this.#inputs.push({ name, type: 'uint8', shape });
    const bytes: Value = { shape, type: 'uint8', names: { plain: name } };
    const floats = this.cast(bytes, 'float32');
    const scaled = scale === 1 ? floats : this.elementwise('Mul', floats, this.scalar(scale));
    return offset === 0 ? scaled : this.elementwise('Add', scaled, this.scalar(offset));
  }

  output(name: string, value: Value): void {
    this.#nodes.push({ op: 'Identity', inputs: [this.#plain(value)], outputs: [name], attributes: {} });
    this.#outputs.push({ name, type: value.type, shape: value.shape });
  }

  constant(constant: Constant): Value {
    const type = constant.data instanceof Float32Array ? 'float32' : 'int64';
    return { shape: constant.shape, type, constant, names: {} };
  }

  scalar(value: number): Value {
    return this.constant({ shape: [], data: Float32Array.of(value) });
  }

  cast(value: Value, type: ElementType): Value {
    return this.#sameOrder([value], 'Cast', { to: { float32: 1, uint8: 2, int64: 7 }[type] }, type);
  }

  unary(op: 'Sigmoid' | 'Sqrt' | 'Relu', value: Value): Value {
    return this.#sameOrder([value], op);
  }

  elementwise(op: 'Add' | 'Sub' | 'Mul' | 'Div', a: Value, b: Value): Value {
    return this.#sameOrder([a, b], op);
  }

  activate(value: Value, activation: Activation): Value {
    if (activation === 'none') return value;
    if (activation === 'relu') return this.unary('Relu', value);
    return this.#sameOrder([value, this.scalar(0), this.scalar(6)], 'Clip');
  }

  /** @param weights Output channels, input channels of a group, height, width. */
  convolve(input: Value, weights: Constant, bias: Constant | undefined, window: Window, groups = 1): Value {
    const [outputs = 0, , height = 1, width = 1] = weights.shape;
    const unpadded = window.padding === 'valid' ? input.unpadded : undefined;
    const picture = this.#channelsFirst(unpadded?.picture ?? input);
    const inputs = [picture, this.#define(weights), ...(bias ? [this.#define(bias)] : [])];
    return this.#windowed('Conv', inputs, input, outputs, [height, width], window, { group: groups }, unpadded?.rims);
  }

  maxPool(input: Value, size: readonly [number, number], window: Window): Value {
    const channels = input.shape[3] ?? 0;
    return this.#windowed('MaxPool', [this.#channelsFirst(input)], input, channels, size, window, {});
  }

  /** @param pads Before and after, for batch, height, width, channels. */
  pad(input: Value, pads: readonly (readonly [number, number])[]): Value {
    const order = TO_CHANNELS_FIRST.map((dimension) => pads[dimension] ?? [0, 0]);
    const flat = [...order.map(([before]) => before), ...order.map(([, after]) => after)];
    const shape = input.shape.map((size, index) => size + (pads[index]?.[0] ?? 0) + (pads[index]?.[1] ?? 0));
    const pad = this.#node('Pad', [this.#channelsFirst(input), this.#integers(flat)], { mode: 'constant' });
    const [batch = [0, 0], [top, bottom] = [0, 0], [left, right] = [0, 0], channels = [0, 0]] = pads;
    const padsOnlyTheArea = [...batch, ...channels].every((size) => size === 0);
    return {
      shape,
      type: input.type,
      names: { channelsFirst: pad },
      ...(padsOnlyTheArea && { unpadded: { picture: input, rims: [top, left, bottom, right] } }),
    };
  }

  /** Bilinear, with pixels as areas, not points (TensorFlow's `half_pixel_centers`). */
  resize(input: Value, height: number, width: number): Value {
    const [batch = 1, fromHeight = 1, fromWidth = 1, channels = 1] = input.shape;
    // By scales, not sizes: only then ONNX Runtime sees at once that the size is fixed, and takes its faster kernel.
    const scales = this.#define({
      shape: [PICTURE_RANK],
      data: Float32Array.of(1, 1, height / fromHeight, width / fromWidth),
    });
    const attributes = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
    const resized = this.#node('Resize', [this.#channelsFirst(input), '', scales], attributes);
    return { shape: [batch, height, width, channels], type: input.type, names: { channelsFirst: resized } };
  }

  depthToSpace(input: Value, block: number): Value {
    const [batch = 1, height = 1, width = 1, channels = 1] = input.shape;
    const name = this.#node('DepthToSpace', [this.#channelsFirst(input)], { blocksize: block, mode: 'DCR' });
    const shape = [batch, height * block, width * block, channels / block ** 2];
    return { shape, type: input.type, names: { channelsFirst: name } };
  }

  reshape(input: Value, shape: readonly number[]): Value {
    const known = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
    const whole = input.shape.reduce((product, size) => product * size, 1);
    const target = shape.map((size) => (size === -1 ? whole / known : size));
    return this.#plainNode('Reshape', [this.#plain(input), this.#integers(target)], {}, target, input.type);
  }

  concat(inputs: readonly Value[], axis: number): Value {
    const [first] = inputs;
    if (!first) throw new Error('There is nothing to put together');
    const at = axis < 0 ? axis + first.shape.length : axis;
    const shape = first.shape.with(
      at,
      inputs.reduce((sum, input) => sum + (input.shape[at] ?? 0), 0),
    );
    const names = inputs.map((input) => this.#plain(input));
    return this.#plainNode('Concat', names, { axis: at }, shape, first.type);
  }

  /** Splits along an axis, which goes. */
  unstack(input: Value, axis: number): Value[] {
    return Array.from({ length: input.shape[axis] ?? 0 }, (_, index) => {
      const at = this.#define({ shape: [], data: BigInt64Array.of(BigInt(index)) });
      return this.#plainNode('Gather', [this.#plain(input), at], { axis }, input.shape.toSpliced(axis, 1), input.type);
    });
  }

  argMax(input: Value, axis: number): Value {
    const attributes = { axis, keepdims: 0 };
    return this.#plainNode('ArgMax', [this.#plain(input)], attributes, input.shape.toSpliced(axis, 1), 'int64');
  }

  gatherNd(input: Value, indices: Value): Value {
    const depth = indices.shape.at(-1) ?? 0;
    const shape = [...indices.shape.slice(0, -1), ...input.shape.slice(depth)];
    return this.#plainNode('GatherND', [this.#plain(input), this.#plain(indices)], {}, shape, input.type);
  }

  /** The graph as the bytes of an `.onnx` file; what no output needs is left out. */
  encode(): Uint8Array {
    const needed = new Set(this.#outputs.map(({ name }) => name));
    const nodes = this.#nodes.toReversed().filter(({ inputs, outputs }) => {
      if (!outputs.some((output) => needed.has(output))) return false;
      for (const input of inputs) needed.add(input);
      return true;
    });
    return encodeOnnx({
      name: this.#name,
      nodes: nodes.reverse(),
      constants: [...this.#constants.values()].filter(({ name }) => needed.has(name)),
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
  }

  #windowed(
    op: string,
    inputs: string[],
    input: Value,
    channels: number,
    size: readonly [number, number],
    { strides, padding }: Window,
    attributes: Record<string, Attribute>,
    rims?: Rims,
  ): Value {
    const span = (length: number, axis: 0 | 1) =>
      Math.ceil((padding === 'same' ? length : length - size[axis] + 1) / strides[axis]);
    const [batch = 1, height = 1, width = 1] = input.shape;
    const name = this.#node(op, inputs, {
      ...attributes,
      kernel_shape: [...size],
      strides: [...strides],
      ...(rims ? { pads: [...rims] } : { auto_pad: padding === 'same' ? 'SAME_UPPER' : 'VALID' }),
    });
    const shape = [batch, span(height, 0), span(width, 1), channels];
    return { shape, type: 'float32', names: { channelsFirst: name } };
  }

  /** An operation that does not care for the order of dimensions: stays with that of its inputs where they agree. */
  #sameOrder(inputs: readonly Value[], op: string, attributes = {}, type = inputs[0]?.type ?? 'float32'): Value {
    const shape = inputs.map((input) => input.shape).reduce(broadcast);
    const variable = inputs.filter((input) => !input.constant);
    const channelsFirst = shape.length === PICTURE_RANK && variable.every(({ names }) => names.channelsFirst);
    const names = inputs.map((input) => (channelsFirst ? this.#channelsFirst(input) : this.#plain(input)));
    const name = this.#node(op, names, attributes);
    return { shape, type, names: channelsFirst ? { channelsFirst: name } : { plain: name } };
  }

  #plainNode(
    op: string,
    inputs: string[],
    attributes: Record<string, Attribute>,
    shape: readonly number[],
    type: ElementType,
  ): Value {
    return { shape, type, names: { plain: this.#node(op, inputs, attributes) } };
  }

  #plain({ names, constant }: Value): string {
    names.plain ??= constant
      ? this.#define(constant)
      : this.#node('Transpose', [names.channelsFirst ?? ''], { perm: TO_CHANNELS_LAST });
    return names.plain;
  }

  #channelsFirst({ names, constant, shape }: Value): string {
    if (names.channelsFirst) return names.channelsFirst;
    if (constant) {
      // A scalar stays one; less than a whole picture is stretched to one, so that its last dimension is the channels.
      const missing = shape.length === 0 ? 0 : PICTURE_RANK - shape.length;
      const whole = { shape: [...Array<number>(missing).fill(1), ...shape], data: constant.data };
      names.channelsFirst = this.#define(shape.length === 0 ? constant : transpose(whole, TO_CHANNELS_FIRST));
    } else {
      names.channelsFirst = this.#node('Transpose', [this.#plain({ names, shape, type: 'float32' })], {
        perm: TO_CHANNELS_FIRST,
      });
    }
    return names.channelsFirst;
  }

  #integers(values: readonly number[]): string {
    return this.#define({ shape: [values.length], data: BigInt64Array.from(values, BigInt) });
  }

  #define({ shape, data }: Constant): string {
    const name = `c${this.#count++}`;
    this.#constants.set(name, { name, shape, data, type: data instanceof Float32Array ? 'float32' : 'int64' });
    return name;
  }

  #node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>>): string {
    const output = `v${this.#count++}`;
    this.#nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }
}
