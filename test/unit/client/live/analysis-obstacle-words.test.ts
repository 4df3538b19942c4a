import { describe, expect, it } from 'vitest';
import { explainAnalysisObstacle } from '../../../../client/live/analysis-obstacle-words.ts';
import { obstacleReasonSchema } from '../../../../shared/contract/analysis-obstacle.ts';

describe('why nothing is counted', () => {
  it.each(obstacleReasonSchema.options)('is said for “%s” with what to do, differently for each reason', (reason) => {
    const { title, advice } = explainAnalysisObstacle(reason, true);
    expect(title).toMatch(/^Nothing is counted: .+\.$/);
    expect(advice).toMatch(/\.$/);
    const titles = obstacleReasonSchema.options.map((each) => explainAnalysisObstacle(each, true).title);
    expect(titles.filter((each) => each === title)).toHaveLength(1);
  });

  it('speaks to the athlete of their own camera, and to coaches of the athlete’s', () => {
    expect(explainAnalysisObstacle('too-large', true).advice).toContain('your camera');
    expect(explainAnalysisObstacle('too-large', false).advice).toContain('the athlete’s camera');
  });
});
