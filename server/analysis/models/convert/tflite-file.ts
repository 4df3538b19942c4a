/** Reads a `.tflite` file: the part of its FlatBuffers schema that is needed here. Field numbers: schema.fbs of LiteRT. */
import { ByteBuffer } from 'flatbuffers';

/** A table of the file; a field that is absent has its default. */
export class Table {
  readonly #buffer: ByteBuffer;
  readonly #position: number;

  constructor(buffer: ByteBuffer, position: number) {
    this.#buffer = buffer;
    this.#position = position;
  }

  /** A number of one byte. */
  byte(field: number): number {
    const at = this.#find(field);
    return at ? this.#buffer.readInt8(at) : 0;
  }

  integer(field: number): number {
    const at = this.#find(field);
    return at ? this.#buffer.readInt32(at) : 0;
  }

  table(field: number): Table | undefined {
    const at = this.#find(field);
    return at ? new Table(this.#buffer, this.#buffer.__indirect(at)) : undefined;
  }

  tables(field: number): Table[] {
    const { start, length } = this.#vector(field);
    return Array.from({ length }, (_, index) => new Table(this.#buffer, this.#buffer.__indirect(start + 4 * index)));
  }

  integers(field: number): number[] {
    const { start, length } = this.#vector(field);
    return Array.from({ length }, (_, index) => this.#buffer.readInt32(start + 4 * index));
  }

  shorts(field: number): number[] {
    const { start, length } = this.#vector(field);
    return Array.from({ length }, (_, index) => this.#buffer.readUint16(start + 2 * index));
  }

  bytes(field: number): Uint8Array {
    const { start, length } = this.#vector(field);
    return this.#buffer.bytes().subarray(start, start + length);
  }

  #find(field: number): number {
    const offset = this.#buffer.__offset(this.#position, 4 + 2 * field);
    return offset === 0 ? 0 : this.#position + offset;
  }

  #vector(field: number): { start: number; length: number } {
    const at = this.#find(field);
    return at ? { start: this.#buffer.__vector(at), length: this.#buffer.__vector_len(at) } : { start: 0, length: 0 };
  }
}

export interface TfliteTensor {
  readonly shape: readonly number[];
  readonly type: 'float32' | 'float16' | 'int32' | 'other';
  /** Of a constant. */
  readonly data?: Uint8Array;
  /** Of a constant that leaves out its zeros. */
  readonly sparsity?: Table;
}

export interface TfliteOperator {
  /** From the schema's enumeration BuiltinOperator. */
  readonly code: number;
  /** Indices of tensors; -1 for an input that is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: Table | undefined;
}

export interface TfliteModel {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

const IDENTIFIER = 'TFL3';
const TYPES: Readonly<Record<number, TfliteTensor['type']>> = { 0: 'float32', 1: 'float16', 2: 'int32' };

/** @throws When this is no `.tflite` file, or one without a graph. */
export function readTflite(bytes: Uint8Array): TfliteModel {
  const buffer = new ByteBuffer(bytes);
  if (bytes.length < 8 || Buffer.from(bytes.subarray(4, 8)).toString('latin1') !== IDENTIFIER) {
    throw new Error('This is no .tflite file');
  }
  const model = new Table(buffer, buffer.readInt32(0));
  // Codes above 126 do not fit into the older of the two fields.
  const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.integer(3)));
  const [graph] = model.tables(2);
  if (!graph) throw new Error('The .tflite file has no graph');
  const contents = model.tables(4).map((content) => content.bytes(0));
  return {
    tensors: graph.tables(0).map((tensor) => tensorOf(tensor, contents)),
    inputs: graph.integers(1),
    outputs: graph.integers(2),
    operators: graph.tables(3).map((operator) => ({
      code: codes[operator.integer(0)] ?? -1,
      inputs: operator.integers(1),
      outputs: operator.integers(2),
      options: operator.table(4),
    })),
  };
}

function tensorOf(tensor: Table, contents: readonly Uint8Array[]): TfliteTensor {
  const data = contents[tensor.integer(2)];
  const sparsity = tensor.table(6);
  return {
    shape: tensor.integers(0),
    type: TYPES[tensor.byte(1)] ?? 'other',
    ...(data && data.length > 0 && { data }),
    ...(sparsity && { sparsity }),
  };
}
