import { RtpHeader, RtpPacket } from 'werift-rtp';
import type { VideoCodec } from '../../../server/rtp/payload-formats.ts';

/** An element of a packet's header extension (RFC 8285). */
export interface Extension {
  readonly id: number;
  readonly payload: Buffer;
}

/** One encoded frame, H264 as an Annex B byte stream. */
export interface ClipFrame {
  readonly data: Buffer;
  readonly keyFrame: boolean;
  /** Its temporal layer (VP8 only); 0 when left out. */
  readonly layer?: number;
  /** Whether it refers to frames of the lowest layer only, so that a receiver may begin with its layer here. */
  readonly layerSync?: boolean;
}

/** Leaves room for IP, UDP and header extensions in an Ethernet frame. */
const MAX_PAYLOAD_BYTES = 1100;

/**
 * Cuts encoded frames into RTP packets as browsers do. Serialised by `werift-rtp`, so that the project's own parser meets
 * packets that it had no part in.
 */
export class Packetizer {
  readonly #codec: VideoCodec;
  readonly #ssrc: number;
  readonly #payloadType: number;
  #sequenceNumber: number;
  #pictureId = 100;
  #baseIndex = 250;

  constructor(options: { codec: VideoCodec; ssrc: number; payloadType: number; firstSequenceNumber?: number }) {
    this.#codec = options.codec;
    this.#ssrc = options.ssrc;
    this.#payloadType = options.payloadType;
    this.#sequenceNumber = options.firstSequenceNumber ?? 1000;
  }

  /**
   * The packets of one frame; `layer` is its temporal layer (VP8 only).
   *
   * @param extension what the header of the first packet carries
   */
  packetize(frame: ClipFrame, timestamp: number, layer = frame.layer ?? 0, extension?: Extension): Buffer[] {
    const payloads = this.#codec === 'vp8' ? this.#vp8(frame, layer) : h264(frame.data);
    return payloads.map((payload, index) => {
      const header = new RtpHeader({
        payloadType: this.#payloadType,
        ssrc: this.#ssrc,
        timestamp: timestamp >>> 0,
        sequenceNumber: this.#sequenceNumber,
        marker: index === payloads.length - 1,
        ...(extension && index === 0 && { extension: true, extensionProfile: 0xbede, extensions: [extension] }),
      });
      this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
      return new RtpPacket(header, payload).serialize();
    });
  }

  /** RFC 7741: X, then I (15 bits), L and T (with Y). */
  #vp8({ data, layerSync = false }: ClipFrame, layer: number): Buffer[] {
    this.#pictureId = (this.#pictureId + 1) & 0x7fff;
    if (layer === 0) this.#baseIndex = (this.#baseIndex + 1) & 0xff;
    return chunks(data).map((chunk, index) => {
      const descriptor = Buffer.from([
        index === 0 ? 0x90 : 0x80,
        0xe0,
        0,
        0,
        this.#baseIndex,
        (layer << 6) | (layerSync ? 0x20 : 0),
      ]);
      descriptor.writeUInt16BE(0x8000 | this.#pictureId, 2);
      return Buffer.concat([descriptor, chunk]);
    });
  }
}

/** RFC 6184: parameter sets aggregated (STAP-A), large units in fragments (FU-A). */
function h264(data: Buffer): Buffer[] {
  const units = nalUnits(data);
  const isParameterSet = (unit: Buffer) => [7, 8].includes(unit.readUInt8(0) & 0x1f);
  const sets = units.filter(isParameterSet);
  const aggregated = sets.flatMap((unit) => [Buffer.from([unit.length >> 8, unit.length & 0xff]), unit]);
  const first = sets.length > 0 ? [Buffer.concat([Buffer.of(0x78), ...aggregated])] : [];
  return [...first, ...units.filter((unit) => !isParameterSet(unit)).flatMap(fragments)];
}

function fragments(unit: Buffer): Buffer[] {
  if (unit.length <= MAX_PAYLOAD_BYTES) return [unit];
  const header = unit.readUInt8(0);
  const parts = chunks(unit.subarray(1));
  return parts.map((part, index) => {
    const edges = (index === 0 ? 0x80 : 0) | (index === parts.length - 1 ? 0x40 : 0);
    return Buffer.concat([Buffer.of((header & 0xe0) | 28, edges | (header & 0x1f)), part]);
  });
}

/** The units between start codes of 3 or 4 bytes. */
function nalUnits(data: Buffer): Buffer[] {
  const units: Buffer[] = [];
  const code = Buffer.of(0, 0, 1);
  let start = data.indexOf(code);
  while (start >= 0) {
    const next = data.indexOf(code, start + 3);
    let end = next < 0 ? data.length : next;
    while (next >= 0 && data[end - 1] === 0) end -= 1;
    units.push(data.subarray(start + 3, end));
    start = next;
  }
  return units;
}

function chunks(data: Buffer): Buffer[] {
  const count = Math.ceil(data.length / MAX_PAYLOAD_BYTES);
  const size = Math.ceil(data.length / count);
  return Array.from({ length: count }, (_, index) => data.subarray(index * size, (index + 1) * size));
}
