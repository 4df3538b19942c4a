/**
 * `npm run bench -- people [--json FILE] [--tracks FOLDER]`: keypoint tracks of people with what is right about them in the folder's
 * `truth.json`: repetitions (exact, within one), what is counted in an hour of people who do something else, faults, and the guess.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type PeopleReport, peopleScores } from './people/scores.ts';

/** Where tracks of people lie beside the project. */
const TRACKS = new URL('../../../shared/data/tracks/', import.meta.url);

export function run(args: string[]): void {
  const { values } = parseArgs({ args, options: { json: { type: 'string' }, tracks: { type: 'string' } } });
  const folder = values.tracks ? new URL(`file://${values.tracks.replace(/\/?$/, '/')}`) : TRACKS;
  const report = peopleScores(folder);
  print(report);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

function print({ tracks, faults, totals }: PeopleReport): void {
  console.table(
    tracks.map(({ file, activity, right, reps, attempts, guess }) => ({
      track: file,
      activity,
      right: right.length === 0 ? '-' : right.join(' or '),
      counted: reps,
      attempts,
      guess,
    })),
  );
  console.table(
    faults.map(({ file, fault, right, told, wrong }) => ({
      track: file,
      fault,
      right,
      told,
      'told, and not there': wrong,
    })),
  );
  const { counted, exact, withinOne, falseReps, idleMinutes, falseRepsAnHour, falseAttempts } = totals;
  console.log(`${exact} of ${counted} exact, ${withinOne} within one`);
  console.log(
    `nothing was done for ${idleMinutes.toFixed(1)} activity-minutes: ${falseReps} repetitions (${falseRepsAnHour.toFixed(1)} an hour), ${falseAttempts} attempts`,
  );
}
