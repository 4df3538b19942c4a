import { NTP_EPOCH_MS } from '../../../shared/time/moments.ts';

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
  const ms = report.capturedAt + NTP_EPOCH_MS;
  packet.writeUInt32BE(Math.floor(ms / 1000), 8);
  packet.writeUInt32BE(Math.floor(((ms % 1000) / 1000) * 2 ** 32), 12);
  packet.writeUInt32BE(report.timestamp >>> 0, 16);
  return packet;
}
