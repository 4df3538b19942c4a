import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { senderReports } from '../../../../server/rtp/sender-reports.ts';
import { senderReport } from '../../../support/rtp/reports.ts';

const first = { ssrc: 7, capturedAt: 1_800_000_000_123, timestamp: 0xffff_fff0 };
const second = { ssrc: 8, capturedAt: 1_800_000_001_000, timestamp: 5 };
/** A source description, as stands behind each report. */
const description = Buffer.from([0x81, 202, 0, 2, 0, 0, 0, 7, 1, 1, 0x61, 0]);

describe('sender reports', () => {
  it('are found among the other packets of a datagram', () => {
    const found = senderReports(Buffer.concat([senderReport(first), description, senderReport(second)]));
    expect(found.map(({ ssrc, timestamp }) => ({ ssrc, timestamp }))).toEqual([
      { ssrc: 7, timestamp: 0xffff_fff0 },
      { ssrc: 8, timestamp: 5 },
    ]);
    expect(found[0]?.sentAt).toBeCloseTo(first.capturedAt, 2);
  });

  it('that are cut off are left out', () => {
    const whole = Buffer.concat([senderReport(first), senderReport(second)]);
    for (let length = 0; length < whole.length; length++) {
      expect(senderReports(whole.subarray(0, length))).toHaveLength(length < 28 ? 0 : 1);
    }
  });

  it('are read from whatever comes without an error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void senderReports(Buffer.from(bytes))));
  });
});
