/** `npm run bench -- upload`: how fast a film is judged, by the usual engine and by TensorFlow.js. docs/films.md describes the method. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import {
  analyseFilm,
  type FilmStages,
  type FilmTask,
  type JudgedFilm,
} from '../../server/analysis/film/analyse-film.ts';
import { anAthlete } from '../../shared/athlete/index.ts';
import { findActivity } from '../../shared/coaching/index.ts';
import { athletePictures, renderFilm } from '../support/film.ts';
import { runBenchmark } from './support/benchmark.ts';

const SIZE = { width: 1280, height: 720 };
const FILM_FPS = 30;
const ANALYSED_FPS = 10;
const TEMPO_SECONDS = 2.5;

interface Contender {
  engine: string;
  model: string;
  /** Playing time by the time that judging took. */
  timesRealTime: number;
  /** CPU time for a second of film, ms. */
  cpuMsPerSecond: number;
  /** Where the time went, ms for a second of film. `decode` is waiting for pictures: decoding runs beside the rest. */
  stages: FilmStages;
  reps: number;
}

interface Figures extends Contender {
  /** How much faster than with TensorFlow.js. */
  ratio: number;
  truth: number;
  filmSeconds: number;
  tensorflow: Contender;
}

const options = z.object({
  seconds: z.coerce.number().int().min(10).max(600),
  runs: z.coerce.number().int().min(1).max(9),
});

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- upload')
    .description('How fast a film of 720p is judged, by the usual engine and by TensorFlow.js.')
    .option('--seconds <number>', 'of film', '60')
    .option('--runs <number>', 'of each engine, in turn; the median counts', '3');
  await runBenchmark(args, { command, options, measure, print });
}

async function measure({ seconds, runs }: z.infer<typeof options>): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'sideline-bench-'));
  try {
    const path = join(folder, 'film.mp4');
    const reps = Math.max(1, Math.floor((seconds - 2.5) / TEMPO_SECONDS));
    const athlete = anAthlete({ activity: 'squat', reps, tempo: TEMPO_SECONDS, view: 'front-left', aspect: 16 / 9 });
    const pictures = athletePictures(athlete, SIZE, { fps: FILM_FPS });
    await renderFilm(path, { size: SIZE, pictures, bitRate: 4_000_000 });
    const found = { usual: [] as JudgedFilm[], tensorflow: [] as JudgedFilm[] };
    // In turn, so that what else the machine does falls on both alike.
    for (let run = 0; run < runs; run += 1) {
      found.usual.push(await analyseFilm(taskFor(path, folder, `usual-${run}`)));
      found.tensorflow.push(await analyseFilm(taskFor(path, folder, `tensorflow-${run}`, { engine: 'tfjs' })));
    }
    const usual = contenderOf(found.usual);
    const tensorflow = contenderOf(found.tensorflow);
    return {
      ...usual,
      ratio: usual.timesRealTime / tensorflow.timesRealTime,
      truth: athlete.truth().reps.length,
      filmSeconds: athlete.duration / 1000,
      tensorflow,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function taskFor(path: string, folder: string, name: string, choice: FilmTask['choice'] = {}): FilmTask {
  const activity = findActivity('squat') ?? 'auto';
  return { path, track: join(folder, `${name}.jsonl`), activity, fps: ANALYSED_FPS, choice };
}

/** Of the run that took the middle time. */
function contenderOf(runs: readonly JudgedFilm[]): Contender {
  const sorted = runs.toSorted((a, b) => a.tookMs - b.tookMs);
  const judged = sorted[Math.floor(sorted.length / 2)];
  if (!judged) throw new Error('no film was judged');
  const { facts, tookMs, cpuMs, stages, engine, summary } = judged;
  const seconds = facts.durationMs / 1000;
  const [start, decode, scale, infer, judge] = [
    stages.start / seconds,
    stages.decode / seconds,
    stages.scale / seconds,
    stages.infer / seconds,
    stages.judge / seconds,
  ];
  return {
    engine: engine.name,
    model: engine.model,
    timesRealTime: facts.durationMs / tookMs,
    cpuMsPerSecond: cpuMs / seconds,
    stages: { start, decode, scale, infer, judge },
    reps: summary?.reps ?? 0,
  };
}

function print({ ratio, truth, filmSeconds, tensorflow, ...usual }: Figures): void {
  console.info(
    `${filmSeconds} s of 720p at ${FILM_FPS} a second, ${ANALYSED_FPS} analysed; ${truth} repetitions in it`,
  );
  console.table(
    [usual, tensorflow].map(({ engine, model, timesRealTime, cpuMsPerSecond, stages, reps }) => ({
      engine,
      model,
      'times real time': timesRealTime.toFixed(1),
      'CPU (ms/s)': Math.round(cpuMsPerSecond),
      ...Object.fromEntries(Object.entries(stages).map(([stage, ms]) => [`${stage} (ms/s)`, ms.toFixed(1)])),
      reps,
    })),
  );
  console.info(`${ratio.toFixed(1)} times as fast as with TensorFlow.js`);
}
