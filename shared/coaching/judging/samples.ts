/** A ring of the last seconds' values, so that a repetition is judged as a whole when it is over. Memory is fixed. */

/** 15 s at 60 frames a second. */
const ROWS = 1024;

export interface Samples {
  push(at: number, progress: Float64Array, values: Float64Array, shown: Uint8Array): void;
  /** Leaves out what was seen after a time: that was somebody else. */
  forget(since: number): void;
  /** Numbers of the rows between two times, oldest first, as [first, end): for `at`, `progress` and `value`. */
  rows(from: number, to: number): readonly [number, number];
  at(row: number): number;
  progress(row: number, lane: number): number;
  value(row: number, column: number): number;
  /** Whether the value was seen well, with all its points in the picture. */
  shown(row: number, column: number): boolean;
}

export function createSamples(lanes: number, columns: number): Samples {
  const times = new Float64Array(ROWS);
  const progresses = new Float32Array(ROWS * lanes);
  const table = new Float32Array(ROWS * columns);
  const shownTable = new Uint8Array(ROWS * columns);
  let next = 0;
  /** No row before this one is there any more. */
  let oldest = 0;
  const index = (row: number) => row % ROWS;
  return {
    push(at, progress, values, shown) {
      const row = index(next++);
      oldest = Math.max(oldest, next - ROWS);
      times[row] = at;
      progresses.set(progress, row * lanes);
      table.set(values, row * columns);
      shownTable.set(shown, row * columns);
    },
    forget(since) {
      while (next > oldest && (times[index(next - 1)] ?? 0) > since) next--;
    },
    rows(from, to) {
      let first = next;
      while (first > oldest && (times[index(first - 1)] ?? 0) >= from) first--;
      let end = next;
      while (end > first && (times[index(end - 1)] ?? 0) > to) end--;
      return [first, end];
    },
    at: (row) => times[index(row)] ?? Number.NaN,
    progress: (row, lane) => progresses[index(row) * lanes + lane] ?? Number.NaN,
    shown: (row, column) => shownTable[index(row) * columns + column] === 1,
    value: (row, column) => table[index(row) * columns + column] ?? Number.NaN,
  };
}
