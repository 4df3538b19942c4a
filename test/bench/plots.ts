/**
 * `npm run bench -- plots TRACK [--activity ID] [--out FILE] [--title TEXT]`: draws how a keypoint track was counted, as an SVG: the progress
 * signal, where each repetition began, turned and ended, and the main measure below it. The pictures in docs/ are made by it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createBodyReader } from '../../shared/coaching/body/body.ts';
import {
  type CoachingEvent,
  createTracker,
  findActivity,
  type PoseFrame,
  readTrack,
} from '../../shared/coaching/index.ts';
import { BOTH, createMeasureReader } from '../../shared/coaching/judging/measures.ts';

const WIDTH = 860;
const PANEL = 170;
const LEFT = 56;
const RIGHT = 16;
const TOP = 34;
const GAP = 34;

interface Point {
  at: number;
  value: number;
}

export function run(args: string[]): void {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { activity: { type: 'string', default: 'squat' }, out: { type: 'string' }, title: { type: 'string' } },
  });
  const [file] = positionals;
  const activity = findActivity(values.activity);
  if (!file || !activity) throw new Error('Usage: npm run bench -- plots TRACK [--activity ID] [--out FILE]');
  const frames = [...readTrack(readFileSync(file, 'utf8').split('\n'))].filter(
    (entry): entry is PoseFrame => 'layout' in entry,
  );

  const tracker = createTracker(activity);
  const body = createBodyReader();
  const measures = createMeasureReader(activity);
  const progress: Point[] = [];
  const main: Point[] = [];
  const events: CoachingEvent[] = [];
  for (const frame of frames) {
    events.push(...tracker.update(frame));
    progress.push({ at: frame.at, value: tracker.state.progress });
    const seen = body.read(frame);
    if (seen) measures.read(seen);
    main.push({
      at: frame.at,
      value: seen ? (measures.values[measures.column(activity.main) + BOTH] ?? Number.NaN) : Number.NaN,
    });
  }
  events.push(...tracker.finish(frames.at(-1)?.at ?? 0));
  const svg = draw(
    values.title ?? `${activity.name.en}: ${tracker.state.reps} repetitions`,
    activity.main,
    progress,
    main,
    events,
  );
  if (values.out) writeFileSync(values.out, svg);
  else console.log(svg);
}

function draw(title: string, measure: string, progress: Point[], main: Point[], events: CoachingEvent[]): string {
  const from = progress[0]?.at ?? 0;
  const to = progress.at(-1)?.at ?? 1;
  const x = (at: number) => LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const height = TOP + 2 * PANEL + GAP + 30;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${LEFT}" y="20" font-size="14" fill="#222">${title}</text>`,
  ];
  for (const event of events) {
    if (event.type !== 'repetition') continue;
    const [start, turn, end] = [x(event.start), x(event.turn), x(event.end)];
    parts.push(
      `<rect x="${start.toFixed(1)}" y="${TOP}" width="${(end - start).toFixed(1)}" height="${2 * PANEL + GAP}" fill="#1f8a80" opacity="0.12"/>`,
      `<line x1="${turn.toFixed(1)}" x2="${turn.toFixed(1)}" y1="${TOP}" y2="${TOP + 2 * PANEL + GAP}" stroke="#1f8a80" stroke-dasharray="4 3"/>`,
      `<text x="${(start + 4).toFixed(1)}" y="${TOP + 14}" fill="#125a56">rep ${event.index}</text>`,
    );
  }
  parts.push(...panel('progress', progress, x, TOP), ...panel(measure, main, x, TOP + PANEL + GAP));
  for (let at = Math.ceil(from / 1000) * 1000; at <= to; at += 1000) {
    parts.push(
      `<text x="${x(at).toFixed(1)}" y="${height - 10}" fill="#666" text-anchor="middle">${at / 1000} s</text>`,
    );
  }
  return `${parts.join('\n')}\n</svg>\n`;
}

function panel(name: string, points: Point[], x: (at: number) => number, top: number): string[] {
  const seen = points.filter(({ value }) => Number.isFinite(value));
  const [low, high] = [Math.min(...seen.map(({ value }) => value)), Math.max(...seen.map(({ value }) => value))];
  const y = (value: number) => top + PANEL - ((value - low) / Math.max(1e-6, high - low)) * (PANEL - 20);
  const label = (value: number) =>
    `<text x="${LEFT - 6}" y="${(y(value) + 4).toFixed(1)}" fill="#666" text-anchor="end">${value.toFixed(Math.abs(value) > 10 ? 0 : 2)}</text>`;
  return [
    `<text x="${WIDTH - RIGHT}" y="${top + 14}" fill="#444" text-anchor="end">${name}</text>`,
    `<polyline fill="none" stroke="#2f3850" stroke-width="2" points="${seen.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}"/>`,
    label(low),
    label(high),
  ];
}
