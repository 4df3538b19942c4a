import type { AVSampleFormat } from 'node-av/constants';
import { avGetSampleFmtName, type CodecContext, type Frame, type Packet } from 'node-av/lib';

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
