/** What `npm test` hands on to vitest. */

/** Unit tests that run models, draw many pictures or play all films: three quarters of the time that unit tests take. */
export const slowTests = [
  'test/unit/server/analysis/pose-estimator.test.ts',
  'test/unit/server/analysis/engines/people/crowded-pictures.test.ts',
  'test/unit/server/analysis/engines/people/near-pictures.test.ts',
  'test/unit/server/analysis/models/model-store.test.ts',
  'test/unit/shared/athlete/athlete.test.ts',
  'test/unit/shared/coaching/cost.test.ts',
  'test/unit/shared/coaching/counting.test.ts',
  'test/unit/shared/coaching/faults.test.ts',
  'test/unit/shared/coaching/track.test.ts',
  'test/unit/shared/coaching/wild.test.ts',
];

/**
 * @param {string[]} given after `npm test --`; a leading `quick` picks the quick set
 * @returns {{ quick: boolean, args: string[] }}
 */
export function testArguments(given) {
  const [first, ...others] = given;
  if (first !== 'quick') return { quick: false, args: given };
  return { quick: true, args: ['--project', 'unit', ...slowTests.flatMap((file) => ['--exclude', file]), ...others] };
}
