import { describe, expect, it } from 'vitest';
import { SoundLane } from '../../../../../server/recording/process/sound-lane.ts';
import { SoundTime, type SyncSource } from '../../../../../server/recording/process/sound-time.ts';
import { MediaClock } from '../../../../../server/rtp/media-clock.ts';
import { senderReports } from '../../../../../server/rtp/sender-reports.ts';
import { senderReport } from '../../../../support/rtp/reports.ts';

const VIDEO = 1;
const SOUND = 2;
/** The sender's clock is this far from the server's, ms. */
const SENDER_AHEAD = 1_700_000_000_000;
/** Where the timestamps of the two streams begin; both wrap around soon. */
const START = { video: 0xffff_f000, sound: 0xffff_0000 };

const videoTimestamp = (ms: number) => (START.video + Math.round(ms * 90)) >>> 0;
const soundTimestamp = (ms: number) => (START.sound + Math.round(ms * 48)) >>> 0;

/** A picture whose frames arrive 50 ms after they were captured, and sound that arrives after 5 ms. */
function aPicture() {
  const clock = new MediaClock();
  const time = new SoundTime(SOUND, { ssrc: VIDEO, clock });
  const frame = (ms: number) => clock.observe(videoTimestamp(ms), ms + 50);
  const packet = (ms: number) => time.arrived(soundTimestamp(ms), ms + 5);
  const anchor = (source: 'capture' | 'report', stream: 'video' | 'sound', ms: number, error = 0) =>
    time.anchor(source, {
      ssrc: stream === 'video' ? VIDEO : SOUND,
      timestamp: stream === 'video' ? videoTimestamp(ms) : soundTimestamp(ms),
      sentAt: SENDER_AHEAD + ms + error,
    });
  return { time, frame, packet, anchor };
}

describe('the time of sound', () => {
  it('is that of the picture which was captured with it, whatever each takes on its way', () => {
    const { time, frame, packet, anchor } = aPicture();
    for (let ms = 0; ms <= 2_000; ms += 20) {
      frame(ms);
      packet(ms);
    }
    anchor('report', 'video', 1_000);
    expect(time.aligned).toBe(false);
    anchor('report', 'sound', 1_100);
    expect(time.aligned).toBe(true);
    expect(time.at(soundTimestamp(1_980))).toBeCloseTo(1_980 + 50, 0);
  });

  it('is that of its arrival until it can be aligned', () => {
    const { time, packet } = aPicture();
    for (let ms = 0; ms <= 2_000; ms += 20) packet(ms);
    expect(time.aligned).toBe(false);
    expect(time.at(soundTimestamp(1_980))).toBeCloseTo(1_985, 0);
  });

  it('takes capture times before reports, which are wrong at first', () => {
    const { time, frame, packet, anchor } = aPicture();
    for (let ms = 0; ms <= 2_000; ms += 20) {
      frame(ms);
      packet(ms);
    }
    anchor('report', 'video', 500, 45);
    anchor('report', 'sound', 500);
    anchor('capture', 'video', 900);
    anchor('capture', 'sound', 1_000);
    anchor('report', 'video', 1_500, 45);
    anchor('report', 'sound', 1_500);
    expect(time.at(soundTimestamp(1_980))).toBeCloseTo(2_030, 0);
  });

  it('is where most reports agree, as some of the SFU’s lie far off', () => {
    const { time, frame, packet, anchor } = aPicture();
    for (let ms = 0; ms <= 2_000; ms += 20) {
      frame(ms);
      packet(ms);
    }
    anchor('report', 'video', 0);
    for (const error of [35, -20, 3, 28, 3.4, 40, -12]) anchor('report', 'sound', 1_000, error);
    expect(time.at(soundTimestamp(1_980))).toBeCloseTo(2_033.4, 0);
    for (let count = 0; count < 10; count += 1) anchor('report', 'sound', 1_000, 60);
    expect(time.at(soundTimestamp(1_980))).toBeCloseTo(2_090, 0);
  });

  it('without a picture is that of its arrival', () => {
    const time = new SoundTime(SOUND);
    for (let ms = 0; ms <= 2_000; ms += 20) time.arrived(soundTimestamp(ms), ms + 5);
    expect(time.aligned).toBe(true);
    expect(time.at(soundTimestamp(1_980))).toBeCloseTo(1_985, 0);
  });
});

