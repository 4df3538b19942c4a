import type { VideoFault } from '../../shared/contract/analysis-obstacle.ts';
import type { SampledStream, SamplerCounts } from '../video/sampler.ts';
import type { AthletePlace, Place } from './athlete-place.ts';
import type { AnalysedFrame, StreamRate } from './messages.ts';
import type { EngineDescription } from './pose-estimator.ts';

/** What the rest of the server knows of the analysis: where streams of video go in and analysed frames come out. */
export interface AnalysisPort {
  /** What finds the poses. */
  readonly engine: EngineDescription;
  /** Pictures with a longer side than this, in px, show it nothing more. */
  readonly pictureSide: number;
  /**
   * @param athlete Who it is, when they were followed before.
   * @throws SidelineError `media_unavailable` when it can't take the stream now.
   */
  open(stream: SampledStream, events: StreamEvents, athlete?: AthletePlace): Promise<AnalysedStream>;
}

/** What becomes of a stream. */
export interface StreamEvents {
  onAnalysed(frame: AnalysedFrame): void;
  /** Frames are held back until the publisher sends a key frame. */
  onKeyFrameNeeded(): void;
  /** Another process has more time for this stream: it is worth being opened there, and closed here once that is done. */
  onBetterElsewhere(port: AnalysisPort): void;
  /** The stream can't be analysed any more; it is closed and may be opened anew. Once at most. */
  onLost(reason: Error, cause: LossCause): void;
}

/**
 * Why a stream was lost: its process ended for another reason (`process`), ended while it worked on this very stream
 * (`suspected`), or can't receive the stream (`refused`), perhaps for a fault of the video.
 */
export type LossCause = 'process' | 'suspected' | 'refused' | VideoFault;

/** A stream that is being analysed. */
export interface AnalysedStream {
  /** UDP port on 127.0.0.1 that it is received on. */
  readonly port: number;
  /** As last reported; `undefined` in its first moments. */
  readonly counts: SamplerCounts | undefined;
  /** As last reported; `undefined` in its first moments. */
  readonly rate: StreamRate | undefined;
  /** To be called when the publisher resumes after a pause. */
  restart(): void;
  /**
   * Takes whoever is at this place of the next picture for the athlete.
   *
   * @returns whether somebody is there; nothing changes otherwise.
   * @throws SidelineError `media_unavailable` when no picture comes, or the stream is lost or closed.
   */
  pick(place: Place): Promise<boolean>;
  /** Ends the events at once. May be called twice. */
  close(): void;
}
