import { describe, expect, it } from 'vitest';
import {
  broadcast,
  fromHalfFloats,
  fromIntegers,
  transpose,
} from '../../../../../server/analysis/models/convert/tensors.ts';

describe('half precision', () => {
  it.each([
    { bits: 0x0000, value: 0 },
    { bits: 0x3c00, value: 1 },
    { bits: 0xc000, value: -2 },
    { bits: 0x7bff, value: 65_504 },
    { bits: 0x0400, value: 2 ** -14 },
    { bits: 0x0001, value: 2 ** -24 },
    { bits: 0x3555, value: 0.333_251_953_125 },
    { bits: 0xfc00, value: Number.NEGATIVE_INFINITY },
  ])('reads $bits as $value', ({ bits, value }) => {
    expect(fromHalfFloats(Uint8Array.of(bits & 0xff, bits >> 8))).toEqual(Float32Array.of(value));
  });
});

it('reads integers from anywhere in a larger buffer', () => {
  const bytes = Buffer.from([9, 9, 9, 1, 0, 0, 0, 255, 255, 255, 255]);
  expect(fromIntegers(bytes.subarray(3))).toEqual(BigInt64Array.of(1n, -1n));
});

it.each([
  { order: [0, 1, 2], shape: [2, 1, 3], data: [1, 2, 3, 4, 5, 6] },
  { order: [2, 0, 1], shape: [3, 2, 1], data: [1, 4, 2, 5, 3, 6] },
  { order: [1, 2, 0], shape: [1, 3, 2], data: [1, 4, 2, 5, 3, 6] },
])('reorders dimensions by $order', ({ order, shape, data }) => {
  const source = { shape: [2, 1, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  expect(transpose(source, order)).toEqual({ shape, data: Float32Array.from(data) });
});

it('repeats dimensions of one, counted from the last', () => {
  expect(broadcast([1, 48, 48, 17], [17])).toEqual([1, 48, 48, 17]);
  expect(broadcast([48, 1], [3, 1, 5])).toEqual([3, 48, 5]);
  expect(broadcast([], [2])).toEqual([2]);
});
