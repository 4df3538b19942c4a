/** RTP's clock for video: 32-bit counts of 90 kHz that wrap around. */
import { TICKS_PER_MS } from '../../shared/time/rtp-time.ts';

/** Ms from one count to another, over a wrap-around too; negative when it is the earlier one. Half a turn (6.6 h) at most. */
export const msBetween = (from: number, to: number): number => ((to - from) | 0) / TICKS_PER_MS;
