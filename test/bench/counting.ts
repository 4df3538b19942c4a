/**
 * `npm run bench -- counting [--json FILE] [--activity ID] [--part PART]… [--round N] [--failures]`: how exactly the synthetic athlete's
 * repetitions are counted (`grid`), its faults named (`faults`) and its activities guessed (`guesses`), what is counted where nothing
 * should be (`idle`, `idle-wild`) or something else is done (`confusion`), what films from the wild do to the count (`wild`), and the cost of a
 * frame. `--round` takes other films for `idle-wild`, so that a gate is not fitted to a few.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { confusions } from './counting/confusion.ts';
import { faultScores } from './counting/faults.ts';
import { type Cell, countingGrid } from './counting/grid.ts';
import { type GuessTrial, guessTrials } from './counting/guesses.ts';
import { type IdleFilming, idleCounts } from './counting/idle.ts';
import { type WildScore, wildCounts } from './counting/wild.ts';

const PARTS = ['grid', 'faults', 'guesses', 'idle', 'idle-wild', 'confusion', 'wild'] as const;
type Part = (typeof PARTS)[number];

const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)}%`);

export function run(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'string' },
      activity: { type: 'string' },
      part: { type: 'string', multiple: true },
      round: { type: 'string', default: '0' },
      failures: { type: 'boolean' },
    },
  });
  const unknown = values.part?.find((part) => !(PARTS as readonly string[]).includes(part));
  if (unknown) throw new Error(`--part: one of ${PARTS.join(', ')}, not ${unknown}`);
  const wanted = (part: Part) => !values.part || values.part.includes(part);
  const round = Number(values.round);
  if (!Number.isInteger(round) || round < 0) throw new Error(`--round: a whole number, not ${values.round}`);
  const failures = values.failures ?? false;
  const report = {
    ...(wanted('grid') && tellGrid(values.activity, failures)),
    ...(wanted('faults') && tellFaults(values.activity)),
    ...(wanted('guesses') && tellGuesses(values.activity)),
    ...(wanted('idle') && tellIdle('clear', values.activity, 0)),
    ...(wanted('idle-wild') && { idleWild: tellIdle('wild', values.activity, round) }),
    ...(wanted('confusion') && tellConfusion(values.activity)),
    ...(wanted('wild') && tellWild(values.activity, failures)),
  };
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

function tellGrid(only: string | undefined, failures: boolean) {
  const { cells, frames, spentMs } = countingGrid(only);
  const totals = { useful: total(cells, true), other: total(cells, false) };
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
  if (failures) for (const cell of cells) for (const line of cell.failures) console.log(cell.activity, line);
  const { useful, other } = totals;
  console.log(`useful views: ${percent(useful.exact, useful.trials)} exact of ${useful.trials}`);
  console.log(`other views: ${percent(other.offByOne, other.trials)} within one of ${other.trials}`);
  console.log(`${usPerFrame.toFixed(1)} µs a frame`);
  return { totals, cells, usPerFrame, frames };
}

function total(cells: readonly Cell[], useful: boolean) {
  const chosen = cells.filter((cell) => cell.useful === useful);
  const sum = (key: 'trials' | 'exact' | 'offByOne') => chosen.reduce((all, cell) => all + cell[key], 0);
  return { trials: sum('trials'), exact: sum('exact'), offByOne: sum('offByOne') };
}

function tellFaults(only: string | undefined) {
  const faults = faultScores(only);
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
  return { faults };
}

function tellGuesses(only: string | undefined) {
  const guesses = guessTrials(only);
  console.table(confusion(guesses));
  return { guesses };
}

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

function tellIdle(filming: IdleFilming, only: string | undefined, round: number) {
  const idle = idleCounts(filming, only, round);
  const idleReps = idle.reduce((sum, { reps }) => sum + reps, 0);
  const counted = idle.filter(({ reps, attempts, heldMs }) => reps + attempts + heldMs > 0);
  if (counted.length > 0) console.table(counted);
  const hours = idle.reduce((sum, { minutes }) => sum + minutes, 0) / 60;
  const idleAttempts = idle.reduce((sum, { attempts }) => sum + attempts, 0);
  const anHour = (count: number) => (count / Math.max(1e-9, hours)).toFixed(2);
  console.log(
    `in ${hours.toFixed(1)} activity-hours without exercise: ${idleReps} repetitions (${anHour(idleReps)} an hour), ${idleAttempts} attempts (${anHour(idleAttempts)} an hour)`,
  );
  return { idle, idleReps, idleAttempts, idleHours: hours };
}

function tellConfusion(only: string | undefined) {
  const confusion = confusions(only);
  const confused = confusion.filter(({ reps, heldMs }) => reps + heldMs > 0);
  if (confused.length > 0) console.table(confused);
  const sum = (key: 'movements' | 'reps' | 'attempts') => confusion.reduce((all, pair) => all + pair[key], 0);
  const [movements, reps, attempts] = [sum('movements'), sum('reps'), sum('attempts')];
  console.log(`of ${movements} movements judged as something else ${reps} were counted, ${attempts} called attempts`);
  return { confusion, confused: { movements, reps, attempts } };
}

function tellWild(only: string | undefined, failures: boolean) {
  const wild = wildCounts(only);
  const row = ({ trials, exact, offByOne, error }: WildScore) => ({
    trials,
    exact: percent(exact, trials),
    'off by one': percent(offByOne, trials),
    'mean error': percent(error, 1),
  });
  console.table(wild.byDisturbance.map((score) => ({ disturbance: score.disturbance, ...row(score) })));
  console.table(wild.byActivity.map((score) => ({ activity: score.activity, ...row(score) })));
  if (failures) for (const line of wild.failures) console.log(line);
  const { trials, exact, offByOne, error } = wild.total;
  console.log(
    `films from the wild: ${percent(exact, trials)} exact, ${percent(offByOne, trials)} within one of ${trials}, off by ${percent(error, 1)} on average`,
  );
  return { wild };
}
