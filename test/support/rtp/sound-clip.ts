import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_SAMPLE_FMT_S16,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  FF_ENCODER_LIBOPUS,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, Rational } from 'node-av/lib';

const RATE = 48_000;
const CHANNELS = 2;
/** Length of a packet of sound, ms, as browsers send it. */
export const SOUND_PACKET_MS = 20;
const SAMPLES = (RATE * SOUND_PACKET_MS) / 1000;

/** Encodes a rising tone as a microphone would send it: Opus packets of 20 ms, no two of them alike. */
export function soundClip(seconds: number): Buffer[] {
  const codec = Codec.findEncoderByName(FF_ENCODER_LIBOPUS);
  if (!codec) throw new Error('FFmpeg has no encoder for Opus');
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.sampleRate = RATE;
  encoder.sampleFormat = AV_SAMPLE_FMT_S16;
  encoder.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
  encoder.timeBase = new Rational(1, RATE);
  encoder.bitRate = 32_000n;
  check(encoder.open2Sync(codec));
  const frame = new Frame();
  frame.alloc();
  frame.format = AV_SAMPLE_FMT_S16;
  frame.nbSamples = SAMPLES;
  frame.sampleRate = RATE;
  frame.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
  check(frame.getBuffer(0));
  const packet = new Packet();
  packet.alloc();
  const packets: Buffer[] = [];
  try {
    for (let index = 0; index < (seconds * 1000) / SOUND_PACKET_MS; index++) {
      check(frame.makeWritable());
      const [samples] = frame.data ?? [];
      for (let at = 0; at < SAMPLES; at++) {
        const phase = ((index * SAMPLES + at) / RATE) * 2 * Math.PI;
        const sample = Math.round(9_000 * Math.sin(phase * (300 + 7 * index)));
        for (let channel = 0; channel < CHANNELS; channel++)
          samples?.writeInt16LE(sample, (at * CHANNELS + channel) * 2);
      }
      frame.pts = BigInt(index * SAMPLES);
      check(encoder.sendFrameSync(frame));
      for (;;) {
        const result = encoder.receivePacketSync(packet);
        if (result === AVERROR_EAGAIN || result === AVERROR_EOF) break;
        check(result);
        packets.push(Buffer.from(packet.data ?? []));
        packet.unref();
      }
    }
  } finally {
    packet.free();
    frame.free();
    encoder.freeContext();
  }
  return packets;
}

function check(result: number): void {
  if (result < 0) throw new Error(`FFmpeg can't encode sound (${result})`);
}
