/** Numbers in several dimensions, row by row, and what has to be done to them on the way from one format to another. */

export interface Constant {
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** Reorders the dimensions: dimension `i` of the result is dimension `order[i]` of the source. */
export function transpose({ shape, data }: Constant, order: readonly number[]): Constant {
  const target = order.map((dimension) => shape[dimension] ?? 1);
  const strides = order.map((dimension) => sizeOf(shape.slice(dimension + 1)));
  const result = data.slice();
  const index = target.map(() => 0);
  for (let at = 0, from = 0; at < result.length; at++) {
    result[at] = data[from] ?? 0;
    for (let dimension = target.length - 1; dimension >= 0; dimension--) {
      const next = (index[dimension] ?? 0) + 1;
      const stride = strides[dimension] ?? 0;
      const size = target[dimension] ?? 1;
      from += next < size ? stride : stride * (1 - size);
      index[dimension] = next < size ? next : 0;
      if (next < size) break;
    }
  }
  return { shape: target, data: result };
}

/** The shape of two tensors' sum, by the rule that a dimension of 1 is repeated. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, index) =>
    Math.max(a[index - rank + a.length] ?? 1, b[index - rank + b.length] ?? 1),
  );
}

/** IEEE 754 half precision, two bytes a number, little endian. */
export function fromHalfFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 2 }, (_, index) => fromHalf(view.getUint16(index * 2, true)));
}

function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function fromFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}

/** 32-bit integers as ONNX wants its indices and shapes: 64 bits. */
export function fromIntegers(bytes: Uint8Array): BigInt64Array {
  return BigInt64Array.from(new Int32Array(new Uint8Array(bytes).buffer), BigInt);
}
