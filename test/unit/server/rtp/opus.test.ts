import { describe, expect, it } from 'vitest';
import { isOpusSilence, OPUS_SILENCE, opusDurationMs } from '../../../../server/rtp/opus.ts';
import { soundClip } from '../../../support/rtp/sound-clip.ts';

describe('an Opus packet', () => {
  it.each([
    { name: 'one frame of SILK, 60 ms', bytes: [0x18], durationMs: 60 },
    { name: 'one hybrid frame, 20 ms', bytes: [0x68], durationMs: 20 },
    { name: 'one frame of CELT, 2.5 ms', bytes: [0xe0], durationMs: 2.5 },
    { name: 'two frames of 20 ms', bytes: [0xf9], durationMs: 40 },
    { name: 'six frames of 20 ms', bytes: [0xfb, 6], durationMs: 120 },
    { name: 'more than 120 ms', bytes: [0xfb, 7], durationMs: undefined },
    { name: 'no frames', bytes: [0xfb, 0], durationMs: undefined },
    { name: 'a number of frames that is missing', bytes: [0xfb], durationMs: undefined },
    { name: 'nothing', bytes: [], durationMs: undefined },
  ])('of $name says how long it sounds', ({ bytes, durationMs }) => {
    expect(opusDurationMs(Buffer.from(bytes))).toBe(durationMs);
  });

  it('as an encoder makes it sounds 20 ms, and is no silence of ours', () => {
    for (const packet of soundClip(0.5)) {
      expect(opusDurationMs(packet)).toBe(20);
      expect(isOpusSilence(packet)).toBe(false);
    }
  });

  it('of silence sounds as long as it says', () => {
    for (const { data, durationMs } of OPUS_SILENCE) {
      expect(opusDurationMs(data)).toBe(durationMs);
      expect(isOpusSilence(data)).toBe(true);
    }
  });
});
