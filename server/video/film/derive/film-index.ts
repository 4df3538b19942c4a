import { rename, rm } from 'node:fs/promises';
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { Dictionary, FormatContext, Packet } from 'node-av/lib';
import { type Container, containerOf } from '../container.ts';
import { check } from '../ffmpeg.ts';
import { openFormat } from '../film-input.ts';
import type { Report } from './copies.ts';

/** How FFmpeg calls the format, and how it puts the index before the pictures. */
const OUTPUTS: Readonly<Record<Container, { name: string; options: Record<string, string> }>> = {
  mp4: { name: 'mp4', options: { movflags: '+faststart' } },
  mov: { name: 'mov', options: { movflags: '+faststart' } },
  webm: { name: 'webm', options: { cues_to_front: '1' } },
  matroska: { name: 'matroska', options: { cues_to_front: '1' } },
};
const DEMUXED_WITHOUT_ORDER: ReadonlySet<Container> = new Set(['matroska', 'webm']);
const REPORT_EVERY = 500;

/**
 * Writes a film or recording anew, unchanged, with its length and its index in front, so that any place of it can be sought
 * before it was read as a whole.
 *
 * @throws UnreadableFilm; Error when the disk takes no more
 */
export async function makeIndex(path: string, out: string, report: Report): Promise<void> {
  const { container, bytes } = await containerOf(path);
  const input = await openFormat(path, container);
  const output = new FormatContext();
  const packet = new Packet();
  packet.alloc();
  const { name, options } = OUTPUTS[container];
  try {
    // Matroska does not say in which order pictures are decoded, other formats ask for it: FFmpeg reckons it.
    if (DEMUXED_WITHOUT_ORDER.has(container)) check(await input.findStreamInfo(null), 'look at the streams');
    check(output.allocOutputContext2(null, name, `${out}.part`), 'make a film');
    const streams = input.streams.map((stream) => {
      const copy = output.newStream();
      check(stream.codecpar.copy(copy.codecpar), 'describe a stream');
      copy.codecpar.codecTag = 0;
      copy.timeBase = stream.timeBase;
      return { stream, copy };
    });
    check(await output.openOutput(), 'open the film’s file');
    check(await output.writeHeader(Dictionary.fromObject(options)), 'begin the film');
    for (let packets = 0; input.readFrameSync(packet) >= 0; packets++) {
      const at = streams[packet.streamIndex];
      if (at && packet.pts !== AV_NOPTS_VALUE) {
        packet.rescaleTs(at.stream.timeBase, at.copy.timeBase);
        if (packets % REPORT_EVERY === 0) report(Math.min(1, Number(packet.pos) / bytes));
        check(await output.interleavedWriteFrame(packet), 'write the film');
      }
      packet.unref();
    }
    check(await output.writeTrailer(), 'write the index');
    await output.closeOutput();
    await rename(`${out}.part`, out);
  } catch (error) {
    await rm(`${out}.part`, { force: true });
    throw error;
  } finally {
    packet.free();
    output.freeContext();
    await input.closeInput();
  }
}
