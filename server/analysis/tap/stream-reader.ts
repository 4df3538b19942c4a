import type { RateReason } from '../../../shared/contract/latency.ts';
import type { SampledStream, SamplerCounts } from '../../video/sampler.ts';
import type { AthletePlace, Place } from '../athlete-place.ts';

/** What a reader tells about a stream; `Frame` is what it makes of each picture. */
export interface StreamEvents<Frame> {
  onPose(frame: Frame): void;
  /** Frames are held back until the publisher sends a key frame. */
  onKeyFrameNeeded(): void;
  /** Another reader has more time for this stream: it is worth being opened there, and closed here once that is done. */
  onBetterElsewhere(reader: StreamReader<Frame>): void;
  /** The reader can't read the stream any more; it is closed and may be opened anew. Once at most. */
  onLost(reason: Error, cause: LossCause): void;
}

/**
 * Why a stream was lost: the reader ended for another reason (`reader`), ended while it worked on this very stream
 * (`suspected`), or refuses the stream (`refused`).
 */
export type LossCause = 'reader' | 'suspected' | 'refused';

/** How often a stream's pictures are looked at now, and what decided that. */
export interface ReadRate {
  readonly framesPerSecond: number;
  readonly reason: RateReason;
  /** A model that is less exact looks, since there is too much to do for the usual one. */
  readonly lightModel: boolean;
}

/** A stream that is being read. */
export interface ReadStream {
  /** UDP port on 127.0.0.1 that it is read from. */
  readonly port: number;
  /** As last reported; `undefined` in its first moments. */
  readonly counts: SamplerCounts | undefined;
  /** As last reported; `undefined` in its first moments. */
  readonly rate: ReadRate | undefined;
  /** To be called when the publisher resumes after a pause. */
  restart(): void;
  /**
   * Takes whoever is at this place of the next picture for the athlete.
   *
   * @returns Whether somebody is there; nothing changes otherwise.
   * @throws SidelineError `media_unavailable` when no picture comes, or the stream is lost or closed.
   */
  pick(place: Place): Promise<boolean>;
  /** Ends the events at once. May be called twice. */
  close(): void;
}

/** Whoever reads the streams that are tapped: the analysis pool, as the tap knows it. */
export interface StreamReader<Frame> {
  /** Pictures with a longer side than this, in px, show it nothing more. */
  readonly pictureSide: number;
  /**
   * @param athlete Who it is, when they were followed before.
   * @throws SidelineError `media_unavailable` when it can't take the stream now.
   */
  open(stream: SampledStream, events: StreamEvents<Frame>, athlete?: AthletePlace): Promise<ReadStream>;
}
