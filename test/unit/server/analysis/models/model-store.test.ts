import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { provideModel } from '../../../../../server/analysis/models/model-store.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const NAME = 'movenet-lightning';

function aStore() {
  const said: string[] = [];
  const options = { folder: join(temporaryFolder(), 'models'), say: (line: string) => void said.push(line) };
  return { said, options, folder: options.folder };
}

it('converts a model once, says so, and keeps it with its checksum', async () => {
  const { said, options, folder } = aStore();
  const first = await provideModel(NAME, options);
  const second = await provideModel(NAME, options);
  expect(said).toEqual([`converting the model ${NAME} to ONNX`]);
  expect(Buffer.compare(first, second)).toBe(0);
  const [kept = '', ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  expect(readdirSync(join(folder, kept)).sort()).toEqual(['model.onnx', 'sha256']);
}, 30_000);

it('makes a damaged model anew', async () => {
  const { said, options, folder } = aStore();
  const model = await provideModel(NAME, options);
  const [kept = ''] = readdirSync(folder);
  const file = join(folder, kept, 'model.onnx');
  writeFileSync(file, readFileSync(file).subarray(0, 1_000));
  expect(Buffer.compare(await provideModel(NAME, options), model)).toBe(0);
  expect(said).toHaveLength(2);
  expect(readFileSync(file)).toHaveLength(model.length);
}, 30_000);

it('does without a cache that can not be written, and says so', async () => {
  const { said, options, folder } = aStore();
  writeFileSync(folder, 'a file where the folder should be');
  const model = await provideModel(NAME, options);
  expect(model.length).toBeGreaterThan(1_000_000);
  expect(said.join()).toContain("can't be kept");
}, 30_000);

it('lets one of several convert while the others wait for it', async () => {
  const { said, options } = aStore();
  const models = await Promise.all([1, 2, 3].map(() => provideModel(NAME, options)));
  expect(said).toHaveLength(1);
  for (const model of models) expect(model).toHaveLength(models[0]?.length ?? 0);
}, 30_000);
