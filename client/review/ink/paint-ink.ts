/** Paints what was drawn for comments over a frame: the board's strokes, and marks that measure. */
import type { CommentInk, InkStroke } from '../../../shared/contract/comment-ink.ts';
import type { Units } from '../../../shared/contract/units.ts';
import { type FrameFit, toBox } from '../../stage/frame-fit.ts';
import { drawInk, type InkContext, letters, line, withPen } from '../../stage/ink.ts';
import type { KeypointTrack } from '../player/keypoint-track.ts';
import { armsOf, centimetresOf, lengthWords, placeOf, slopeOf, trailOf } from './measures.ts';
import type { ShownInk } from './moment-ink.ts';
import { stopwatchWords } from './readings.ts';

/** The part of a canvas context that this needs. */
export type PaintContext = InkContext & Pick<CanvasRenderingContext2D, 'globalAlpha' | 'rect' | 'setLineDash'>;

export type Keypoints = Pick<KeypointTrack, 'poseAt' | 'known'>;

interface Moment {
  /** Media time of the frame, ms of the session. */
  readonly at: number;
  readonly track: Keypoints;
  readonly fit: FrameFit;
  /** Metric unless given: who will see a film is not known when it is made. */
  readonly units?: Units;
}

/** How far a trail goes before and after the playhead, ms. */
const TRAIL_MS = 1_000;
/** How dark it is around a spotlight. */
const DARK = 'rgb(0 0 0 / 0.65)';

/** Draws over whatever is on the canvas. Units are those of the context. */
export function paintInk(context: PaintContext, inks: readonly ShownInk[], moment: Moment): void {
  for (const shown of inks) {
    context.globalAlpha = shown.strength;
    paintSpotlights(context, shown.ink, moment.fit);
    for (const stroke of shown.ink) paintStroke(context, stroke, shown, moment);
    context.globalAlpha = 1;
  }
}

function paintStroke(context: PaintContext, stroke: InkStroke, shown: ShownInk, moment: Moment): void {
  const { tool } = stroke;
  const { fit } = moment;
  if (tool === 'slope') withPen(context, stroke, fit, () => paintSlope(context, stroke, fit));
  else if (tool === 'distance') withPen(context, stroke, fit, () => paintDistance(context, stroke, shown.ink, moment));
  else if (tool === 'stopwatch') withPen(context, stroke, fit, () => paintStopwatch(context, stroke, shown, moment));
  else if (tool === 'joint-angle') paintJointAngle(context, stroke, moment);
  else if (tool === 'trail') paintTrail(context, stroke, shown, moment);
  else if (tool !== 'spotlight') drawInk(context, [{ ...stroke, tool }], fit);
}

function paintSlope(context: PaintContext, { points: [from, to] }: InkStroke, fit: FrameFit): void {
  const slope = from && to && slopeOf(from, to, fit.width / fit.height);
  if (!slope) return;
  const [start, end] = [toBox(fit, from), toBox(fit, to)];
  line(context, [start, end]);
  context.setLineDash([context.lineWidth * 2, context.lineWidth * 2]);
  // The vertical and the horizontal that the angles are measured to.
  line(context, [[start[0], end[1]], start, [end[0], start[1]]]);
  context.setLineDash([]);
  beside(context, `↕ ${Math.round(slope.vertical)}°  ↔ ${Math.round(slope.horizontal)}°`, end);
}

function paintDistance(
  context: PaintContext,
  stroke: InkStroke,
  ink: CommentInk,
  { fit, units = 'metric' }: Moment,
): void {
  const [from, to] = stroke.points.map((point) => toBox(fit, point));
  if (!from || !to) return;
  line(context, [from, to]);
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  // A bar across each end, three line widths to either side.
  const share = (3 * context.lineWidth) / (Math.hypot(dx, dy) || 1);
  for (const [x, y] of [from, to]) {
    line(context, [
      [x - dy * share, y + dx * share],
      [x + dy * share, y - dx * share],
    ]);
  }
  const cm = centimetresOf(stroke, ink, fit.width / fit.height);
  beside(context, cm === undefined ? '?' : lengthWords(cm, units), [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]);
}

function paintStopwatch(
  context: PaintContext,
  { points: [place] }: InkStroke,
  shown: ShownInk,
  { at, fit }: Moment,
): void {
  if (!place) return;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  letters(context, stopwatchWords(shown, at), toBox(fit, place));
}

function paintJointAngle(context: PaintContext, stroke: InkStroke, { at, track, fit }: Moment): void {
  const pose = track.poseAt(at);
  const points = pose && armsOf(pose, stroke.keypoints ?? []);
  const { colour, width } = stroke;
  if (points) drawInk(context, [{ tool: 'angle', colour, width, points }], fit);
}

function paintTrail(
  context: PaintContext,
  { keypoints: [name] = [], span, colour, width }: InkStroke,
  { from, to }: ShownInk,
  { at, track, fit }: Moment,
): void {
  if (!name) return;
  const poses =
    span === 'whole'
      ? track.known(to === null ? Number.NEGATIVE_INFINITY : from, to ?? Number.POSITIVE_INFINITY)
      : track.known(at - TRAIL_MS, at + TRAIL_MS);
  const runs = trailOf(poses, name);
  drawInk(
    context,
    runs.map((points) => ({ tool: 'freehand', colour, width, points })),
    fit,
  );
  const pose = track.poseAt(at);
  const now = pose && placeOf(pose, name);
  if (now) drawInk(context, [{ tool: 'freehand', colour, width: width * 3, points: [now] }], fit);
}

function paintSpotlights(context: PaintContext, ink: CommentInk, fit: FrameFit): void {
  const lights = ink.filter(({ tool }) => tool === 'spotlight');
  if (lights.length === 0) return;
  context.save();
  context.fillStyle = DARK;
  context.beginPath();
  context.rect(fit.left, fit.top, fit.width, fit.height);
  for (const { points } of lights) {
    const [a, b] = points.map((point) => toBox(fit, point));
    if (!a || !b) continue;
    const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    const across = Math.abs(b[0] - a[0]) / 2;
    context.moveTo(x + across, y);
    context.ellipse(x, y, across, Math.abs(b[1] - a[1]) / 2, 0, 0, 2 * Math.PI);
  }
  context.fill('evenodd');
  context.restore();
}

/** A measure's words beside a place, two line widths away. */
function beside(context: PaintContext, words: string, [x, y]: [number, number]): void {
  const away = context.lineWidth * 2;
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  letters(context, words, [x + away, y - away]);
}
