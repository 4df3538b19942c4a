/** Makes one file with an index of what the browser’s recorder wrote, since nobody can go to a place in what it writes. */
import {
  BlobSource,
  BufferTarget,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  Input,
  MATROSKA,
  MP4,
  Mp4OutputFormat,
  OGG,
  Output,
  WEBM,
} from 'mediabunny';
import { LESSON_SOUND_TYPE } from '../../shared/contract/lessons.ts';

export interface JoinedVoice {
  readonly sound: Blob;
  /** How long each segment sounds, ms. The next one begins there. */
  readonly segmentMs: readonly number[];
}

/**
 * The sound itself is not changed.
 * @param segments as they were recorded; the end of one may be missing
 * @throws Error when nothing of it can be read
 */
export async function joinVoice(segments: readonly Blob[]): Promise<JoinedVoice> {
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target: new BufferTarget() });
  const segmentMs: number[] = [];
  let source: EncodedAudioPacketSource | undefined;
  let begin = 0;
  for (const segment of segments) {
    const input = new Input({ source: new BlobSource(segment), formats: [WEBM, MATROSKA, MP4, OGG] });
    try {
      const track = await input.getPrimaryAudioTrack();
      const codec = await track?.getCodec();
      const config = await track?.getDecoderConfig();
      if (!track || !codec || !config) throw new Error('the recorded sound can’t be read');
      if (!source) {
        source = new EncodedAudioPacketSource(codec);
        output.addAudioTrack(source);
        await output.start();
      }
      let [first, end]: [number | undefined, number] = [undefined, 0];
      for await (const packet of readable(new EncodedPacketSink(track))) {
        first ??= packet.timestamp;
        const since = packet.timestamp - first;
        end = since + packet.duration;
        await source.add(packet.clone({ timestamp: begin + since }), { decoderConfig: config });
      }
      segmentMs.push(end * 1_000);
      begin += end;
    } finally {
      input.dispose();
    }
  }
  await output.finalize();
  const { buffer } = output.target;
  if (!buffer || begin === 0) throw new Error('nothing was recorded');
  return { sound: new Blob([buffer], { type: LESSON_SOUND_TYPE }), segmentMs };
}

/** Packets up to where the recording broke off. */
async function* readable(sink: EncodedPacketSink): AsyncGenerator<EncodedPacket> {
  let before: EncodedPacket | null = null;
  for (;;) {
    try {
      before = before ? await sink.getNextPacket(before) : await sink.getFirstPacket();
    } catch (error) {
      if (!before) throw error;
      console.info('sideline: the end of a recording is missing:', error);
      return;
    }
    if (!before) return;
    yield before;
  }
}
