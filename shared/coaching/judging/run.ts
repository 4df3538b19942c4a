/**
 * Movements that one alone could not be believed, such as small ones before a set: they are, once three follow each other evenly, as
 * nobody moves by chance, and then as long as the run goes on. They may come out of their order, since some are decided later.
 */
import { type Excursion, returnedOf, sizeOf } from './excursion.ts';

const ALIKE = 3;
/** Sizes in a run differ by no more than this factor: small movements are seen less exactly than whole ones. */
const SIZE = 1.6;
/** So do the times from one turning point to the next, which are seen better than where a small movement begins and ends. */
const SPACING = 1.4;
/** A movement takes at least this share of the time from the one before to it: single ones that are far apart are no run. */
const BUSY = 0.35;
/** Less than this share of the range come back, and it is no movement of its own. */
const RETURNED = 0.6;
/** How many of the newest movements are remembered. */
const NEWEST = 8;

export interface Run<T> {
  /** Takes one more movement; gives those that are believed now and were not before. */
  add(excursion: Excursion, what: T): T[];
}

interface Entry<T> {
  excursion: Excursion;
  what: T;
  believed: boolean;
}

const ratio = (a: number, b: number) => Math.max(a, b) / Math.max(1e-6, Math.min(a, b));
const isWhole = (excursion: Excursion) => returnedOf(excursion) >= RETURNED;

/** Whether a movement goes on with a run; a single one has no rhythm yet. */
function follows(run: readonly Excursion[], excursion: Excursion): boolean {
  const last = run.at(-1);
  const before = run.at(-2);
  if (!last || !isWhole(last) || !isWhole(excursion) || ratio(sizeOf(last), sizeOf(excursion)) > SIZE) return false;
  const spacing = excursion.turn - last.turn;
  if (excursion.end - excursion.start < BUSY * spacing) return false;
  return !before || ratio(last.turn - before.turn, spacing) <= SPACING;
}

/** Whether movements follow each other evenly, in size and in time. */
export function isEvenRun(excursions: readonly Excursion[]): boolean {
  const inOrder = [...excursions].sort((one, other) => one.turn - other.turn);
  return inOrder.every((excursion, index) => index === 0 || follows(inOrder.slice(0, index), excursion));
}

const excursionsOf = (entries: readonly Entry<unknown>[]) => entries.map(({ excursion }) => excursion);

/** Splits movements in order of time into even runs; the last one of a run may be the first one of the next. */
function runsOf<T>(entries: readonly Entry<T>[]): Entry<T>[][] {
  const runs: Entry<T>[][] = [];
  let run: Entry<T>[] = [];
  for (const entry of entries) {
    if (!follows(excursionsOf(run), entry.excursion)) {
      run = run.slice(-1);
      if (!follows(excursionsOf(run), entry.excursion)) run = [];
      runs.push(run);
    }
    run.push(entry);
  }
  return runs;
}

export function createRun<T>(): Run<T> {
  let entries: Entry<T>[] = [];
  return {
    add(excursion, what) {
      entries.push({ excursion, what, believed: false });
      entries.sort((one, other) => one.excursion.turn - other.excursion.turn);
      entries = entries.slice(-NEWEST);
      const even = runsOf(entries).filter(({ length }) => length >= ALIKE);
      const now = entries.filter((entry) => !entry.believed && even.some((run) => run.includes(entry)));
      for (const entry of now) entry.believed = true;
      return now.map((entry) => entry.what);
    },
  };
}
