import { Builder } from 'flatbuffers';
import { expect, it } from 'vitest';
import { convertTensorflowJs } from '../../../../../server/analysis/models/convert/from-tensorflow-js.ts';
import { convertTflite } from '../../../../../server/analysis/models/convert/from-tflite.ts';
import { readTflite } from '../../../../../server/analysis/models/convert/tflite-file.ts';

const options = { scale: 1, offset: 0, outputs: {} };

it.each([
  { what: 'nothing', bytes: new Uint8Array() },
  { what: 'a text', bytes: Buffer.from('this is a text and no model at all') },
])('refuses $what for a .tflite file', ({ bytes }) => {
  expect(() => convertTflite('a model', bytes, options)).toThrow('no .tflite file');
});

it('refuses a .tflite file without a graph', () => {
  const builder = new Builder();
  builder.startObject(5);
  builder.finish(builder.endObject(), 'TFL3');
  expect(() => readTflite(builder.asUint8Array())).toThrow('no graph');
});

const graph = (node: object[]) => JSON.stringify({ modelTopology: { node }, weightsManifest: [] });

it.each([
  { what: 'no JSON', json: '{', message: 'JSON' },
  { what: 'no graph', json: '{}', message: 'modelTopology' },
  { what: 'an unknown operation', json: graph([{ name: 'a', op: 'Tan' }]), message: 'Tan of a is not known' },
  { what: 'a missing input', json: graph([{ name: 'a', op: 'Sqrt', input: ['b'] }]), message: 'uses b before' },
  { what: 'no output', json: graph([]), message: 'no output' },
])('refuses a TensorFlow.js model with $what', ({ json, message }) => {
  expect(() => convertTensorflowJs('a model', json, new Uint8Array())).toThrow(message);
});

it('refuses weights that end too early', () => {
  const json = JSON.stringify({
    modelTopology: { node: [] },
    weightsManifest: [{ weights: [{ name: 'kernel', shape: [2, 2], dtype: 'float32' }] }],
  });
  expect(() => convertTensorflowJs('a model', json, new Uint8Array(15))).toThrow('end before kernel');
});
