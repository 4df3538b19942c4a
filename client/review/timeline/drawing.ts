/** Paints the timeline: scale, small pictures, wave form, and a row for each kind of mark. */
import type { Mark, MarkLane, MarkTone } from '../marks.ts';
import type { Zone } from '../player/clock.ts';
import { scaleTime } from '../times.ts';
import { ticksIn, toPx } from './view.ts';

/** Small pictures of one part. */
export interface Sheet {
  /** Ms of the session. */
  readonly startMs: number;
  readonly endMs: number;
  readonly image: HTMLImageElement;
  readonly everyMs: number;
  readonly columns: number;
  readonly count: number;
  /** Of one picture, px. */
  readonly width: number;
  readonly height: number;
}

/** How loud one part is. */
export interface Wave {
  /** Ms of the session. */
  readonly startMs: number;
  readonly everyMs: number;
  /** 0..255. */
  readonly peaks: readonly number[];
}

export interface TimelineContent {
  readonly view: Zone;
  readonly zone: Zone;
  /** What counts as 0, ms of the session. */
  readonly origin: number;
  /** Where there is a picture, ms of the session. */
  readonly parts: readonly { startMs: number; endMs: number }[];
  readonly sheets: readonly Sheet[];
  readonly waves: readonly Wave[];
  readonly lanes: readonly MarkLane[];
}

/** CSS colours. */
export interface TimelineColours {
  readonly text: string;
  readonly line: string;
  readonly surface: string;
  readonly wave: string;
  readonly shade: string;
  readonly tones: Readonly<Record<MarkTone, string>>;
}

const SCALE_PX = 20;
const FILM_PX = 44;
const WAVE_PX = 26;
const LANE_PX = 18;
const GAP_PX = 2;
/** A moment is as wide, so that it can be seen and hit. */
const MOMENT_PX = 5;
/** Beside a mark a click still means it, px. */
const REACH_PX = 4;
const LOUDEST = 255;

/** A row of the timeline, px from its top. */
export interface Row {
  readonly kind: 'scale' | 'film' | 'wave' | 'lane';
  readonly top: number;
  readonly height: number;
  readonly lane?: MarkLane;
}

export function rowsOf({ waves, lanes }: Pick<TimelineContent, 'waves' | 'lanes'>): Row[] {
  const kinds: Omit<Row, 'top'>[] = [
    { kind: 'scale', height: SCALE_PX },
    { kind: 'film', height: FILM_PX },
    ...(waves.length > 0 ? [{ kind: 'wave', height: WAVE_PX } as const] : []),
    ...lanes.map((lane) => ({ kind: 'lane', height: LANE_PX, lane }) as const),
  ];
  let top = 0;
  return kinds.map((row) => {
    const placed = { ...row, top };
    top += row.height + GAP_PX;
    return placed;
  });
}

export const heightOf = (rows: readonly Row[]): number =>
  rows.reduce((height, row) => Math.max(height, row.top + row.height), 0);

/** The mark at a place, px from the timeline's top left; the shortest where several are. */
export function markAtPlace(
  rows: readonly Row[],
  { view }: Pick<TimelineContent, 'view'>,
  width: number,
  [x, y]: readonly [number, number],
): Mark | undefined {
  const row = rows.find(({ top, height }) => y >= top && y < top + height + GAP_PX);
  return row?.lane?.marks
    .filter((mark) => {
      const [left, right] = spanOf(view, width, mark);
      return x >= left - REACH_PX && x <= right + REACH_PX;
    })
    .toSorted((a, b) => a.until - a.from - (b.until - b.from))[0];
}

function spanOf(view: Zone, width: number, { from, until }: Mark): [number, number] {
  const left = toPx(view, width, from);
  return [left, Math.max(left + MOMENT_PX, toPx(view, width, until) - 1)];
}

type Context = CanvasRenderingContext2D;

