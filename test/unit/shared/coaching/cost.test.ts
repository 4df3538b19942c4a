import { describe, expect, it } from 'vitest';
import { createTracker } from '../../../../shared/coaching/index.ts';
import { activityOf, framesOf } from './perform.ts';

const minute = framesOf({ activity: 'squat', reps: Number.POSITIVE_INFINITY }, { fps: 30, until: 60_000 });

describe('cost', () => {
  it('stays far under the time between two frames', () => {
    const tracker = createTracker(activityOf('squat'));
    for (const frame of minute) tracker.update(frame);
    const before = process.cpuUsage();
    for (const frame of minute) tracker.update({ ...frame, at: frame.at + 60_000 });
    const { user } = process.cpuUsage(before);
    // Measured at 10 to 20 µs; the bound leaves room for a busy machine.
    expect(user / minute.length).toBeLessThan(250);
  });

  it('keeps no log: a quarter of an hour of frames leaves the summary as small as a minute does', () => {
    const tracker = createTracker(activityOf('squat'));
    let size = 0;
    for (let passed = 0; passed < 15; passed++) {
      for (const frame of minute) tracker.update({ ...frame, at: frame.at + passed * 60_000 });
      if (passed === 0) size = JSON.stringify(tracker.summary()).length;
    }
    expect(tracker.state.reps).toBeGreaterThan(250);
    expect(JSON.stringify(tracker.summary()).length).toBeLessThan(size + 400);
  });
});
