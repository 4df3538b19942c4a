/**
 * How a codec's frame is spread over RTP payloads: VP8 (RFC 7741) and H264 (RFC 6184, packetization modes 0 and 1).
 *
 * `werift-rtp` reads these formats too, but leaves out VP8's temporal layer and the key frames inside aggregated
 * H264 packets, both needed after a loss, and throws on truncated payloads.
 */

export type VideoCodec = 'vp8' | 'h264';

/** Where a VP8 frame stands among the temporal layers; known only when the publisher sends it. */
export interface TemporalPosition {
  /** 0 is the base layer. */
  readonly layer: number;
  /** Running number of base layer frames, 8 bits (TL0PICIDX). */
  readonly baseIndex: number;
}

/** What one RTP payload adds to its frame. */
export interface PayloadPiece {
  /** Bytes for the decoder, in order. */
  readonly data: readonly Buffer[];
  /** Whether a frame begins here; else it continues one. */
  readonly startsFrame: boolean;
  readonly keyFrame: boolean;
  readonly temporal?: TemporalPosition;
}

/** Reads one payload; `undefined` when it is malformed. Never throws. */
export type PayloadReader = (payload: Buffer) => PayloadPiece | undefined;

/** VP8's payload descriptor (RFC 7741, 4.2). */
export const readVp8Payload: PayloadReader = (payload) => {
  const first = payload[0];
  if (first === undefined) return undefined;
  let offset = 1;
  let temporal: TemporalPosition | undefined;
  if (first & 0x80) {
    const extension = payload[offset++];
    if (extension === undefined) return undefined;
    const has = {
      pictureId: extension & 0x80,
      baseIndex: extension & 0x40,
      layer: extension & 0x20,
      key: extension & 0x10,
    };
    if (has.pictureId) offset += (payload[offset] ?? 0) & 0x80 ? 2 : 1;
    const baseIndex = payload[offset];
    if (has.baseIndex) offset += 1;
    const layer = payload[offset];
    if (has.layer || has.key) offset += 1;
    if (has.baseIndex && has.layer && baseIndex !== undefined && layer !== undefined) {
      temporal = { layer: layer >> 6, baseIndex };
    }
  }
  const frameHeader = payload[offset];
  if (frameHeader === undefined) return undefined;
  const startsFrame = (first & 0x10) !== 0 && (first & 0x07) === 0;
  const keyFrame = startsFrame && (frameHeader & 0x01) === 0;
  return { data: [payload.subarray(offset)], startsFrame, keyFrame, ...(temporal && { temporal }) };
};

const START_CODE = Buffer.from([0, 0, 0, 1]);
const NAL = { slice: 1, idrSlice: 5, sei: 6, delimiter: 9, stapA: 24, fuA: 28 } as const;

/** H264's NAL units, fragments and aggregates (RFC 6184, 5.6 to 5.8), as an Annex B byte stream. */
export const readH264Payload: PayloadReader = (payload) => {
  const header = payload[0];
  if (header === undefined || payload.length < 2) return undefined;
  const type = header & 0x1f;
  if (type >= NAL.slice && type < NAL.stapA) return wholeUnits([payload]);
  if (type === NAL.stapA) return aggregatedUnits(payload);
  if (type === NAL.fuA) return fragment(payload, header);
  return undefined;
};

export const PAYLOAD_READERS: Record<VideoCodec, PayloadReader> = { vp8: readVp8Payload, h264: readH264Payload };

function wholeUnits(units: readonly Buffer[]): PayloadPiece | undefined {
  const [first] = units;
  if (!first) return undefined;
  return {
    data: units.flatMap((unit) => [START_CODE, unit]),
    startsFrame: beginsPicture(first.readUInt8(0) & 0x1f, first[1]),
    keyFrame: units.some((unit) => (unit.readUInt8(0) & 0x1f) === NAL.idrSlice),
  };
}

function aggregatedUnits(payload: Buffer): PayloadPiece | undefined {
  const units: Buffer[] = [];
  for (let offset = 1; offset < payload.length; ) {
    if (offset + 2 > payload.length) return undefined;
    const size = payload.readUInt16BE(offset);
    const end = offset + 2 + size;
    if (size === 0 || end > payload.length) return undefined;
    units.push(payload.subarray(offset + 2, end));
    offset = end;
  }
  return wholeUnits(units);
}

function fragment(payload: Buffer, indicator: number): PayloadPiece | undefined {
  if (payload.length < 3) return undefined;
  const fragmentHeader = payload.readUInt8(1);
  const type = fragmentHeader & 0x1f;
  const body = payload.subarray(2);
  const keyFrame = type === NAL.idrSlice;
  if ((fragmentHeader & 0x80) === 0) return { data: [body], startsFrame: false, keyFrame };
  const unitHeader = Buffer.of((indicator & 0xe0) | type);
  return { data: [START_CODE, unitHeader, body], startsFrame: beginsPicture(type, body[0]), keyFrame };
}

/** Parameter sets and the like stand before a picture; a slice begins one when its first macroblock is 0 (`ue(v)` 0: one set bit). */
function beginsPicture(type: number, firstByte: number | undefined): boolean {
  if (type >= NAL.sei && type <= NAL.delimiter) return true;
  return (type === NAL.slice || type === NAL.idrSlice) && ((firstByte ?? 0) & 0x80) !== 0;
}
