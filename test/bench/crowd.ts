/**
 * `npm run bench -- crowd`: pictures with several people: how often the athlete is the one
 * who is followed, and what a frame costs. docs/pose-engines.md describes the method.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { z } from 'zod';
import { createPoseEstimator, MODEL_NAMES, type ModelName } from '../../server/analysis/engines/engines.ts';
import type { PoseEstimator } from '../../server/analysis/pose-estimator.ts';
import { encodeClip } from '../support/rtp/clip.ts';
import { picturesOfScene, SCENE_RATE, SCENE_SIZE, scenes } from '../support/scenes.ts';
import { type SceneFigures, Watcher } from './crowd/watcher.ts';
import { runBenchmark } from './support/benchmark.ts';

interface CrowdFigures {
  readonly checkout: string;
  readonly scenes: SceneFigures[];
}

const optionsSchema = z.object({ model: z.enum(MODEL_NAMES), against: z.string().optional() });

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- crowd')
    .description('Pictures with several people: how often the athlete is followed, and what a frame costs.')
    .option('--model <name>', 'which model', MODEL_NAMES[0])
    .option('--against <folder>', 'another checkout, whose engine looks at the same pictures in turn');
  await runBenchmark(args, { command, options: optionsSchema, measure, print });
}

type Figures = { model: ModelName; figures: CrowdFigures[] };

async function measure({ model, against }: z.infer<typeof optionsSchema>): Promise<Figures> {
  const estimators = new Map([['this', await createPoseEstimator({ engine: 'onnx', model })]]);
  if (against) estimators.set(against, await estimatorOf(against, model));
  const figures = await figuresOf(estimators);
  for (const estimator of estimators.values()) await estimator.close();
  return { model, figures };
}

async function estimatorOf(folder: string, model: ModelName): Promise<PoseEstimator> {
  const engines = pathToFileURL(resolve(folder, 'server/analysis/engines/engines.ts')).href;
  const { createPoseEstimator: create }: { createPoseEstimator: typeof createPoseEstimator } = await import(engines);
  return await create({ engine: 'onnx', model });
}

/** All look at a frame before any looks at the next, so that what else the machine does falls on all alike. */
async function figuresOf(estimators: ReadonlyMap<string, PoseEstimator>): Promise<CrowdFigures[]> {
  const figures = Array.from(estimators.keys(), (checkout): CrowdFigures => ({ checkout, scenes: [] }));
  for (const scene of scenes()) {
    const pictures = picturesOfScene(scene);
    const clip = encodeClip({
      codec: 'vp8',
      size: SCENE_SIZE,
      framesPerSecond: SCENE_RATE,
      bitRate: 500_000,
      pictures,
    });
    const watchers = Array.from(estimators.values(), (estimator) => new Watcher(scene, estimator));
    for (const [index, { data }] of clip.frames.entries()) {
      for (const watcher of watchers) await watcher.look(data, (index * 1000) / SCENE_RATE);
    }
    for (const [at, watcher] of watchers.entries()) figures[at]?.scenes.push(watcher.close());
  }
  return figures;
}

function print({ figures }: Figures): void {
  const percent = (share: number) => (100 * share).toFixed(1);
  console.table(
    figures.flatMap(({ checkout, scenes }) =>
      scenes.map(({ scene, right, wrong, end, ms }) => ({
        checkout,
        scene,
        'athlete followed (%)': percent(right),
        'another followed (%)': percent(wrong),
        'at the end': end,
        'ms mean': ms.mean.toFixed(2),
        'ms p95': ms.p95.toFixed(1),
      })),
    ),
  );
}
