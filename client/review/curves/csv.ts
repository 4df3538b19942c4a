/** Curves and repetitions as tables for a spreadsheet (RFC 4180). */
import type { Measured } from '../../../shared/coaching/index.ts';
import type { Repetition } from '../marks.ts';

/** A line a frame: the time in ms of the session, and each measure left, right and both, or once where it has no sides. */
export function curvesCsv({ times, curves }: Measured): string {
  const columns = curves.flatMap(({ id, left, right, both }) => {
    const whole = { head: id, values: both };
    if (left === both && right === both) return [whole];
    return [{ head: `${id}_left`, values: left }, { head: `${id}_right`, values: right }, whole];
  });
  const rows = times.map((at, index) => [at, ...columns.map(({ values }) => values[index])]);
  return table([['time_ms', ...columns.map(({ head }) => head)], ...rows]);
}

/** A line a repetition: when, how far, how long, how alike left and right are, and what was wrong. */
export function repetitionsCsv(repetitions: readonly Repetition[]): string {
  const head = [
    'index',
    'side',
    'start_ms',
    'turn_ms',
    'end_ms',
    'score',
    'measure',
    'min',
    'max',
    'range',
    'asymmetry',
    'faults',
  ];
  const rows = repetitions.map(({ index, side, start, turn, end, score, range, asymmetry, faults }) => [
    ...[index, side, start, turn, end, score],
    ...[range.measure, range.min, range.max, range.span, asymmetry],
    faults.map(({ rule }) => rule).join(' '),
  ]);
  return table([head, ...rows]);
}

type Cell = string | number | null | undefined;

const table = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

function cell(value: Cell): string {
  if (value == null) return '';
  if (typeof value === 'number') return String(Number(value.toFixed(3)));
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
