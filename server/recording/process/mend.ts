/** Makes files whole that a process left when it was killed: their length and index are missing, and the last bytes may be cut off. */
import { rename, rm, stat } from 'node:fs/promises';
import { AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import { Dictionary, FormatContext, Packet } from 'node-av/lib';
import { isOpusSilence } from '../../rtp/opus.ts';
import type { PartFacts } from '../messages.ts';
import { check, STARTED_AT_TAG, WriteError } from './part-file.ts';

const EMPTY = Buffer.alloc(0);

/**
 * Writes the file anew with its index, in its place, or leaves it as it is where that can't be done.
 * @returns what is in it; `undefined` when nothing in it plays
 */
export async function mendPart(path: string): Promise<PartFacts | undefined> {
  const mended = path.replace(/(\.\w+)$/, '.mended$1');
  try {
    const facts = await copyPart(path, mended);
    if (!facts) {
      await rm(mended, { force: true });
      return undefined;
    }
    await rename(mended, path);
    return { ...facts, bytes: (await stat(path)).size };
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    await rm(mended, { force: true });
    return await readPart(path);
  }
}

/** What is in a part; `undefined` when nothing in it plays. */
async function readPart(path: string): Promise<PartFacts | undefined> {
  return await copyPart(path);
}

async function copyPart(path: string, target?: string): Promise<PartFacts | undefined> {
  const input = new FormatContext();
  if ((await input.openInput(path)) < 0) return undefined;
  const packet = new Packet();
  packet.alloc();
  const output = target === undefined ? undefined : outputLike(input, target);
  try {
    const videoIndex = input.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO)?.index;
    const startedAt = Number(input.metadata?.get(STARTED_AT_TAG) ?? 0);
    const { width = 0, height = 0 } = videoIndex === undefined ? {} : (input.streams[videoIndex]?.codecpar ?? {});
    let [endMs, frames, hasSound, packets] = [0, 0, false, 0];
    while ((await input.readFrame(packet)) >= 0) {
      packets += 1;
      endMs = Math.max(endMs, Number(packet.pts + packet.duration));
      if (packet.streamIndex === videoIndex) frames += 1;
      else hasSound ||= !isOpusSilence(packet.data ?? EMPTY);
      if (output) check(await output.writeFrame(packet), 'write');
      packet.unref();
    }
    if (output) check(await output.writeTrailer(), 'write the index');
    if (packets === 0) return undefined;
    const { size } = await stat(path);
    return { startedAt, endedAt: startedAt + endMs, bytes: size, width, height, frames, hasSound };
  } finally {
    packet.free();
    await input.closeInput();
    await output?.closeOutput();
    output?.freeContext();
  }
}

/** @throws WriteError */
function outputLike(input: FormatContext, path: string): FormatContext {
  const output = new FormatContext();
  try {
    check(output.allocOutputContext2(null, path.endsWith('.mkv') ? 'matroska' : 'webm', path), 'choose the format');
    check(output.openOutputSync(), 'open the file');
    for (const { codecpar } of input.streams) check(codecpar.copy(output.newStream().codecpar), 'describe a stream');
    output.metadata = Dictionary.fromObject({ [STARTED_AT_TAG]: input.metadata?.get(STARTED_AT_TAG) });
    check(output.writeHeaderSync(), 'write the header');
    return output;
  } catch (error) {
    output.closeOutputSync();
    output.freeContext();
    throw error;
  }
}
