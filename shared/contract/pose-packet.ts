/**
 * The binary form of one frame's keypoints, encoded once for all watchers: a 10-byte header (athlete in 6 bits and layout in 2,
 * number of keypoints, session time, RTP timestamp), then 26 bits a keypoint (x and y as 11 bits each over -0.25..1.25, score as 4 bits over 0..1),
 * big endian, without gaps: 118 bytes for 33 keypoints. A place is right to 0.0004 of the picture, half a px of 1280.
 */
import { type Keypoint, LAYOUTS, type PoseLayout } from '../coaching/index.ts';
import { SidelineError } from './errors.ts';

const HEADER_BYTES = 10;
const LAYOUT_BITS = 2;
const PLACE_BITS = 11;
const SCORE_BITS = 4;
const KEYPOINT_BITS = 2 * PLACE_BITS + SCORE_BITS;
/** How far outside the picture a place may lie; farther ones are moved to this edge. */
const OUTSIDE = 0.25;
const LAYOUT_CODES: readonly PoseLayout[] = ['coco17', 'blazepose33', 'body21'];

export interface PosePacket {
  /** The athlete's number in the session's state, 0 to 63. */
  athlete: number;
  layout: PoseLayout;
  /** Media time of the frame, ms since the session's start. */
  at: number;
  /** RTP timestamp of the frame as the server received it. */
  rtpTimestamp: number;
  /** Empty when nobody was found in the frame. */
  keypoints: Keypoint[];
}

const bytesFor = (keypoints: number) => HEADER_BYTES + Math.ceil((keypoints * KEYPOINT_BITS) / 8);

const quantise = (value: number, bits: number) => Math.round(Math.min(1, Math.max(0, value)) * (2 ** bits - 1));
const quantisePlace = (value: number) => quantise((value + OUTSIDE) / (1 + 2 * OUTSIDE), PLACE_BITS);
const restore = (steps: number, bits: number) => steps / (2 ** bits - 1);
const restorePlace = (steps: number) => restore(steps, PLACE_BITS) * (1 + 2 * OUTSIDE) - OUTSIDE;

export function encodePose({ athlete, layout, at, rtpTimestamp, keypoints }: PosePacket): Uint8Array {
  const packet = new Uint8Array(bytesFor(keypoints.length));
  const view = new DataView(packet.buffer);
  view.setUint8(0, (athlete << LAYOUT_BITS) | LAYOUT_CODES.indexOf(layout));
  view.setUint8(1, keypoints.length);
  view.setUint32(2, Math.max(0, Math.round(at)) >>> 0);
  view.setUint32(6, rtpTimestamp >>> 0);
  const write = bitWriter(packet, HEADER_BYTES);
  for (const { x, y, score } of keypoints) {
    write(quantisePlace(x), PLACE_BITS);
    write(quantisePlace(y), PLACE_BITS);
    write(quantise(score, SCORE_BITS), SCORE_BITS);
  }
  return packet;
}

/** Bytes of the packet that begins here, also where it is cut short; undefined where not even its head is there. */
export const poseBytes = (bytes: Uint8Array): number | undefined => {
  const keypoints = bytes[1];
  return keypoints === undefined ? undefined : bytesFor(keypoints);
};

/** @throws SidelineError `invalid_request` when the packet is cut short or of an unknown layout */
export function decodePose(packet: Uint8Array): PosePacket {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const first = packet.byteLength >= HEADER_BYTES ? view.getUint8(0) : undefined;
  const layout = first === undefined ? undefined : LAYOUT_CODES[first & (2 ** LAYOUT_BITS - 1)];
  const count = layout ? view.getUint8(1) : 0;
  if (
    first === undefined ||
    !layout ||
    (count !== 0 && count !== LAYOUTS[layout].names.length) ||
    packet.byteLength !== bytesFor(count)
  ) {
    throw new SidelineError('invalid_request', 'not a pose packet');
  }
  const read = bitReader(packet, HEADER_BYTES);
  return {
    athlete: first >> LAYOUT_BITS,
    layout,
    at: view.getUint32(2),
    rtpTimestamp: view.getUint32(6),
    keypoints: Array.from({ length: count }, () => ({
      x: restorePlace(read(PLACE_BITS)),
      y: restorePlace(read(PLACE_BITS)),
      score: restore(read(SCORE_BITS), SCORE_BITS),
    })),
  };
}

/** Writes numbers of a few bits (24 at most) one behind the other, the last byte filled up with zeros. */
function bitWriter(bytes: Uint8Array, start: number): (value: number, bits: number) => void {
  let at = start * 8;
  return (value, bits) => {
    for (let left = bits; left > 0; ) {
      const room = 8 - (at % 8);
      const taken = Math.min(room, left);
      left -= taken;
      const part = (value >> left) & ((1 << taken) - 1);
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (part << (room - taken));
      at += taken;
    }
  };
}

/** Reads what a bit writer wrote. */
function bitReader(bytes: Uint8Array, start: number): (bits: number) => number {
  let at = start * 8;
  return (bits) => {
    let value = 0;
    for (let left = bits; left > 0; ) {
      const room = 8 - (at % 8);
      const taken = Math.min(room, left);
      const part = ((bytes[at >> 3] ?? 0) >> (room - taken)) & ((1 << taken) - 1);
      value = (value << taken) | part;
      left -= taken;
      at += taken;
    }
    return value;
  };
}
