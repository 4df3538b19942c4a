/** Why nothing is counted, in words for people, with what they can do about it. */
import type { ObstacleReason } from '../../shared/contract/analysis-obstacle.ts';
import type { Explanation } from '../explain.ts';

/** @param own whether the reader is the athlete, whose camera it is */
export function explainAnalysisObstacle(reason: ObstacleReason, own: boolean): Explanation {
  const whose = own ? 'your' : 'the athlete’s';
  switch (reason) {
    case 'unavailable':
      return {
        title: 'Nothing is counted: the analysis is not running.',
        advice:
          'The count goes on by itself when it is back. If it stays away, whoever runs the server must look at its log.',
      };
    case 'too-large':
      return {
        title: 'Nothing is counted: the picture is too large.',
        advice: `Set ${whose} camera to fewer pixels, such as 1280 × 720.`,
      };
    case 'too-costly':
      return {
        title: 'Nothing is counted: the video is too much work for the server.',
        advice: `Set ${whose} camera to fewer pixels, or fewer pictures a second.`,
      };
    case 'undecodable':
      return {
        title: 'Nothing is counted: the server can’t read the video.',
        advice: `Turn ${whose} camera off and on again, or use another browser there.`,
      };
    case 'left-alone':
      return {
        title: 'Nothing is counted: the analysis failed at this video.',
        advice: `It is tried again by itself. If that fails, turn ${whose} camera off and on again, or use another camera.`,
      };
  }
}
