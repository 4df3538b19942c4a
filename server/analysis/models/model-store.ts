import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf } from '../../../scripts/setup/hash.mjs';
import { withLock } from '../../../scripts/setup/lock.mjs';
import { cacheFolder, projectRoot } from '../../../scripts/setup/paths.mjs';
import { MODELS, type OnnxModelName } from './catalogue.ts';

export interface ModelStoreOptions {
  /** Where converted models are kept. */
  folder?: string;
  /** Called before something slow is done. */
  say?: (line: string) => void;
}

/** The cache may be a part of an image that is only read. */
const UNWRITABLE: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST']);
const CONVERTER = ['server/analysis/models/convert'];

/**
 * A model in ONNX: converted from the weights of its npm package the first time, then kept in the cache. A change of
 * weights or converter makes it anew; a file that does not match its checksum is not used.
 *
 * @returns The bytes of an `.onnx` file.
 * @throws When the weights can't be read or converted.
 */
export async function provideModel(name: OnnxModelName, options: ModelStoreOptions = {}): Promise<Uint8Array> {
  const { folder = join(cacheFolder(), 'models'), say = () => undefined } = options;
  const { files, convert } = MODELS[name];
  const contents = await Promise.all(files().map((file) => readFile(file)));
  const key = sha256(...contents, Buffer.from(hashOf(projectRoot, CONVERTER))).slice(0, 16);
  const place = join(folder, `${name}-${key}`);
  const kept = await readKept(place);
  if (kept) return kept;

  try {
    await mkdir(folder, { recursive: true });
    return await withLock(`${place}.lock`, async () => {
      const made = await readKept(place);
      if (made) return made;
      say(`converting the model ${name} to ONNX`);
      const model = convert(name, contents);
      await keep(place, model);
      return model;
    });
  } catch (error) {
    if (!UNWRITABLE.has(codeOf(error))) throw error;
    say(`converting the model ${name} to ONNX, at every start: it can't be kept (${String(error)})`);
    return convert(name, contents);
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

const sha256 = (...parts: readonly Uint8Array[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** `undefined` when there is none, or one that was damaged. */
async function readKept(place: string): Promise<Uint8Array | undefined> {
  try {
    const [model, checksum] = await Promise.all([
      readFile(join(place, 'model.onnx')),
      readFile(join(place, 'sha256'), 'utf8'),
    ]);
    return sha256(model) === checksum ? model : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Both files appear at once: whoever ends in the middle leaves no half model. */
async function keep(place: string, model: Uint8Array): Promise<void> {
  const part = `${place}.part-${randomUUID()}`;
  try {
    await mkdir(part);
    await writeFile(join(part, 'model.onnx'), model);
    await writeFile(join(part, 'sha256'), sha256(model));
    await rm(place, { recursive: true, force: true });
    await rename(part, place);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}
