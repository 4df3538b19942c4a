/** Which encodings a camera is sent in, so that the server can give every watcher and the analysis its own size. */

export interface Encoding {
  scaleResolutionDownBy: number;
  /** Bits a second. */
  maxBitrate: number;
  scalabilityMode: string;
}

/** Browsers send no third layer from captures smaller than this; it would have too few pixels to be of use anyway. */
const THREE_LAYERS_FROM = { width: 960, height: 540 };

/** Three temporal layers let the server halve the frame rate twice without asking the sender for anything. */
const TEMPORAL_LAYERS = 'L1T3';

/** Simulcast encodings for a capture of this size in px, the smallest first; turned captures count like upright ones. */
export function simulcastEncodings({ width, height }: { width: number; height: number }): Encoding[] {
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  const ladder =
    long >= THREE_LAYERS_FROM.width && short >= THREE_LAYERS_FROM.height
      ? [
          { scaleResolutionDownBy: 4, maxBitrate: 200_000 },
          { scaleResolutionDownBy: 2, maxBitrate: 700_000 },
          { scaleResolutionDownBy: 1, maxBitrate: 2_500_000 },
        ]
      : [
          { scaleResolutionDownBy: 2, maxBitrate: 300_000 },
          { scaleResolutionDownBy: 1, maxBitrate: 1_200_000 },
        ];
  return ladder.map((encoding) => ({ ...encoding, scalabilityMode: TEMPORAL_LAYERS }));
}
