import { access, constants, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { languageSchema, strictnessSchema } from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import { analyseFilm, type JudgedFilm } from '../analysis/film/analyse-film.ts';
import { hasFonts } from '../analysis/film/overlay/fonts.ts';
import { ACTIVITY_HELP, chosenActivity } from './activity-choice.ts';
import { createProgressLine } from './analyse/progress-line.ts';
import { temporaryTrack } from './analyse/temporary-track.ts';
import { isPrinted, printTrack } from './track/print.ts';
import { UsageError } from './usage-error.ts';

interface AnalyseOptions {
  activity: string;
  strictness: string;
  language: string;
  fps: number;
  json?: true;
  track?: string;
  overlay?: string;
}

/** As in a live session. */
const USUAL_FPS = 15;
const MAX_FPS = 60;
const MS = 1000;

/** `sideline analyse FILE`: judges a film as a live session would be judged. */
export function analyseCommand(): Command {
  return new Command('analyse')
    .description('count and judge the repetitions in a film (MP4, MOV, WebM, MKV)')
    .argument('<file>', 'the film')
    .requiredOption('--activity <activity>', ACTIVITY_HELP)
    .addOption(
      new Option('--strictness <level>', 'how much is asked').choices(strictnessSchema.options).default('standard'),
    )
    .addOption(new Option('--language <code>', 'of the cues').choices(languageSchema.options).default('en'))
    .option('--fps <number>', 'pictures analysed a second, at most', rate, USUAL_FPS)
    .option('--json', 'print events, summary and what the film is as one JSON object')
    .option(
      '--track <file>',
      'write the keypoint track, one JSON value a line; goes on from there after an interruption',
    )
    .option('--overlay <file>', 'write a copy of the film (MP4) with skeleton, angles, count and cues in its pictures')
    .action(async (file: string, options: AnalyseOptions) => {
      const stop = new AbortController();
      const interrupt = () => stop.abort(new UsageError('interrupted'));
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
      try {
        await analyse(file, options, stop.signal);
      } catch (error) {
        if (!(error instanceof UsageError || error instanceof SidelineError)) throw error;
        console.error(`${file}: ${error.message}`);
        process.exitCode = stop.signal.aborted ? 130 : 1;
      } finally {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt);
      }
    });
}

function rate(text: string): number {
  const value = Number(text);
  if (value >= 1 && value <= MAX_FPS) return value;
  throw new InvalidArgumentError(`It is 1 to ${MAX_FPS}.`);
}

async function analyse(file: string, options: AnalyseOptions, signal: AbortSignal): Promise<void> {
  const activity = await chosenActivity(options.activity);
  await checkReadable(file);
  if (options.overlay !== undefined && !(await hasFonts()))
    throw new UsageError('no font is installed, which the overlay writes with; install one, such as fonts-dejavu-core');
  const progress = createProgressLine(process.stderr);
  const track = options.track ?? (await temporaryTrack());
  try {
    const judged = await analyseFilm(
      {
        path: file,
        track,
        activity,
        fps: options.fps,
        ...(options.overlay !== undefined && { overlay: options.overlay }),
        language: languageSchema.parse(options.language),
        strictness: strictnessSchema.parse(options.strictness),
      },
      { onProgress: progress.show, signal },
    );
    progress.end();
    print(judged, options);
  } finally {
    progress.end();
    if (options.track === undefined) await rm(dirname(track), { recursive: true, force: true });
  }
}

/** @throws UsageError */
async function checkReadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** @throws UsageError when there is nothing to print */
function print({ facts, events, summary, frames, engine, tookMs }: JudgedFilm, { json }: AnalyseOptions): void {
  if (!summary) throw new UsageError('no activity could be recognised; name it with --activity');
  if (!json) {
    printTrack(events.filter(isPrinted), summary);
    return;
  }
  const analysis = { frames, engine: engine.name, model: engine.model, seconds: Math.round(tookMs) / MS };
  console.log(JSON.stringify({ events, summary, notes: [], film: facts, analysis }));
}
