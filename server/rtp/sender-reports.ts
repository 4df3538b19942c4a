import { NTP_EPOCH_MS } from '../../shared/time/moments.ts';

/** Says which moment of the sender's clock an RTP timestamp stands for (RFC 3550, 6.4.1). */
export interface SenderReport {
  readonly ssrc: number;
  /** Ms since 1970 by the sender's clock; all streams of one sender share it. */
  readonly sentAt: number;
  readonly timestamp: number;
}

const SENDER_REPORT = 200;
const HEADER_BYTES = 4;
const SENDER_REPORT_BYTES = 28;

/** The sender reports in a datagram of RTCP packets; none when it is malformed. Never throws. */
export function senderReports(datagram: Buffer): SenderReport[] {
  const reports: SenderReport[] = [];
  for (let at = 0; at + HEADER_BYTES <= datagram.length; ) {
    const end = at + 4 * (datagram.readUInt16BE(at + 2) + 1);
    if (datagram.readUInt8(at) >> 6 !== 2 || end > datagram.length) break;
    if (datagram.readUInt8(at + 1) === SENDER_REPORT && end - at >= SENDER_REPORT_BYTES) {
      const seconds = datagram.readUInt32BE(at + 8);
      const fraction = datagram.readUInt32BE(at + 12) / 2 ** 32;
      reports.push({
        ssrc: datagram.readUInt32BE(at + 4),
        sentAt: (seconds + fraction) * 1_000 - NTP_EPOCH_MS,
        timestamp: datagram.readUInt32BE(at + 16),
      });
    }
    at = end;
  }
  return reports;
}
