import type { VideoFault } from '../../shared/contract/analysis-obstacle.ts';

const SENTENCES: Readonly<Record<VideoFault, string>> = {
  'too-large': 'its pictures are too large',
  'too-costly': 'decoding it takes too long',
  undecodable: 'it can’t be decoded',
};

/** A video that is not decoded any further. */
export class RefusedVideo extends Error {
  readonly fault: VideoFault;

  /** @param details what the log says beside the fault, such as a size */
  constructor(fault: VideoFault, details?: string) {
    super(`The video is refused: ${SENTENCES[fault]}${details ? ` (${details})` : ''}.`);
    this.fault = fault;
  }
}