/** The same for the same index, 0 up to 1. */
const noise = (index: number) => Math.abs(Math.sin(index * 12.9898) * 43_758.5453) % 1;

/**
 * An hour of picture and sound, from a sender whose clock is `senderPpm` fast and whose sound card is `soundPpm` fast.
 * @param errorOf how far a report of this second lies from the sender's time, ms
 * @returns how far each packet of sound lies from the picture that was captured with it, ms, by when it was captured, ms
 */
function anHour(options: {
  senderPpm: number;
  soundPpm: number;
  source: SyncSource;
  errorOf: (second: number) => number;
}) {
  const { senderPpm, soundPpm, source, errorOf } = options;
  const senderMs = (ms: number) => ms * (1 + senderPpm / 1e6);
  const clock = new MediaClock();
  const time = new SoundTime(SOUND, { ssrc: VIDEO, clock });
  const offsets: { ms: number; offset: number }[] = [];
  let placed = 0;
  const lane = new SoundLane(0, (_data, at) => {
    placed = at;
  });
  const report = (ssrc: number, timestamp: number, capturedAt: number) => {
    for (const each of senderReports(senderReport({ ssrc, timestamp, capturedAt }))) time.anchor(source, each);
  };
  const data = Buffer.of(0xf8, 1);
  for (let index = 0; index * 20 < 3_600_000; index += 1) {
    const soundMs = index * 20;
    const ms = soundMs / (1 + soundPpm / 1e6);
    if (index % 2 === 0) clock.observe(videoTimestamp(senderMs(ms)), ms + 50 + 30 * noise(index));
    time.arrived(soundTimestamp(soundMs), ms + 5 + 10 * noise(index));
    if (index % 50 === 0) {
      report(VIDEO, videoTimestamp(senderMs(ms)), SENDER_AHEAD + senderMs(ms) + errorOf(index / 50));
      report(SOUND, soundTimestamp(soundMs), SENDER_AHEAD + senderMs(ms) + errorOf(index / 50 + 0.25));
    }
    const at = time.at(soundTimestamp(soundMs));
    if (at !== undefined && lane.add(data, at, 20)) {
      offsets.push({ ms, offset: placed - (clock.at(videoTimestamp(senderMs(ms))) ?? 0) });
    }
  }
  return offsets;
}

describe('sound and picture over an hour', () => {
  /** Some reports lie where packets arrived, as the SFU's do; all of them at first. */
  const asTheSfu = (second: number) =>
    second < 5 || noise(second) < 0.1 ? 60 * (noise(second + 0.5) - 0.5) : 0.5 * noise(second);
  it.each([
    ['clocks that agree, by reports', { senderPpm: 0, soundPpm: 0, source: 'report', errorOf: asTheSfu }],
    ['a sound card that is fast, by reports', { senderPpm: -100, soundPpm: 100, source: 'report', errorOf: asTheSfu }],
    ['a sound card that is slow, by reports', { senderPpm: 100, soundPpm: -100, source: 'report', errorOf: asTheSfu }],
    [
      'a sound card that is fast, by capture times',
      { senderPpm: 0, soundPpm: 200, source: 'capture', errorOf: () => 0 },
    ],
  ] as const)('stay together: %s', (_name, options) => {
    const offsets = anHour(options);
    expect(offsets.length).toBeGreaterThan(179_000);
    const settled = offsets.filter(({ ms }) => ms > 15_000);
    expect(settled.reduce((most, { offset }) => Math.max(most, Math.abs(offset)), 0)).toBeLessThan(15);
  });
});
