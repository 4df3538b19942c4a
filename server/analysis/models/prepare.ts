/** A program of the set-up: sees that the models named as its arguments are there in ONNX. */
import { MODELS, ONNX_MODEL_NAMES, type OnnxModelName } from './catalogue.ts';
import { provideModel } from './model-store.ts';

const isModel = (name: string): name is OnnxModelName => Object.hasOwn(MODELS, name);

for (const name of process.argv.slice(2)) {
  if (!isModel(name)) throw new Error(`There is no model ${name}; there are ${ONNX_MODEL_NAMES.join(', ')}`);
  await provideModel(name, { say: (line) => console.info(line) });
}
