/** Which encodings a camera is sent in, so that the server can give every watcher and the analysis its own size. */

/** What a camera captures. */
export interface CaptureFormat {
  /** px */
  width: number;
  /** px */
  height: number;
  /** Frames a second; undefined while it is not known. */
  frameRate?: number | undefined;
}

/** How large and how often pictures are encoded. */
export interface EncodedFormat {
  scaleResolutionDownBy: number;
  /** Frames a second; absent where the capture has no more than that. */
  maxFramerate?: number;
}

export interface Encoding extends EncodedFormat {
  /** Bits a second. */
  maxBitrate: number;
  scalabilityMode: string;
}

/** Browsers send no third layer from captures smaller than this; it would have too few pixels to be of use anyway. */
const THREE_LAYERS_FROM = { width: 960, height: 540 };

/** Three temporal layers let the server halve the frame rate twice without asking the sender for anything. */
const TEMPORAL_LAYERS = 'L1T3';

/**
 * The longer side of the largest picture that is sent, in px. Cameras give what they have, so that nothing is cropped; more than
 * this costs sender and watchers more than it shows them.
 */
const LONGEST_SENT = 1_280;
/** Frames a second that are sent. Cameras that say 30 may measure a little more. */
const FRAME_RATE = { sent: 30, tolerated: 31 };

/** By how much a capture is scaled down before it is encoded at its largest. */
const reduction = ({ width, height }: CaptureFormat) => Math.max(1, Math.max(width, height) / LONGEST_SENT);

/** Formats of the simulcast layers of a capture, the smallest first; each is half as wide as the next. */
export function encodedFormats(capture: CaptureFormat, layers: number): EncodedFormat[] {
  const { frameRate = 0 } = capture;
  return Array.from({ length: layers }, (_, layer) => ({
    scaleResolutionDownBy: reduction(capture) * 2 ** (layers - 1 - layer),
    ...(frameRate > FRAME_RATE.tolerated && { maxFramerate: FRAME_RATE.sent }),
  }));
}

/** Simulcast encodings for a capture, the smallest first; turned captures count like upright ones. */
export function simulcastEncodings(capture: CaptureFormat): Encoding[] {
  const { width, height } = capture;
  const scale = reduction(capture);
  const [long, short] = [Math.max(width, height) / scale, Math.min(width, height) / scale];
  const bitrates =
    long >= THREE_LAYERS_FROM.width && short >= THREE_LAYERS_FROM.height
      ? [200_000, 700_000, 2_500_000]
      : [300_000, 1_200_000];
  return encodedFormats(capture, bitrates.length).map((format, layer) => ({
    ...format,
    maxBitrate: bitrates[layer] ?? 0,
    scalabilityMode: TEMPORAL_LAYERS,
  }));
}
