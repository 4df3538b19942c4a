/** What all uses of FFmpeg on films share. */
import { AV_LOG_FATAL, AV_OPT_TYPE_INT64 } from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Log, type Stream } from 'node-av/lib';
import { FILM } from '../../limits.ts';

/** What is wrong with a film is said by our own errors; FFmpeg would fill stderr with it. */
Log.setLevel(AV_LOG_FATAL);

/** @throws When `result` says that FFmpeg failed. */
export function check(result: number, what: string): void {
  if (result < 0) throw ffmpegError(what, result);
}

export function ffmpegError(what: string, result: number): Error {
  return new Error(`FFmpeg can't ${what}: ${FFmpegError.strerror(result)} (${result})`);
}

/**
 * Opens a decoder for a stream.
 *
 * @param threads That decode at once. Each holds a picture of its own, and adds one to those that come late.
 * @returns `undefined` when FFmpeg has none, or can't open it with what the stream says of itself.
 */
export function openDecoder(stream: Stream, threads: number): CodecContext | undefined {
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  if (!codec) return undefined;
  const context = new CodecContext();
  context.allocContext3(codec);
  context.parametersToContext(stream.codecpar);
  context.pktTimebase = stream.timeBase;
  context.threadCount = threads;
  context.setOption('max_pixels', BigInt(FILM.picturePixels), AV_OPT_TYPE_INT64);
  if (context.open2Sync(codec) >= 0) return context;
  context.freeContext();
  return undefined;
}
