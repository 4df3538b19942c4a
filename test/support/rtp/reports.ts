import { NTP_EPOCH_MS } from '../../../shared/time/moments.ts';

/** Id of the header extension abs-capture-time in what is replayed. */
export const CAPTURE_TIME_ID = 3;

/** Moments as NTP writes them: seconds since 1900 and their fraction, 32 bits each. */
function ntp(epochMs: number): Buffer {
  const ms = epochMs + NTP_EPOCH_MS;
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(Math.floor(ms / 1000), 0);
  bytes.writeUInt32BE(Math.floor(((ms % 1000) / 1000) * 2 ** 32), 4);
  return bytes;
}

/** The capture time of a packet as browsers send it about once a second, ms since 1970. */
export const captureTime = (capturedAt: number) => ({ id: CAPTURE_TIME_ID, payload: ntp(capturedAt) });

/**
 * An RTCP sender report as publishers send one each second (RFC 3550, 6.4.1).
 *
 * @param capturedAt by the publisher's clock, ms since 1970, for the timestamp
 */
export function senderReport(report: { ssrc: number; capturedAt: number; timestamp: number }): Buffer {
  const packet = Buffer.alloc(28);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(200, 1);
  packet.writeUInt16BE(6, 2);
  packet.writeUInt32BE(report.ssrc, 4);
  ntp(report.capturedAt).copy(packet, 8);
  packet.writeUInt32BE(report.timestamp >>> 0, 16);
  return packet;
}
