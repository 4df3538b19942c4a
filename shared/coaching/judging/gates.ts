/** Decides by an activity's gates whether a movement belongs to it at all. */
import type { RepetitionActivity } from '../definition/activity.ts';
import type { Judged } from './judged.ts';
import { windowOf } from './phases.ts';
import { asymmetry, statistic } from './statistics.ts';

type Gates = RepetitionActivity['gates'];

/** What a gate looks at; NaN where it can't be seen. */
function gateValue({ measure, during, stat }: Gates[number], judged: Judged): number {
  if (measure === 'turn-ms') return judged.phases.turn[1] - judged.phases.turn[0];
  const window = windowOf(judged.phases, during);
  const column = judged.column(measure);
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

/** Whether what a gate asks for is there, or need not be; a slight one is not asked of who is in a set. */
function isMet(gate: Gates[number], judged: Judged, value: number): boolean {
  const { phases, inSet } = judged;
  if (gate.slight && (inSet || (gate.during === 'rest' && phases.rest[1] - phases.rest[0] < HELD_MS))) return true;
  return isWithin(gate, judged, value);
}

function areMet(gates: Gates, met: (gate: Gates[number]) => boolean): boolean {
  let missed = 0;
  return gates.every((gate) => met(gate) || (gate.slight && ++missed <= SLIGHT));
}

/** Whether the movement belongs to the activity at all, as far as it can be seen. */
export function passesGates(gates: Gates, judged: Judged): boolean {
  return areMet(gates, (gate) => isMet(gate, judged, gateValue(gate, judged)));
}

/**
 * Whether the movement fails gates only because it is small: what they ask for grows with the movement, and is there for one
 * that goes as far as this.
 */
export function fallsShort(gates: Gates, judged: Judged): boolean {
  const share = Math.min(1, judged.excursion.reach);
  return areMet(gates, (gate) => {
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
