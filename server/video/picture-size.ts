import type { Size } from '../../shared/size.ts';
import type { VideoCodec } from '../rtp/payload-formats.ts';

const VP8_KEY_FRAME_BYTES = 10;
/** 14 bits are the size, the two above them say how to scale it for display. */
const VP8_SIZE_BITS = 0x3fff;

/**
 * The size that a key frame announces, in px, read without decoding it; `undefined` for other frames. H264 announces it in a
 * parameter set, which FFmpeg's own limit (`max_pixels`) checks before it takes memory.
 *
 * VP8: RFC 6386, 9.1.
 */
export function announcedSize(codec: VideoCodec, frame: Buffer): Size | undefined {
  if (codec !== 'vp8' || frame.length < VP8_KEY_FRAME_BYTES || (frame.readUInt8(0) & 1) !== 0) return undefined;
  return { width: frame.readUInt16LE(6) & VP8_SIZE_BITS, height: frame.readUInt16LE(8) & VP8_SIZE_BITS };
}
