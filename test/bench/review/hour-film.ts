/** An hour's film without an hour's work: a minute is encoded once, and its packets are written sixty times. */
import { open } from 'node:fs/promises';
import {
  BufferTarget,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { anAthlete } from '../../../shared/athlete/index.ts';
import type { Size } from '../../../shared/size.ts';
import { renderFilm } from '../../support/film.ts';
import { numberedPictures } from '../../support/numbered-film.ts';

export const FPS = 30;
/** Frames of the piece that is repeated; the numbers in the pictures begin anew with it. */
export const PIECE_FRAMES = 60 * FPS;
const PIECE_SECONDS = PIECE_FRAMES / FPS;

export interface HourFilm {
  readonly size: Size;
  /** From one key frame to the next, in frames. */
  readonly keyEvery: number;
}

/** Writes `minutes` of film (MP4, H264) whose pictures say which they are. */
export async function writeHourFilm(path: string, { size, keyEvery }: HourFilm, minutes: number): Promise<void> {
  const piece = `${path}.piece.mp4`;
  const athlete = anAthlete({ activity: 'squat', reps: Number.POSITIVE_INFINITY, aspect: size.width / size.height });
  await renderFilm(piece, {
    ...{ size, options: { preset: 'ultrafast', g: String(keyEvery), bf: '0' } },
    pictures: numberedPictures(athlete, size, { fps: FPS, seconds: PIECE_SECONDS }),
  });
  const input = new Input({ source: new FilePathSource(piece), formats: [MP4] });
  try {
    const track = await input.getPrimaryVideoTrack();
    const decoderConfig = await track?.getDecoderConfig();
    if (!track || !decoderConfig) throw new Error('the piece of film has no picture');
    const target = new BufferTarget();
    const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
    const source = new EncodedVideoPacketSource('avc');
    output.addVideoTrack(source);
    await output.start();
    const packets: EncodedPacket[] = [];
    for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
    for (let minute = 0; minute < minutes; minute += 1) {
      for (const packet of packets) {
        const timestamp = packet.timestamp + minute * PIECE_SECONDS;
        await source.add(packet.clone({ timestamp }), { decoderConfig });
      }
    }
    await output.finalize();
    const file = await open(path, 'w');
    await file.writeFile(new Uint8Array(target.buffer ?? new ArrayBuffer(0)));
    await file.close();
  } finally {
    input.dispose();
  }
}
