import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What an analysis process does with a stream's bytes in native code; two streams may be in work at once. */
export type Work = 'decoding' | 'analysing';

/** Where each kind of work stands in the file, in bytes. */
const PLACES: Readonly<Record<Work, number>> = { decoding: 0, analysing: 4 };
const FILE_BYTES = 8;
const NONE = 0;

/** The descriptor by which the analysis process knows the file: behind the standard streams and the channel to the server. */
export const MARKS_DESCRIPTOR = 4;

/** Notes that work on a stream begins, or, without a stream, that it is over. One small write, about 2 µs. */
export function markWork(work: Work, stream: number | undefined): void {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(stream ?? NONE);
  writeSync(MARKS_DESCRIPTOR, mark, 0, mark.length, PLACES[work]);
}

/**
 * The server's side: a file without a name that outlives the process which writes to it, so that the stream on which a
 * process crashed or hung can be found among its neighbours.
 */
export class WorkMarks {
  /** To be passed to the process as `MARKS_DESCRIPTOR`. */
  readonly descriptor: number;
  #closed = false;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'sideline-marks-'));
    try {
      this.descriptor = openSync(join(folder, 'marks'), 'w+', 0o600);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    writeSync(this.descriptor, Buffer.alloc(FILE_BYTES), 0, FILE_BYTES, 0);
  }

  /** The streams that were in work at the last moment of the process. */
  streams(): Set<number> {
    const marks = Buffer.alloc(FILE_BYTES);
    readSync(this.descriptor, marks, 0, FILE_BYTES, 0);
    return new Set(
      Object.values(PLACES)
        .map((place) => marks.readUInt32LE(place))
        .filter((id) => id !== NONE),
    );
  }

  /** May be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.descriptor);
  }
}
