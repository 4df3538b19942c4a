/**
 * The binary form of one frame's keypoints: a 10-byte header (layout, flags, session time, RTP timestamp), then 5 bytes a
 * keypoint (x and y as 16 bits over -0.5..1.5, score as 8 bits over 0..1), big endian. Encoded once for all watchers.
 */
import { type Keypoint, LAYOUTS, type PoseLayout } from '../coaching/index.ts';
import { SidelineError } from './errors.ts';

const HEADER_BYTES = 10;
const KEYPOINT_BYTES = 5;
const LAYOUT_CODES: readonly PoseLayout[] = ['coco17', 'blazepose33'];

export interface PosePacket {
  layout: PoseLayout;
  /** Media time of the frame, ms since the session's start. */
  at: number;
  /** RTP timestamp of the frame as the server received it. */
  rtpTimestamp: number;
  /** Empty when nobody was found in the frame. */
  keypoints: Keypoint[];
}

const quantise = (value: number) => Math.round(Math.min(1, Math.max(0, (value + 0.5) / 2)) * 0xffff);
const restore = (value: number) => (value / 0xffff) * 2 - 0.5;

export function encodePose({ layout, at, rtpTimestamp, keypoints }: PosePacket): Uint8Array {
  const packet = new Uint8Array(HEADER_BYTES + KEYPOINT_BYTES * keypoints.length);
  const view = new DataView(packet.buffer);
  view.setUint8(0, LAYOUT_CODES.indexOf(layout));
  view.setUint8(1, keypoints.length);
  view.setUint32(2, Math.max(0, Math.round(at)) >>> 0);
  view.setUint32(6, rtpTimestamp >>> 0);
  keypoints.forEach(({ x, y, score }, index) => {
    const offset = HEADER_BYTES + index * KEYPOINT_BYTES;
    view.setUint16(offset, quantise(x));
    view.setUint16(offset + 2, quantise(y));
    view.setUint8(offset + 4, Math.round(Math.min(1, Math.max(0, score)) * 0xff));
  });
  return packet;
}

/** @throws SidelineError `invalid_request` when the packet is cut short or of an unknown layout */
export function decodePose(packet: Uint8Array): PosePacket {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const layout = packet.byteLength >= HEADER_BYTES ? LAYOUT_CODES[view.getUint8(0)] : undefined;
  const count = layout ? view.getUint8(1) : 0;
  if (
    !layout ||
    (count !== 0 && count !== LAYOUTS[layout].names.length) ||
    packet.byteLength !== HEADER_BYTES + KEYPOINT_BYTES * count
  ) {
    throw new SidelineError('invalid_request', 'not a pose packet');
  }
  return {
    layout,
    at: view.getUint32(2),
    rtpTimestamp: view.getUint32(6),
    keypoints: Array.from({ length: count }, (_, index) => {
      const offset = HEADER_BYTES + index * KEYPOINT_BYTES;
      return {
        x: restore(view.getUint16(offset)),
        y: restore(view.getUint16(offset + 2)),
        score: view.getUint8(offset + 4) / 0xff,
      };
    }),
  };
}
