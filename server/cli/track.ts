import { createReadStream } from 'node:fs';
import { Command, Option } from 'commander';
import {
  type Activity,
  type CoachingEvent,
  createTrackJudge,
  createTrackReader,
  languageSchema,
  type SessionSummary,
  strictnessSchema,
  TrackError,
} from '../../shared/coaching/index.ts';
import { ACTIVITY_HELP, chosenActivity } from './activity-choice.ts';
import { LineTooLongError, linesOf } from './track/lines.ts';
import { isPrinted, printTrack } from './track/print.ts';
import { UsageError } from './usage-error.ts';

interface TrackOptions {
  activity: string;
  strictness: string;
  language: string;
  json?: true;
}

/** What a track came to. */
interface Judged {
  events: CoachingEvent[];
  summary: SessionSummary;
  /** What was read otherwise than it stands. */
  notes: string[];
}

/** `sideline track FILE`: counts and judges a recorded keypoint track, as the live session would. */
export function trackCommand(): Command {
  return new Command('track')
    .description('count and judge the repetitions of a recorded keypoint track')
    .argument('<file>', 'keypoint track, one JSON value a line (`-` reads standard input)')
    .requiredOption('--activity <activity>', ACTIVITY_HELP)
    .addOption(
      new Option('--strictness <level>', 'how much is asked').choices(strictnessSchema.options).default('standard'),
    )
    .addOption(new Option('--language <code>', 'of the cues').choices(languageSchema.options).default('en'))
    .option('--json', 'print events, summary and notes as one JSON object')
    .action(async (file: string, options: TrackOptions) => {
      try {
        // A mistyped name is refused before a long film is read.
        const activity = await chosenActivity(options.activity);
        const { events, summary, notes } = await judgeFile(file, activity, options);
        for (const note of notes) console.error(`${file}: note: ${note}`);
        if (options.json) console.log(JSON.stringify({ events, summary, notes }));
        else printTrack(events, summary);
      } catch (error) {
        if (!isMendable(error)) throw error;
        console.error(`${file}: ${error.message}`);
        process.exitCode = 1;
      }
    });
}

const isMendable = (error: unknown): error is Error =>
  error instanceof TrackError || error instanceof LineTooLongError || error instanceof UsageError;

/** @throws TrackError and LineTooLongError for a file that is no track, UsageError for one that can't be read or has no frames */
async function judgeFile(file: string, activity: Activity | 'auto', options: TrackOptions): Promise<Judged> {
  const reader = createTrackReader();
  const judge = createTrackJudge(activity, {
    language: languageSchema.parse(options.language),
    strictness: strictnessSchema.parse(options.strictness),
  });
  const events: CoachingEvent[] = [];
  const keep = (found: readonly CoachingEvent[]) => {
    for (const event of found) if (options.json || isPrinted(event)) events.push(event);
  };
  for await (const line of linesOf(chunksOf(file))) keep(judge.add(reader.read(line)));
  keep(judge.add(reader.end()));
  if (judge.frames === 0) throw new UsageError('no frames in it');
  const { events: ended, summary } = judge.finish();
  keep(ended);
  if (!summary) throw new UsageError('no activity could be recognised; name it with --activity');
  return { events, summary, notes: reader.notes() };
}

/** The text of a file or of standard input, piece by piece. @throws UsageError */
async function* chunksOf(file: string): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  input.setEncoding('utf8');
  try {
    for await (const chunk of input) yield String(chunk);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
