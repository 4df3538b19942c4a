/** Constants of a `.tflite` file that leave out their zeros. */
import { sizeOf } from './tensors.ts';
import type { Table, TfliteTensor } from './tflite-file.ts';

interface Dimension {
  /** All entries of a dense dimension are there. */
  readonly size: number;
  /** Of a sparse one: where each row's entries begin, and which they are. */
  readonly segments?: readonly number[];
  readonly indices?: readonly number[];
}

/**
 * Puts the zeros back. The format (schema.fbs, SparsityParameters) allows any order of dimensions and blocks; this reads
 * what the models here have: the usual order, without blocks.
 *
 * @param bytesPerNumber Of the tensor's type.
 * @throws When the tensor is stored otherwise, or its data do not match its indices.
 */
export function makeDense({ shape, data, sparsity }: TfliteTensor, bytesPerNumber: number): Uint8Array {
  if (!data || !sparsity) throw new Error('A constant that should be sparse is not');
  const order = sparsity.integers(0);
  if (sparsity.integers(1).length > 0 || order.length !== shape.length || order.some((at, index) => at !== index)) {
    throw new Error('A constant is sparse in a way that is not known');
  }
  const dimensions = sparsity.tables(2).map(dimensionOf);
  const dense = new Uint8Array(sizeOf(shape) * bytesPerNumber);
  let read = 0;
  const walk = (depth: number, row: number, at: number): void => {
    const dimension = dimensions[depth];
    if (!dimension) {
      dense.set(data.subarray(read, read + bytesPerNumber), at * bytesPerNumber);
      read += bytesPerNumber;
      return;
    }
    const { size, segments, indices } = dimension;
    const length = shape[depth] ?? 1;
    if (segments && indices) {
      for (let entry = segments[row] ?? 0; entry < (segments[row + 1] ?? 0); entry++) {
        walk(depth + 1, entry, at * length + (indices[entry] ?? 0));
      }
    } else {
      for (let index = 0; index < size; index++) walk(depth + 1, row * size + index, at * length + index);
    }
  };
  walk(0, 0, 0);
  if (read !== data.length) throw new Error('A sparse constant has other data than its indices say');
  return dense;
}

function dimensionOf(table: Table): Dimension {
  const isSparse = table.byte(0) === 1;
  if (!isSparse) return { size: table.integer(1) };
  return { size: 0, segments: indicesOf(table, 2), indices: indicesOf(table, 4) };
}

/** A union: its kind in one field, the vector of that kind in the next. */
function indicesOf(table: Table, field: number): number[] {
  const vector = table.table(field + 1);
  const kind = table.byte(field);
  if (vector && kind === 1) return vector.integers(0);
  if (vector && kind === 2) return vector.shorts(0);
  if (vector && kind === 3) return Array.from(vector.bytes(0));
  throw new Error('A sparse constant has no indices');
}
