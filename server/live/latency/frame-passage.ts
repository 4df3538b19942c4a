import { MAX_STAGE_MS } from '../../../shared/contract/latency.ts';
import type { AnalysedFrame, StageTimes } from '../../analysis/messages.ts';

/** What a clock that was compared over a network may be off by, ms; times that are farther off are nonsense. */
export const CLOCK_TOLERANCE_MS = 100;

/** When one analysed frame passed each mark on its way through the server, in ms of the server's clock. */
export interface FramePassage extends StageTimes {
  /** Taken by the athlete's camera; undefined until the athlete's clock is known. */
  readonly captured: number | undefined;
  /** Reached the server's own process. */
  readonly arrived: number;
  readonly coached: number;
  /** Pose and events are with the sockets. */
  readonly sent: number;
}

/**
 * When a frame was captured, ms of the server's clock; undefined where the sender does not tell, or tells what can't be.
 *
 * @param offsetMs what to add to the sender's clock to get the server's, as far as it is known
 */
export function captureTime(
  { capturedAt, times }: Pick<AnalysedFrame, 'capturedAt' | 'times'>,
  offsetMs: number | undefined,
): number | undefined {
  if (capturedAt === undefined || offsetMs === undefined) return undefined;
  const uplink = times.received - (capturedAt + offsetMs);
  return uplink >= -CLOCK_TOLERANCE_MS && uplink <= MAX_STAGE_MS ? capturedAt + offsetMs : undefined;
}

/**
 * Ms that the frame spent in each of `SERVER_STAGES`, in their order; null where that is not known. Never negative: a
 * capture time is only as right as what is known of the athlete's clock.
 */
export function stagesOf(passage: FramePassage): (number | null)[] {
  const { captured, received, decoded, taken, scaled, inferred, arrived, coached, sent } = passage;
  const marks = [captured ?? Number.NaN, received, decoded, taken, scaled, inferred, arrived, coached, sent];
  return marks.slice(1).map((mark, index) => {
    const spent = mark - (marks[index] ?? Number.NaN);
    return Number.isNaN(spent) ? null : Math.max(0, spent);
  });
}
