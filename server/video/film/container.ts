/** Looks at the outermost boxes of a film's file: which kind it is, and whether all that they announce is there. */
import { type FileHandle, open } from 'node:fs/promises';
import type { FilmFacts } from '../../../shared/contract/film.ts';
import { UnreadableFilm } from './unreadable-film.ts';

export type Container = FilmFacts['container'];

/** Boxes that an MP4 or MOV file begins with. */
const FIRST_BOXES = new Set(['ftyp', 'styp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot']);
const BOX_HEADER_BYTES = 16;
/** A file has few boxes outside of others; a film in pieces has two for each piece. */
const MOST_BOXES = 200_000;

const RIFF = 0x52494646;
/** The beginnings of films that are not read: they have no index that one could rely on, or no times of pictures. */
const OTHER_KINDS: readonly ((start: Buffer) => boolean)[] = [
  // AVI
  (start) => start.readUInt32BE(0) === RIFF && start.toString('latin1', 8, 11) === 'AVI',
  // MPEG program streams
  (start) => start.readUInt32BE(0) === 0x000001ba,
  // MPEG transport streams: packets of 188 bytes, of cameras with four more in front (ISO/IEC 13818-1, 2.4.3.2)
  (start) => start[0] === 0x47 && start[188] === 0x47,
  (start) => start[4] === 0x47 && start[196] === 0x47,
  // WMV (the first half of ASF's header object)
  (start) => start.readUInt32BE(0) === 0x3026b275,
  (start) => start.toString('latin1', 0, 4) === 'FLV\x01',
];
/** As far as their beginnings are looked at. */
const BEGINNING_BYTES = 200;

/** Elements of Matroska, by their ids (RFC 8794, RFC 9559). */
const EBML = 0x1a45dfa3;
const DOC_TYPE = 0x4282;
const SEGMENT = 0x18538067;
const EBML_HEADER_BYTES = 4096;

/**
 * Finds out what kind of film a file is, from its own words; its name does not matter.
 *
 * @throws UnreadableFilm `empty`, `not-video`, `other-kind`; `cut-off` where the file announces more than there is
 */
export async function containerOf(path: string): Promise<{ container: Container; bytes: number }> {
  const file = await open(path, 'r');
  try {
    const { size: bytes } = await file.stat();
    if (bytes === 0) throw new UnreadableFilm('empty');
    const start = await read(file, 0, BEGINNING_BYTES);
    if (start.length >= 4 && start.readUInt32BE(0) === EBML)
      return { container: await matroskaKind(file, bytes), bytes };
    if (!FIRST_BOXES.has(start.toString('latin1', 4, 8))) {
      throw new UnreadableFilm(
        OTHER_KINDS.some((isIt) => start.length >= 12 && isIt(start)) ? 'other-kind' : 'not-video',
      );
    }
    return { container: await mp4Kind(file, bytes), bytes };
  } finally {
    await file.close();
  }
}

async function mp4Kind(file: FileHandle, bytes: number): Promise<Container> {
  let container: Container = 'mov';
  let hasIndex = false;
  let at = 0;
  for (let box = 0; box < MOST_BOXES && at + 8 <= bytes; box++) {
    const header = await read(file, at, BOX_HEADER_BYTES);
    const type = header.toString('latin1', 4, 8);
    // What recorders leave behind the last box is no part of the film.
    if (!/^[\w ©]{4}$/.test(type)) break;
    const size = boxSize(header, bytes - at);
    if (size === undefined || at + size > bytes) throw new UnreadableFilm('cut-off');
    if (type === 'moov') hasIndex = true;
    if (type === 'ftyp' && header.toString('latin1', 8, 12) !== 'qt  ') container = 'mp4';
    at += size;
  }
  // The index is written last by cameras: a film without one was not finished.
  if (!hasIndex) throw new UnreadableFilm('cut-off');
  return container;
}

/** `undefined` where the header itself is cut off, or makes no sense. */
function boxSize(header: Buffer, left: number): number | undefined {
  const size = header.readUInt32BE(0);
  // It reaches to the end of the file.
  if (size === 0) return left;
  if (size !== 1) return size >= 8 ? size : undefined;
  if (header.length < BOX_HEADER_BYTES) return undefined;
  const long = Number(header.readBigUInt64BE(8));
  return long >= BOX_HEADER_BYTES ? long : undefined;
}

async function matroskaKind(file: FileHandle, bytes: number): Promise<Container> {
  const start = await read(file, 0, EBML_HEADER_BYTES);
  const header = elementAt(start, 0);
  if (!header?.size) throw new UnreadableFilm(bytes < EBML_HEADER_BYTES ? 'cut-off' : 'not-video');
  const docType = find(start, DOC_TYPE, header.content, header.content + header.size);
  const name = docType && start.toString('latin1', docType.content, docType.content + (docType.size ?? 0));
  const segment = find(start, SEGMENT, header.content + header.size, start.length);
  if (!segment) throw new UnreadableFilm(bytes < EBML_HEADER_BYTES ? 'cut-off' : 'not-video');
  // A recording that was not ended has a size that is not known, and plays to where it ends.
  if (segment.size !== undefined && segment.content + segment.size > bytes) throw new UnreadableFilm('cut-off');
  return name === 'webm' ? 'webm' : 'matroska';
}

interface Element {
  readonly id: number;
  /** Where its content begins. */
  readonly content: number;
  /** Absent where it is not known. */
  readonly size?: number;
}

function find(data: Buffer, id: number, from: number, until: number): Element | undefined {
  for (let at = from; at < until; ) {
    const element = elementAt(data, at);
    if (!element || element.id === id) return element;
    if (element.size === undefined) return undefined;
    at = element.content + element.size;
  }
  return undefined;
}

function elementAt(data: Buffer, at: number): Element | undefined {
  const id = variableInteger(data, at, false);
  const size = id && variableInteger(data, at + id.length, true);
  if (!id || !size) return undefined;
  const content = at + id.length + size.length;
  return { id: id.value, content, ...(!size.allOnes && { size: size.value }) };
}

/** An integer whose first byte says by its leading zeros how many bytes it has. */
function variableInteger(data: Buffer, at: number, isSize: boolean) {
  const first = data[at];
  if (first === undefined) return undefined;
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > data.length) return undefined;
  let value = isSize ? first & (0xff >> length) : first;
  for (let index = 1; index < length; index++) value = value * 256 + (data[at + index] ?? 0);
  return { length, value, allOnes: value === 2 ** (7 * length) - 1 };
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