export function drawTimeline(
  context: Context,
  rows: readonly Row[],
  content: TimelineContent,
  width: number,
  colours: TimelineColours,
): void {
  for (const row of rows) {
    if (row.kind === 'scale') drawScale(context, content, width, colours);
    if (row.kind === 'film') drawFilm(context, row, content, width, colours);
    if (row.kind === 'wave') drawWave(context, row, content, width, colours);
    if (row.kind === 'lane' && row.lane) drawMarks(context, row, row.lane, content, width, colours);
  }
  const { view, zone } = content;
  const [from, until] = [toPx(view, width, zone.from), toPx(view, width, zone.until)];
  context.fillStyle = colours.shade;
  const height = heightOf(rows);
  if (from > 0) context.fillRect(0, SCALE_PX, from, height - SCALE_PX);
  if (until < width) context.fillRect(until, SCALE_PX, width - until, height - SCALE_PX);
}

function drawScale(context: Context, { view, origin }: TimelineContent, width: number, colours: TimelineColours): void {
  context.font = '11px system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.fillStyle = colours.text;
  for (const at of ticksIn(view, width, origin)) {
    const x = toPx(view, width, at);
    context.fillRect(x, SCALE_PX - 5, 1, 5);
    context.fillText(scaleTime(at - origin), x + 4, SCALE_PX / 2);
  }
}

function drawFilm(context: Context, row: Row, content: TimelineContent, width: number, colours: TimelineColours): void {
  const { view, parts, sheets } = content;
  for (const { startMs, endMs } of parts) {
    const [left, right] = [toPx(view, width, startMs), toPx(view, width, endMs)];
    if (right < 0 || left > width) continue;
    context.fillStyle = colours.line;
    context.fillRect(left, row.top, Math.max(1, right - left - 1), row.height);
  }
  for (const sheet of sheets) drawSheet(context, row, sheet, view, width);
}

/** As many pictures side by side as have room, each of the time at its left. */
function drawSheet(context: Context, row: Row, sheet: Sheet, view: Zone, width: number): void {
  const [left, right] = [toPx(view, width, sheet.startMs), toPx(view, width, sheet.endMs)];
  const across = row.height * (sheet.width / sheet.height);
  context.save();
  context.beginPath();
  context.rect(left, row.top, right - left - 1, row.height);
  context.clip();
  const first = Math.max(0, Math.floor(-left / across));
  for (let x = left + first * across; x < Math.min(right, width); x += across) {
    const ms = ((x - left) / Math.max(1, right - left)) * (sheet.endMs - sheet.startMs);
    const index = Math.min(sheet.count - 1, Math.floor(ms / sheet.everyMs));
    const [column, line] = [index % sheet.columns, Math.floor(index / sheet.columns)];
    const from = [column * sheet.width, line * sheet.height, sheet.width, sheet.height] as const;
    context.drawImage(sheet.image, ...from, x, row.top, across, row.height);
  }
  context.restore();
}

function drawWave(context: Context, row: Row, content: TimelineContent, width: number, colours: TimelineColours): void {
  const { view, waves } = content;
  const middle = row.top + row.height / 2;
  context.fillStyle = colours.wave;
  for (const { startMs, everyMs, peaks } of waves) {
    for (let x = 0; x < width; x += 1) {
      const [from, until] = [0, 1].map((more) =>
        Math.floor((view.from + ((x + more) / width) * (view.until - view.from) - startMs) / everyMs),
      );
      if (from === undefined || until === undefined || until < 0 || from >= peaks.length) continue;
      let peak = 0;
      for (let index = Math.max(0, from); index <= Math.max(from, until - 1); index += 1) {
        peak = Math.max(peak, peaks[index] ?? 0);
      }
      const half = Math.max(0.5, (peak / LOUDEST) * (row.height / 2));
      context.fillRect(x, middle - half, 1, 2 * half);
    }
  }
}

function drawMarks(
  context: Context,
  row: Row,
  lane: MarkLane,
  { view }: TimelineContent,
  width: number,
  colours: TimelineColours,
): void {
  context.fillStyle = colours.surface;
  context.fillRect(0, row.top, width, row.height);
  for (const mark of lane.marks) {
    const [left, right] = spanOf(view, width, mark);
    if (right < 0 || left > width) continue;
    context.fillStyle = colours.tones[mark.tone];
    context.fillRect(left, row.top + 2, right - left, row.height - 4);
  }
}
