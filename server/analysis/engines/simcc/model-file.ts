/** The text that describes a model of somebody's own: in a JSON file beside it, or in the metadata of its ONNX file. */
import { readFile } from 'node:fs/promises';
import protobuf from 'protobufjs';
import { z } from 'zod';

/** The key of the metadata. */
export const METADATA_KEY = 'sideline';

/** The names of 133 keypoints take 3 kB. */
const MAX_BYTES = 64 * 1024;

/** Of ONNX's file format, only the metadata (onnx.proto of the ONNX project); all else is passed over. */
const SCHEMA = `
syntax = "proto3";
message ModelProto { repeated StringStringEntryProto metadata_props = 14; }
message StringStringEntryProto { bytes key = 1; bytes value = 2; }
`;
const modelProto = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType('ModelProto');

const bytesSchema = z.instanceof(Uint8Array).default(() => new Uint8Array());
const metadataSchema = z.object({
  metadata_props: z.array(z.object({ key: bytesSchema, value: bytesSchema })).default([]),
});

export interface DescriptionText {
  /** Where it stands, for people. */
  readonly from: string;
  readonly text: string;
}

/** `model.json` for `model.onnx`. */
export const besideOf = (file: string) => file.replace(/\.onnx$/i, '.json');

/**
 * The file beside the model, else the entry `sideline` of its metadata; `undefined` when there is neither.
 *
 * @param file path of an `.onnx` file
 * @throws Error when what is there can't be read as text, or is too long
 */
export async function descriptionTextOf(file: string): Promise<DescriptionText | undefined> {
  const beside = besideOf(file);
  const written = await readIfThere(beside);
  if (written) return { from: beside, text: textOf(beside, written) };
  const from = `the metadata of ${file}`;
  const entries = metadataOf(from, await readFile(file)).filter(
    ({ key }) => Buffer.from(key).toString() === METADATA_KEY,
  );
  if (entries.length > 1) throw new Error(`${from} has the entry "${METADATA_KEY}" ${entries.length} times; leave one`);
  const [entry] = entries;
  return entry && { from, text: textOf(from, entry.value) };
}

function metadataOf(from: string, bytes: Uint8Array) {
  try {
    return metadataSchema.parse(modelProto.toObject(modelProto.decode(bytes))).metadata_props;
  } catch (error) {
    throw new Error(`${from} can't be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

function textOf(from: string, bytes: Uint8Array): string {
  if (bytes.length > MAX_BYTES)
    throw new Error(`${from} is longer than ${MAX_BYTES / 1024} kB, which no description is`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${from} is not UTF-8 text; write it anew`);
  }
}

async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
