/** Rates one movement that is over, whatever comes of it: its phases, range, side, gates and faults. */
import type { RepetitionActivity } from '../definition/activity.ts';
import type { CoachingEventOf, FoundFault, Strictness, View } from '../events.ts';
import type { Excursion } from './excursion.ts';
import { fallsShort, type Passing, passingOf } from './gates.ts';
import { isDriven, type Judged, peaksOf, rangeOf } from './judged.ts';
import type { Limbs } from './limb-pair.ts';
import { BOTH, LEFT, type MeasureReader, RIGHT } from './measures.ts';
import type { Ruling, Verdict } from './own-range.ts';
import { phasesOf } from './phases.ts';
import { findFaults } from './rules.ts';
import type { Samples } from './samples.ts';
import { asymmetry, rounded } from './statistics.ts';

/** A movement that has been judged, before it is decided what it is. */
export interface Rated {
  lane: number;
  excursion: Excursion;
  limbs: Limbs;
  verdict: Verdict;
  /** It begins or ends in the start position. */
  home: boolean;
  /** It fails the activity's gates; and does so only because it is small. */
  strange: boolean;
  short: boolean;
  passing: Passing;
  faults: { asRepetition: FoundFault[]; asAttempt: FoundFault[] };
  details: Omit<CoachingEventOf<'repetition'>, 'at' | 'index' | 'faults' | 'score'>;
}

/** What a movement is rated by besides itself. */
export interface Circumstances {
  view: View;
  strictness: Strictness;
  /** A repetition was counted a moment ago. */
  inSet: boolean;
}

/** @returns a function that rates a movement while its values are still among the samples. */
export function createRater(activity: RepetitionActivity, measures: MeasureReader, samples: Samples, lanes: number) {
  const { signal: definition, phases: names } = activity;
  const leading = definition.leading ? measures.column(definition.leading) : -1;

  function leadingSide(judged: Judged): number {
    if (leading < 0) return BOTH;
    const [first, end] = samples.rows(judged.phases.turn[0], judged.phases.turn[1]);
    let difference = 0;
    for (let row = first; row < end; row++) {
      const now = samples.value(row, leading + LEFT) - samples.value(row, leading + RIGHT);
      if (!Number.isNaN(now)) difference += now;
    }
    return difference === 0 ? BOTH : difference > 0 ? LEFT : RIGHT;
  }

  return function rate(
    lane: number,
    excursion: Excursion,
    limbs: Limbs,
    { verdict, home }: Ruling,
    circumstances: Circumstances,
  ): Rated {
    const phases = phasesOf(samples, lane, excursion);
    // Limbs that repeat each for itself move one by one, whichever of them a model takes for the other.
    const own = limbs === 'single' || definition.sides === 'each' ? lane : BOTH;
    const judged: Judged = {
      samples,
      phases,
      excursion,
      main: activity.main,
      column: (id) => measures.column(id),
      leading: own,
      own,
      ...circumstances,
    };
    // What drives the count must be seen at the turning point, or nobody knows what was done; in a set the others speak for it.
    const driven = isDriven(definition.parts, judged);
    const unseen = excursion.hidden !== undefined || (!driven && verdict === 'repetition');
    judged.turnHidden = unseen && circumstances.inSet;
    if (lanes < 2) judged.leading = leadingSide(judged);
    const side = judged.leading === LEFT ? 'left' : judged.leading === RIGHT ? 'right' : undefined;
    const { min, max } = rangeOf(judged, activity.main);
    const uneven = asymmetry(samples, phases.rep, measures.column(activity.main));
    const passing = driven || judged.turnHidden ? passingOf(activity.gates, judged) : 'not';
    const strange = passing === 'not';
    // What nobody saw is neither good nor bad.
    const rules = judged.turnHidden ? [] : activity.rules;
    return {
      lane,
      excursion,
      limbs,
      verdict,
      home,
      strange,
      short: strange && driven && fallsShort(activity.gates, judged),
      passing,
      faults: {
        asRepetition: findFaults(rules, judged),
        asAttempt: findFaults(
          rules.filter(({ attempts }) => attempts),
          judged,
        ),
      },
      details: {
        type: 'repetition',
        start: rounded(excursion.start),
        turn: rounded((phases.turn[0] + phases.turn[1]) / 2),
        end: rounded(excursion.end),
        phases: {
          [names.out]: rounded(phases.out[1] - phases.out[0]),
          [names.turn]: rounded(phases.turn[1] - phases.turn[0]),
          [names.back]: rounded(phases.back[1] - phases.back[0]),
        },
        range: { measure: activity.main, min, max, span: rounded(max - min) },
        reach: rounded(excursion.reach),
        peaks: peaksOf(activity, judged),
        ...(!Number.isNaN(uneven) && { asymmetry: rounded(uneven) }),
        ...(side && { side }),
      },
    };
  };
}
