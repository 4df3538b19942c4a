/** The part of the ONNX file format that is written here. Field numbers and types: onnx.proto of the ONNX project, IR version 8. */
import protobuf from 'protobufjs';

const SCHEMA = `
syntax = "proto3";
message ModelProto { int64 ir_version = 1; string producer_name = 2; GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8; }
message OperatorSetIdProto { string domain = 1; int64 version = 2; }
message GraphProto { repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5; repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12; }
message NodeProto { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4; repeated AttributeProto attribute = 5; }
message AttributeProto { string name = 1; float f = 2; int64 i = 3; bytes s = 4; repeated float floats = 7; repeated int64 ints = 8; int32 type = 20; }
message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message ValueInfoProto { string name = 1; TypeProto type = 2; }
message TypeProto { Tensor tensor_type = 1; message Tensor { int32 elem_type = 1; Shape shape = 2; } }
message Shape { repeated Dimension dim = 1; message Dimension { int64 dim_value = 1; } }
`;

const IR_VERSION = 8;
const OPSET = 17;
const ELEMENT_TYPES = { float32: 1, uint8: 2, int64: 7 } as const;
const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, ints: 7 } as const;

export type ElementType = keyof typeof ELEMENT_TYPES;

/** A whole number is an integer attribute; give a fraction as `{ float }`. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

export interface OnnxModel {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly (OnnxTensor & { readonly data: Float32Array | BigInt64Array })[];
  readonly inputs: readonly OnnxTensor[];
  readonly outputs: readonly OnnxTensor[];
}

const model = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType('ModelProto');

/** The model as the bytes of an `.onnx` file; numbers are stored little endian, as this is only run on such machines. */
export function encodeOnnx({ name, nodes, constants, inputs, outputs }: OnnxModel): Uint8Array {
  return model
    .encode({
      ir_version: IR_VERSION,
      producer_name: 'sideline',
      opset_import: [{ domain: '', version: OPSET }],
      graph: {
        name,
        node: nodes.map((node) => ({
          input: node.inputs,
          output: node.outputs,
          name: node.outputs[0],
          op_type: node.op,
          attribute: Object.entries(node.attributes).map(([key, value]) => ({ name: key, ...attribute(value) })),
        })),
        initializer: constants.map((constant) => ({
          name: constant.name,
          dims: constant.shape,
          data_type: ELEMENT_TYPES[constant.type],
          raw_data: new Uint8Array(constant.data.buffer, constant.data.byteOffset, constant.data.byteLength),
        })),
        input: inputs.map(valueInfo),
        output: outputs.map(valueInfo),
      },
    })
    .finish();
}

function attribute(value: Attribute) {
  if (typeof value === 'number') return { i: value, type: ATTRIBUTE_TYPES.int };
  if (typeof value === 'string') return { s: Buffer.from(value), type: ATTRIBUTE_TYPES.string };
  if ('float' in value) return { f: value.float, type: ATTRIBUTE_TYPES.float };
  return { ints: value, type: ATTRIBUTE_TYPES.ints };
}

function valueInfo({ name, type, shape }: OnnxTensor) {
  const dim = shape.map((size) => ({ dim_value: size }));
  return { name, type: { tensor_type: { elem_type: ELEMENT_TYPES[type], shape: { dim } } } };
}
