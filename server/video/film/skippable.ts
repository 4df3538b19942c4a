import { AV_CODEC_ID_H264, AV_CODEC_ID_HEVC } from 'node-av/constants';
import type { CodecParameters } from 'node-av/lib';

const never = () => false;

/**
 * How to see, without decoding, that no other frame of a stream refers to an encoded one: where it is not wanted itself,
 * the decoder can do without it. Only H264 and HEVC say so.
 */
export function skippableIn({ codecId, extradata }: CodecParameters): (frame: Buffer) => boolean {
  if (codecId === AV_CODEC_ID_H264) return h264Skippable(extradata);
  if (codecId === AV_CODEC_ID_HEVC) return hevcSkippable(extradata);
  return never;
}

/** ISO/IEC 14496-15, 5.3.3.1 (avcC) and ITU-T H.264, 7.4.1: a slice whose nal_ref_idc is 0 is no reference. */
function h264Skippable(configuration: Buffer | null): (frame: Buffer) => boolean {
  if (configuration?.[0] !== 1 || configuration.length < 7) return never;
  const lengthBytes = ((configuration[4] ?? 0) & 3) + 1;
  return (frame) => {
    for (const header of unitsIn(frame, lengthBytes)) {
      const first = header[0] ?? 0;
      const type = first & 0x1f;
      if (type >= 1 && type <= 5) return (first & 0x60) === 0;
    }
    return false;
  };
}

/**
 * ISO/IEC 14496-15, 8.3.2.1 (hvcC) and ITU-T H.265, 7.4.2.2: pictures of the types 0, 2, … 14 are no references within their
 * temporal layer; in the highest layer nothing else can refer to them.
 */
function hevcSkippable(configuration: Buffer | null): (frame: Buffer) => boolean {
  if (configuration?.[0] !== 1 || configuration.length < 23) return never;
  const layers = ((configuration[21] ?? 0) >> 3) & 7;
  const lengthBytes = ((configuration[21] ?? 0) & 3) + 1;
  if (layers === 0) return never;
  return (frame) => {
    for (const header of unitsIn(frame, lengthBytes)) {
      const type = ((header[0] ?? 0) >> 1) & 0x3f;
      if (type < 32) return type < 16 && type % 2 === 0 && ((header[1] ?? 0) & 7) === layers;
    }
    return false;
  };
}

/** The first bytes of each unit of a frame, which stands behind its length. */
function* unitsIn(frame: Buffer, lengthBytes: number): Generator<Buffer> {
  for (let at = 0; at + lengthBytes + 2 <= frame.length; ) {
    const length = frame.readUIntBE(at, lengthBytes);
    at += lengthBytes;
    yield frame.subarray(at, at + 2);
    at += length;
  }
}
