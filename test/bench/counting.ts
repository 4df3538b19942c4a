/**
 * `npm run bench -- counting [--json FILE] [--activity ID] [--failures]`: how exactly the synthetic athlete's repetitions are
 * counted, its faults named and its activities guessed, what is counted where nothing should be, and the cost of a frame.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { faultScores } from './counting/faults.ts';
import { type Cell, countingGrid } from './counting/grid.ts';
import { type GuessTrial, guessTrials } from './counting/guesses.ts';
import { idleCounts } from './counting/idle.ts';

const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)}%`);

export function run(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'string' }, activity: { type: 'string' }, failures: { type: 'boolean' } },
  });
  const { cells, frames, spentMs } = countingGrid(values.activity);
  const faults = faultScores(values.activity);
  const idle = idleCounts(values.activity);
  const guesses = guessTrials(values.activity);
  const totals = { useful: total(cells, true), other: total(cells, false) };
  const idleReps = idle.reduce((sum, { reps }) => sum + reps, 0);
  const usPerFrame = (spentMs * 1000) / Math.max(1, frames);

  console.table(
    cells.map(({ activity, useful, trials, exact, offByOne, turnErrorMs }) => ({
      activity,
      view: useful ? 'useful' : 'other',
      trials,
      exact: percent(exact, trials),
      'off by one': percent(offByOne, trials),
      'turn error (ms)': Math.round(turnErrorMs),
    })),
  );
  console.table(
    faults.map(({ activity, fault, keypoints, right, wrong, missed, precision, recall }) => ({
      activity,
      fault,
      keypoints,
      right,
      wrong,
      missed,
      precision: percent(precision, 1),
      recall: percent(recall, 1),
    })),
  );
  console.table(confusion(guesses));
  const counted = idle.filter(({ reps, attempts, heldMs }) => reps + attempts + heldMs > 0);
  if (counted.length > 0) console.table(counted);
  if (values.failures) for (const cell of cells) for (const line of cell.failures) console.log(cell.activity, line);
  console.log(`useful views: ${percent(totals.useful.exact, totals.useful.trials)} exact of ${totals.useful.trials}`);
  console.log(
    `other views: ${percent(totals.other.offByOne, totals.other.trials)} within one of ${totals.other.trials}`,
  );
  console.log(`counted while nothing was done: ${idleReps}; ${usPerFrame.toFixed(1)} µs a frame`);
  if (values.json) {
    const report = { totals, cells, faults, guesses, idle, idleReps, usPerFrame, frames };
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
}

/** For each activity how often it is recognised, and what it is taken for besides. */
function confusion(guesses: readonly GuessTrial[]) {
  return [...new Set(guesses.map(({ activity }) => activity))].map((activity) => {
    const share = (useful: boolean) => {
      const trials = guesses.filter((trial) => trial.activity === activity && trial.useful === useful);
      return percent(trials.filter(({ guess }) => guess === activity).length, trials.length);
    };
    const wrong = new Map<string, number>();
    for (const { activity: id, guess } of guesses) {
      if (id === activity && guess !== activity) wrong.set(guess, (wrong.get(guess) ?? 0) + 1);
    }
    const taken = [...wrong].map(([guess, times]) => `${guess} ${times}`).join(', ');
    return { activity, 'useful views': share(true), 'other views': share(false), 'taken for': taken };
  });
}

function total(cells: readonly Cell[], useful: boolean) {
  const chosen = cells.filter((cell) => cell.useful === useful);
  const sum = (key: 'trials' | 'exact' | 'offByOne') => chosen.reduce((all, cell) => all + cell[key], 0);
  return { trials: sum('trials'), exact: sum('exact'), offByOne: sum('offByOne') };
}
