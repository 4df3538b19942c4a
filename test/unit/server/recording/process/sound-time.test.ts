import { describe, expect, it } from 'vitest';
import { SoundTime } from '../../../../../server/recording/process/sound-time.ts';
import { MediaClock } from '../../../../../server/rtp/media-clock.ts';

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

  it('takes the middle one of five reports, as those of a busy SFU differ', () => {
    const { time, frame, packet, anchor } = aPicture();
    for (let ms = 0; ms <= 2_000; ms += 20) {
      frame(ms);
      packet(ms);
    }
    anchor('report', 'video', 0);
    for (const error of [35, -20, 3, 0, 28]) anchor('report', 'sound', 1_000, error);
    expect(time.at(soundTimestamp(1_980))).toBeCloseTo(2_033, 0);
    for (const error of [60, 61, 62]) anchor('report', 'sound', 1_000, error);
    expect(time.at(soundTimestamp(1_980))).toBeCloseTo(2_090, 0);
  });

  it('without a picture is that of its arrival', () => {
    const time = new SoundTime(SOUND);
    for (let ms = 0; ms <= 2_000; ms += 20) time.arrived(soundTimestamp(ms), ms + 5);
    expect(time.aligned).toBe(true);
    expect(time.at(soundTimestamp(1_980))).toBeCloseTo(1_985, 0);
  });
});
