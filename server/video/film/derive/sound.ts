import { AV_SAMPLE_FMT_U8, AV_SAMPLE_FMT_U8P, type AVSampleFormat } from 'node-av/constants';
import { avGetSampleFmtName, type CodecContext, type Frame, type Packet } from 'node-av/lib';
import { check } from '../ffmpeg.ts';

/** What FFmpeg's filters must know of the sound that comes. */
export function soundSource({ sampleRate, format, channelLayout }: Frame): string {
  const sample = avGetSampleFmtName(format as AVSampleFormat);
  return `sample_rate=${sampleRate}:sample_fmt=${sample}:channel_layout=${channelLayout.nbChannels}c:time_base=1/${sampleRate}`;
}

/** The frames of sound in a packet, each valid until the next; `null` is the end. */
export function* decodedSound(decoder: CodecContext, packet: Packet | null, frame: Frame): Generator<Frame> {
  if (decoder.sendPacketSync(packet) < 0) return;
  while (decoder.receiveFrameSync(frame) >= 0) {
    yield frame;
    frame.unref();
  }
}

/** So much silence in frames like this one, each valid until the next. Who filters frames takes what is in them. */
export function* silence(like: Frame, ms: number): Generator<Frame> {
  for (let left = Math.round((ms * like.sampleRate) / 1_000); left > 0; left -= like.nbSamples) {
    const frame = like.clone();
    if (!frame) throw new Error('FFmpeg can’t copy a frame of sound');
    try {
      check(frame.makeWritable(), 'copy a frame of sound');
      // Samples of 8 bits have their middle at 128.
      const middle = frame.format === AV_SAMPLE_FMT_U8 || frame.format === AV_SAMPLE_FMT_U8P ? 128 : 0;
      for (const plane of frame.data ?? []) plane.fill(middle);
      frame.nbSamples = Math.min(like.nbSamples, left);
      yield frame;
    } finally {
      frame.free();
    }
  }
}
