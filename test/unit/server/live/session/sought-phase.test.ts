import { describe, expect, it } from 'vitest';
import { isSoughtPhase } from '../../../../../server/live/session/sought-phase.ts';
import { findActivity } from '../../../../../shared/coaching/index.ts';

/** The phases that are sought of those that follow each other. */
function soughtOf(activityId: string, phases: readonly string[]): string[] {
  const activity = findActivity(activityId);
  if (!activity) throw new Error(`There is no activity ${activityId}`);
  return phases.filter((phase, index) => isSoughtPhase(activity, phase, phases[index - 1]));
}

describe('what is sought in a recording', () => {
  it.each([
    ['start and turn of a repetition', ['top', 'down', 'bottom', 'up', 'top'], ['down', 'bottom']],
    ['the way back of one that turned at once', ['top', 'down', 'up', 'top'], ['down', 'up']],
    ['the first phase that is seen, where it is one of those', ['up', 'top', 'down'], ['down']],
  ])('is %s', (_what, phases, sought) => {
    expect(soughtOf('squat', phases)).toEqual(sought);
  });

  it('is each position of what has no repetitions', () => {
    expect(soughtOf('golf-swing', ['address', 'top', 'impact', 'finish'])).toHaveLength(4);
  });
});
