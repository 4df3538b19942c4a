import { MAX_STEP_MS } from '../../../shared/contract/latency.ts';
import type { ServerMs } from '../../../shared/time/moments.ts';
import type { HandlingTimes } from '../../analysis/live-analyser.ts';
import type { AnalysedFrame, AnalysisTimes } from '../../analysis/messages.ts';

/** How far a clock that was compared over a network may be off, ms; times further off than that are refused. */
export const CLOCK_TOLERANCE_MS = 100;

/** When one analysed frame passed each mark on its way through the server. */
export interface FramePassage extends AnalysisTimes, HandlingTimes {
  /** Taken by the athlete's camera; undefined until the athlete's clock is known. */
  readonly captured: ServerMs | undefined;
}

/**
 * When a frame was captured; undefined where the sender does not say, or says what cannot be.
 *
 * @param offsetMs what to add to the sender's clock to get the server's; undefined until it is known
 */
export function captureTime(
  { capturedAt, times }: Pick<AnalysedFrame, 'capturedAt' | 'times'>,
  offsetMs: number | undefined,
): ServerMs | undefined {
  if (capturedAt === undefined || offsetMs === undefined) return undefined;
  const uplink = times.received - (capturedAt + offsetMs);
  return uplink >= -CLOCK_TOLERANCE_MS && uplink <= MAX_STEP_MS ? capturedAt + offsetMs : undefined;
}

/**
 * Ms that the frame spent in each of `SERVER_STEPS`, in their order; null where that is not known. Never negative, although
 * a capture time may be: it is only as exact as what is known of the athlete's clock.
 */
export function stepsOf(passage: FramePassage): (number | null)[] {
  const { captured, received, decoded, taken, scaled, inferred, arrived, coached, sent } = passage;
  const marks = [captured ?? Number.NaN, received, decoded, taken, scaled, inferred, arrived, coached, sent];
  return marks.slice(1).map((mark, index) => {
    const spent = mark - (marks[index] ?? Number.NaN);
    return Number.isNaN(spent) ? null : Math.max(0, spent);
  });
}
