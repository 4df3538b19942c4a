/** What can be known about when a frame on show was captured, from its capture time or at least from its arrival. */
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import { NTP_EPOCH_MS } from '../../shared/time/moments.ts';
import { msBetween, TICKS_PER_MS } from '../../shared/time/rtp-time.ts';

/** Media time, ms of the session, and by how much it may be wrong. */
export interface Believed {
  at: number;
  within: number;
}

/** A frame's time of capture by the athlete's clock, ms since the epoch. */
export interface Captured {
  at: number;
  within: number;
}

/** Capture times sent along are whole milliseconds. */
const SENT_WITHIN_MS = 2;
/** A picture drawn or taken on this machine is given its time by the browser a little later. */
export const OWN_WITHIN_MS = 20;
/** What networks and buffers add varies by so much. */
const ARRIVED_WITHIN_MS = 60;
/** Capture times further than this from arrival are of a clock that was set meanwhile. */
const PLAUSIBLE_MS = 400;

/**
 * Media time of a frame that was captured at `captured`, by a pose whose capture time is known.
 *
 * @param captureOffset what to add to the pose's RTP timestamp to get its capture time in ticks (see `frameClock`)
 */
export function byCapture(captured: Captured, pose: PosePacket, captureOffset: number): Believed {
  const poseTicks = pose.rtpTimestamp + captureOffset;
  const since = msBetween(poseTicks, Math.round(captured.at * TICKS_PER_MS));
  return { at: pose.at + since, within: captured.within };
}

/** Media time of a frame that arrived at `at` ms of the session, `onTheWay` ms after it passed the server. */
export const byArrival = (at: number, onTheWay: number): Believed => ({ at: at - onTheWay, within: ARRIVED_WITHIN_MS });

/** The better of both, unless they contradict each other. */
export function believe(capture: Believed | undefined, arrival: Believed | undefined): Believed | undefined {
  if (capture && arrival && Math.abs(capture.at - arrival.at) > PLAUSIBLE_MS) return arrival;
  return capture ?? arrival;
}

/** Chromium's extension of `RTCRtpContributingSource` (WebRTC Extensions, 6): NTP time in ms. */
interface CaptureSource extends RTCRtpSynchronizationSource {
  captureTimestamp?: number;
}

/** When the frame of an RTP timestamp was captured, if the sender says so; by its clock, ms since the epoch. */
export function sentCapture(receiver: RTCRtpReceiver, rtpTimestamp: number): Captured | undefined {
  const [source] = receiver.getSynchronizationSources() as CaptureSource[];
  if (!source?.captureTimestamp) return undefined;
  const since = msBetween(source.rtpTimestamp, rtpTimestamp);
  return { at: source.captureTimestamp - NTP_EPOCH_MS + since, within: SENT_WITHIN_MS };
}
