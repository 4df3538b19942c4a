/**
 * `npm run bench -- pose`: each pose engine and model on the same frames: time, likeness to a reference, memory.
 * docs/pose-engines.md describes the method.
 */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { ENGINE_NAMES, MODEL_NAMES, type PoseChoice, poseCandidates } from '../../server/analysis/engines/engines.ts';
import { ONNX_MODEL_NAMES } from '../../server/analysis/models/catalogue.ts';
import { provideModel } from '../../server/analysis/models/model-store.ts';
import { type ReferenceClip, referenceClips } from './pose/clips.ts';
import { EngineProcess } from './pose/engine.ts';
import { type ClipFigures, clipFigures, type FoundFrame, inLayout } from './pose/figures.ts';
import { hardClips } from './pose/hard-clips.ts';
import { runBenchmark } from './support/benchmark.ts';

export interface EngineFigures {
  engine: string;
  model: string;
  /** Why it was not measured. */
  missing?: string;
  name?: string;
  loadMs?: number;
  memoryMb?: number;
  clips: ClipFigures[];
}

interface Contender {
  figures: EngineFigures;
  process: EngineProcess;
}

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- pose')
    .description('Each pose engine and model on the same frames: time, likeness to a reference, memory.')
    .option('--part <name>', 'fixed: the clips of the tables; hard: the squat video made hard in many ways', 'fixed')
    .option('--own <file>', 'a model of your own, an .onnx file, beside the others');
  await runBenchmark(args, { command, options: optionsSchema, measure, print });
}

const partSchema = z.enum(['fixed', 'hard']);
type Part = z.infer<typeof partSchema>;
const optionsSchema = z.object({ part: partSchema, own: z.string().optional() });

/** What takes longest is left out where there are many clips. */
const LEFT_OUT_OF_HARD: readonly string[] = ['blazepose-heavy', 'tfjs'];
/** Finds a body in nearly every picture: what would be won where it looks at those in which another finds nobody. */
const FALLBACK = 'movenet-lightning';
const LAYOUT = 'coco17';

async function measure({ part, own }: z.infer<typeof optionsSchema>): Promise<{ engines: EngineFigures[] }> {
  for (const model of ONNX_MODEL_NAMES) await provideModel(model, { say: (line) => console.info(line) });
  const known = ENGINE_NAMES.flatMap((engine) => MODEL_NAMES.map((model) => ({ engine, model }))).filter(
    ({ engine, model }) => part === 'fixed' || ![engine, model].some((name) => LEFT_OUT_OF_HARD.includes(name)),
  );
  const choices: PoseChoice[] = own === undefined ? known : [...known, { file: resolve(own) }];
  return { engines: await figuresOf(part, choices, part === 'hard' ? await hardClips() : await referenceClips()) };
}

/** All engines look at a frame before any looks at the next, so that what else the machine does falls on all alike. */
async function figuresOf(
  part: Part,
  choices: readonly PoseChoice[],
  clips: readonly ReferenceClip[],
): Promise<EngineFigures[]> {
  const engines: EngineFigures[] = [];
  const contenders: Contender[] = [];
  try {
    for (const choice of choices) {
      const [candidate] = poseCandidates(choice);
      if (!candidate) continue;
      const { engine, model } = candidate;
      const figures: EngineFigures = { engine, model, clips: [] };
      engines.push(figures);
      try {
        const process = await EngineProcess.start(choice);
        const { name, loadMs, memoryMb } = process.loaded;
        Object.assign(figures, { name, loadMs, memoryMb });
        contenders.push({ figures, process });
      } catch (error) {
        figures.missing = String(error);
      }
    }
    const pairs = part === 'hard' ? pairsOf(contenders) : [];
    engines.push(...pairs.map(({ figures }) => figures));
    for (const clip of clips) {
      const found = await show(clip, contenders);
      for (const { figures, first, second } of pairs)
        figures.clips.push(clipFigures(clip, secondLooks(first, second, found), LAYOUT));
    }
  } finally {
    for (const { process } of contenders) await process.close();
  }
  return engines;
}

async function show(reference: ReferenceClip, contenders: readonly Contender[]): Promise<Found> {
  const found: Found = new Map(contenders.map((contender) => [contender, []]));
  for (const { process } of contenders) await process.show(reference.clip.codec);
  for (const [index, { data }] of reference.clip.frames.entries()) {
    const at = (index * 1000) / reference.clip.framesPerSecond;
    for (const contender of contenders) found.get(contender)?.push(await contender.process.estimate(data, at));
  }
  for (const [{ figures, process }, frames] of found) {
    figures.clips.push(clipFigures(reference, frames, process.loaded.layout));
  }
  return found;
}

type Found = Map<Contender, FoundFrame[]>;

/** One that looks first, and the fallback, which looks where the first finds nobody. */
interface Pair {
  readonly figures: EngineFigures;
  readonly first: Contender;
  readonly second: Contender;
}

function pairsOf(contenders: readonly Contender[]): Pair[] {
  const second = contenders.find(({ figures }) => figures.model === FALLBACK);
  return contenders.flatMap((first) => {
    const { engine, model } = first.figures;
    if (!second || first === second) return [];
    return [{ figures: { engine, model: `${model}, else ${FALLBACK}`, clips: [] }, first, second }];
  });
}

/** What both would have found together: computed from what each found alone. */
function secondLooks(first: Contender, second: Contender, found: Found): FoundFrame[] {
  const others = found.get(second) ?? [];
  return (found.get(first) ?? []).map((frame, index) => {
    const other = others[index];
    if (frame.keypoints.length > 0 || !other)
      return { ...frame, keypoints: inLayout(frame.keypoints, first.process.loaded.layout, LAYOUT) };
    return { ms: frame.ms + other.ms, readMs: frame.readMs + other.readMs, keypoints: other.keypoints };
  });
}

function print({ engines }: { engines: readonly EngineFigures[] }): void {
  const rows: Record<string, string | number>[] = [];
  for (const { engine, model, missing, name = engine, loadMs = 0, memoryMb = 0, clips } of engines) {
    if (missing !== undefined) rows.push({ engine, model, clip: missing });
    for (const { clip, ms, readMs, meanError, kneeDegrees, lost, right } of clips) {
      rows.push({
        engine: name,
        model,
        clip,
        'ms p50': ms.p50.toFixed(1),
        'ms p95': ms.p95.toFixed(1),
        'reading p50': readMs.p50.toFixed(2),
        'off (% of height)': (100 * meanError).toFixed(2),
        'knee (°)': kneeDegrees.toFixed(1),
        lost,
        'right (%)': (100 * right).toFixed(0),
        'load (ms)': Math.round(loadMs),
        'memory (MB)': Math.round(memoryMb),
      });
    }
  }
  console.table(rows);
}
