/** The order of test files: the longest begin first, so that no core waits for one of them at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest on a machine of two cores, in this order; the others come after them. */
export const LONGEST = [
  'test/e2e/accessibility.test.ts',
  'test/integration/bench.test.ts',
  'test/e2e/review.test.ts',
  'test/integration/live/restart.test.ts',
  'test/e2e/trouble.test.ts',
  'test/e2e/devices.test.ts',
  'test/e2e/identity.test.ts',
  'test/e2e/uploads.test.ts',
  'test/integration/analysis/analysis-pool.test.ts',
  'test/e2e/activities.test.ts',
  'test/e2e/clips.test.ts',
  'test/e2e/restart.test.ts',
  'test/integration/recording/session-recording.test.ts',
  'test/integration/uploads/killed.test.ts',
  'test/integration/analysis/live-analyser.test.ts',
  'test/integration/records/crashes.test.ts',
  'test/integration/derived/derived.test.ts',
  'test/e2e/live-review.test.ts',
  'test/e2e/capture.test.ts',
  'test/e2e/supabase-project.test.ts',
  'test/e2e/recording.test.ts',
  'test/integration/uploads/judging.test.ts',
  'test/integration/live/arrivals.test.ts',
  'test/integration/analysis/analysis-rate.test.ts',
  'test/integration/analysis/frame-tap.test.ts',
  'test/integration/analysis/film.test.ts',
  'test/integration/recording/recorded-session.test.ts',
  'test/e2e/firefox.test.ts',
  'test/integration/soak.test.ts',
  'test/e2e/live-layout.test.ts',
  'test/e2e/athlete-pick.test.ts',
];

const rankOf = ({ moduleId }: TestSpecification) => {
  const rank = LONGEST.findIndex((file) => moduleId.endsWith(`/${file}`));
  return rank < 0 ? LONGEST.length : rank;
};

/** Puts the longest first within each group of projects; Vitest alone knows durations only from the run before. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return sorted.toSorted((a, b) => groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b));
  }
}
