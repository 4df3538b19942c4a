import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command, Option } from 'commander';
import {
  ACTIVITIES,
  type CoachingEvent,
  createTracker,
  createTrackReader,
  findActivity,
  guessActivity,
  languageSchema,
  type SessionSummary,
  strictnessSchema,
  type TrackEntry,
  TrackError,
} from '../../shared/coaching/index.ts';
import { printTrack } from './track/print.ts';

interface TrackOptions {
  activity: string;
  strictness: string;
  language: string;
  json?: true;
}

/** `sideline track FILE`: counts and judges a recorded keypoint track, as the live session would. */
export function trackCommand(): Command {
  return new Command('track')
    .description('count and judge the repetitions of a recorded keypoint track')
    .argument('<file>', 'keypoint track, one JSON value a line (`-` reads standard input)')
    .requiredOption('--activity <id>', `what is done: ${ACTIVITIES.map(({ id }) => id).join(', ')}, or auto to guess`)
    .addOption(
      new Option('--strictness <level>', 'how much is asked').choices(strictnessSchema.options).default('standard'),
    )
    .addOption(new Option('--language <code>', 'of the cues').choices(languageSchema.options).default('en'))
    .option('--json', 'print events and summary as one JSON object')
    .action(async (file: string, options: TrackOptions) => {
      try {
        checkActivity(options.activity);
        const { events, summary } = judge(await readTrack(file), options);
        if (options.json) console.log(JSON.stringify({ events, summary }));
        else printTrack(events, summary);
      } catch (error) {
        if (!(error instanceof TrackError) && !(error instanceof UsageError)) throw error;
        console.error(`${file}: ${error.message}`);
        process.exitCode = 1;
      }
    });
}

/** Something that the person at the keyboard can mend. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A mistyped name is told before a long film is read. @throws UsageError */
function checkActivity(id: string): void {
  if (id === 'auto' || findActivity(id)) return;
  const known = ACTIVITIES.map((activity) => activity.id).join(', ');
  throw new UsageError(`there is no activity "${id}"; known are ${known}, and auto to guess`);
}

/** @throws TrackError for a line that is no frame, UsageError for a file that can't be read or has no frames */
async function readTrack(file: string): Promise<TrackEntry[]> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  const reader = createTrackReader();
  const entries: TrackEntry[] = [];
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const entry = reader.read(line);
      if (entry) entries.push(entry);
    }
  } catch (error) {
    if (error instanceof TrackError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  if (entries.length === 0) throw new UsageError('no frames in it');
  return entries;
}

function judge(
  entries: readonly TrackEntry[],
  options: TrackOptions,
): { events: CoachingEvent[]; summary: SessionSummary } {
  const id = options.activity === 'auto' ? guessActivity(entries)?.activity : options.activity;
  const activity = id === undefined ? undefined : findActivity(id);
  if (!activity) throw new UsageError('no activity could be recognised; name it with --activity');
  const tracker = createTracker(activity, {
    language: languageSchema.parse(options.language),
    strictness: strictnessSchema.parse(options.strictness),
  });
  const events = entries.flatMap((entry) => ('layout' in entry ? tracker.update(entry) : tracker.missing(entry.at)));
  events.push(...tracker.finish(entries.at(-1)?.at ?? 0));
  return { events, summary: tracker.summary() };
}
