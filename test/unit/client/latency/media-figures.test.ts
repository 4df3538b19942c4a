import { describe, expect, it } from 'vitest';
import { mediaFigures } from '../../../../client/latency/media-figures.ts';

/** As Chromium reports a transport; a report is a map from id to statistics. */
const aReport = (...stats: object[]) =>
  new Map(stats.map((value, index) => [String(index), value])) as unknown as RTCStatsReport;
const pair = (currentRoundTripTime: number, nominated = true) => ({
  type: 'candidate-pair',
  nominated,
  currentRoundTripTime,
});
const video = (type: 'inbound-rtp' | 'outbound-rtp', frameWidth: number, more: object = {}) => ({
  type,
  kind: 'video',
  frameWidth,
  frameHeight: (frameWidth * 3) / 4,
  framesPerSecond: 30,
  ...more,
});

describe('the figures of our media', () => {
  it('are the round trip of the path in use and the athlete’s picture, not the coach’s', () => {
    const report = aReport(
      pair(0.002, false),
      pair(0.021),
      video('inbound-rtp', 320, { trackIdentifier: 'coach' }),
      video('inbound-rtp', 640, { trackIdentifier: 'athlete' }),
      { type: 'inbound-rtp', kind: 'audio', trackIdentifier: 'athlete' },
    );
    expect(mediaFigures([report], 'athlete')).toEqual({
      roundTripMs: 21,
      received: { width: 640, height: 480, framesPerSecond: 30 },
      sent: [],
    });
  });

  it('are the layers that are sent, the smallest first, without those at rest', () => {
    const resting = { type: 'outbound-rtp', kind: 'video', frameWidth: 1280, frameHeight: 960 };
    const { sent } = mediaFigures(
      [aReport(video('outbound-rtp', 640), video('outbound-rtp', 320), resting)],
      undefined,
    );
    expect(sent.map(({ width }) => width)).toEqual([320, 640]);
  });

  it('are empty where there is nothing yet', () => {
    expect(mediaFigures([], undefined)).toEqual({ roundTripMs: undefined, received: undefined, sent: [] });
    expect(mediaFigures([aReport({ type: 'candidate-pair', nominated: true })], 'x').roundTripMs).toBeUndefined();
  });
});
