/** Decides by an activity's gates whether a movement belongs to it at all. */
import type { RepetitionActivity } from '../definition/activity.ts';
import type { Judged } from './judged.ts';
import { windowOf } from './phases.ts';
import { asymmetry, statistic } from './statistics.ts';

type Gates = RepetitionActivity['gates'];

/** How far the way back of a movement lies from its way out, by the value of a column halfway. */
function detour({ samples, phases, excursion }: Judged, column: number): number {
  const halfway = (from: number, to: number) =>
    statistic(samples, [from + (to - from) / 4, to - (to - from) / 4], column, 'mean');
  const { turn } = excursion;
  return Math.abs(halfway(phases.out[0], turn) - halfway(turn, phases.rep[1]));
}

/** What a gate looks at; NaN where it can't be seen. */
function gateValue({ measure, during, stat }: Gates[number], judged: Judged): number {
  if (measure === 'turn-ms') return judged.phases.turn[1] - judged.phases.turn[0];
  const column = judged.column(measure);
  if (stat === 'detour') return detour(judged, column + judged.own);
  const window = windowOf(judged.phases, during);
  return stat === 'asymmetry'
    ? asymmetry(judged.samples, window, column)
    : statistic(judged.samples, window, column + judged.own, stat);
}

function isWithin({ min, max, views, needed }: Gates[number], judged: Judged, value: number): boolean {
  if (views && !views.includes(judged.view)) return true;
  if (Number.isNaN(value)) return !needed;
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

/** So many slight gates may be missed by a movement of the activity. */
const SLIGHT = 1;
/** A start position that was held for a shorter time, ms, is not one that a slight gate may ask for: the film begins in the movement. */
const HELD_MS = 100;

/** Whether what a gate asks for is there, or need not be; nobody who is in a set is asked for slight ones and those of its entry. */
function isMet(gate: Gates[number], judged: Judged, value: number): boolean {
  const { phases, inSet, turnHidden } = judged;
  // Of a movement that turned while nobody was seen, what it came to there and how far it went is not known.
  if (
    turnHidden &&
    (gate.during === 'turn' || gate.stat === 'detour' || (gate.stat === 'range' && gate.min !== undefined))
  )
    return true;
  if (inSet && (gate.slight || gate.entry)) return true;
  if (gate.slight && gate.during === 'rest' && phases.rest[1] - phases.rest[0] < HELD_MS) return true;
  return isWithin(gate, judged, value);
}

/** How many slight gates are missed; more than `SLIGHT` where another one is missed as well. */
function missesOf(gates: Gates, met: (gate: Gates[number]) => boolean): number {
  let missed = 0;
  for (const gate of gates) {
    if (met(gate)) continue;
    if (!gate.slight) return Number.POSITIVE_INFINITY;
    missed++;
  }
  return missed;
}

/** How many gates are missed by a movement that is allowed to be small: what some of them ask for grows with it. */
function missesBySize(gates: Gates, judged: Judged): number {
  const share = Math.min(1, judged.excursion.reach);
  return missesOf(gates, (gate) => {
    const value = gateValue(gate, judged);
    if (isMet(gate, judged, value)) return true;
    if (!gate.grows) return false;
    const rest = gate.stat === 'mean' ? gateValue({ ...gate, during: 'rest' }, judged) : 0;
    const scaled = (limit: number | undefined) => (limit === undefined ? undefined : rest + (limit - rest) * share);
    const [min, max] = [scaled(gate.min), scaled(gate.max)];
    // Without a start position nobody can know how much of it is there.
    if (Number.isNaN(rest)) return false;
    return (min === undefined || value >= min) && (max === undefined || value <= max);
  });
}

/**
 * Whether a movement belongs to the activity, as far as it can be seen: by all that is asked for; by all but one slight gate, which it
 * misses because it is `small`, or anyhow (`hardly`); or not at all.
 */
export type Passing = 'clearly' | 'small' | 'hardly' | 'not';

export function passingOf(gates: Gates, judged: Judged): Passing {
  const missed = missesOf(gates, (gate) => isMet(gate, judged, gateValue(gate, judged)));
  if (missed === 0) return 'clearly';
  if (missed > SLIGHT) return 'not';
  return missesBySize(gates, judged) === 0 ? 'small' : 'hardly';
}

/** Whether a movement fails the gates only because it is small. */
export const fallsShort = (gates: Gates, judged: Judged) => missesBySize(gates, judged) <= SLIGHT;
