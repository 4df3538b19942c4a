/** A long signal for a narrow plot: of each column the extremes, so that no peak is lost. */

export interface PlotPoint {
  /** Column, px. */
  x: number;
  value: number;
}

/** The signal in unbroken runs; where it is NaN, a run ends. `times` are in order. */
export function peaks(times: ArrayLike<number>, values: ArrayLike<number>, width: number): PlotPoint[][] {
  const start = times[0] ?? 0;
  const span = Math.max(1, (times[times.length - 1] ?? 0) - start);
  const runs: PlotPoint[][] = [];
  let run: PlotPoint[] | undefined;
  let column: { x: number; low: number; high: number; last: number } | undefined;
  const flush = () => {
    if (!column) return;
    const { x, low, high, last } = column;
    for (const value of low === high ? [low] : last === high ? [low, high] : [high, low]) run?.push({ x, value });
    column = undefined;
  };
  for (let index = 0; index < times.length; index++) {
    const value = values[index] ?? Number.NaN;
    const x = Math.round((((times[index] ?? start) - start) / span) * width);
    if (Number.isNaN(value)) {
      flush();
      run = undefined;
      continue;
    }
    if (!run) {
      run = [];
      runs.push(run);
    }
    if (column && column.x !== x) flush();
    column = column
      ? { x, low: Math.min(column.low, value), high: Math.max(column.high, value), last: value }
      : { x, low: value, high: value, last: value };
  }
  flush();
  return runs;
}
