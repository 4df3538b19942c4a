/** Draws strokes onto a canvas whose units are CSS px, each at its place on the video frame. */
import type { Stroke } from '../../shared/contract/board.ts';
import { angleDegrees } from './angle.ts';
import { type FrameFit, toBox } from './frame-fit.ts';
import { traceFreehand } from './freehand-line.ts';

/** A stroke of the board as far as it is drawn. */
export type DrawableStroke = Pick<Stroke, 'tool' | 'colour' | 'width' | 'points' | 'text'>;

/** The part of a canvas context that ink needs. */
export type InkContext = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'quadraticCurveTo'
  | 'ellipse'
  | 'stroke'
  | 'fill'
  | 'fillText'
  | 'strokeText'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'strokeStyle'
  | 'fillStyle'
  | 'font'
  | 'textBaseline'
  | 'textAlign'
>;

/** Text height in line widths: the pen's width sets the size of letters too. */
const TEXT_WIDTHS = 6;
/** How far from its points a freehand line is rounded at most, in line widths. */
const ROUND_WIDTHS = 2;
/** How long an arrow's head is, in line widths. */
const HEAD_WIDTHS = 5;
const HEAD_ANGLE = Math.PI / 7;

export function drawInk(context: InkContext, strokes: readonly DrawableStroke[], fit: FrameFit): void {
  for (const stroke of strokes) withPen(context, stroke, fit, () => drawStroke(context, stroke, fit));
}

/** Draws with a stroke's colour and width, and puts the context's settings back. */
export function withPen(
  context: InkContext,
  { colour, width }: Pick<Stroke, 'colour' | 'width'>,
  fit: FrameFit,
  draw: () => void,
): void {
  context.save();
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = width * fit.height;
  draw();
  context.restore();
}

function drawStroke(context: InkContext, stroke: DrawableStroke, fit: FrameFit): void {
  const places = stroke.points.map((point) => toBox(fit, point));
  const [first, second, third] = places;
  if (!first) return;
  if (stroke.tool === 'text') drawText(context, stroke, first, fit);
  else if (stroke.tool === 'freehand') drawFreehand(context, places);
  else if (second && stroke.tool === 'ellipse') drawEllipse(context, first, second);
  else if (second) {
    line(context, third ? [first, second, third] : [first, second]);
    if (stroke.tool === 'arrow') drawHead(context, first, second);
    if (stroke.tool === 'angle' && third) drawAngle(context, stroke, [first, second, third], fit);
  }
}

type Place = [number, number];

/** @param places px */
export function line(context: InkContext, places: readonly Place[]): void {
  context.beginPath();
  places.forEach(([x, y], index) => {
    if (index === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.stroke();
}

function drawFreehand(context: InkContext, places: Place[]): void {
  context.beginPath();
  traceFreehand(context, places, context.lineWidth * ROUND_WIDTHS);
  context.stroke();
}

function drawEllipse(context: InkContext, [x1, y1]: Place, [x2, y2]: Place): void {
  context.beginPath();
  context.ellipse((x1 + x2) / 2, (y1 + y2) / 2, Math.abs(x2 - x1) / 2, Math.abs(y2 - y1) / 2, 0, 0, 2 * Math.PI);
  context.stroke();
}

function drawHead(context: InkContext, [x1, y1]: Place, [x2, y2]: Place): void {
  const length = context.lineWidth * HEAD_WIDTHS;
  const direction = Math.atan2(y2 - y1, x2 - x1);
  const barb = (turn: number): Place => [
    x2 - length * Math.cos(direction + turn),
    y2 - length * Math.sin(direction + turn),
  ];
  line(context, [barb(HEAD_ANGLE), [x2, y2], barb(-HEAD_ANGLE)]);
}

function drawAngle(
  context: InkContext,
  stroke: DrawableStroke,
  [from, vertex, to]: [Place, Place, Place],
  fit: FrameFit,
): void {
  const [a, b, c] = stroke.points;
  const degrees = a && b && c && angleDegrees([a, b, c], fit.width / fit.height);
  if (degrees === undefined) return;
  // The label stands behind the vertex, where no arm crosses it however narrow the angle is.
  const towards = (place: Place) => Math.atan2(place[1] - vertex[1], place[0] - vertex[0]);
  const [start, end] = [towards(from), towards(to)];
  const middle = Math.atan2(Math.sin(start) + Math.sin(end), Math.cos(start) + Math.cos(end));
  const distance = context.lineWidth * TEXT_WIDTHS;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  letters(context, `${Math.round(degrees)}°`, [
    vertex[0] - distance * Math.cos(middle),
    vertex[1] - distance * Math.sin(middle),
  ]);
}

/** Letters are never mirrored; in a mirrored picture a text grows to the left of its place, as its unmirrored twin does. */
function drawText(context: InkContext, { text }: DrawableStroke, place: Place, fit: FrameFit): void {
  context.textBaseline = 'top';
  context.textAlign = fit.mirrored ? 'right' : 'left';
  letters(context, text ?? '', place);
}

/** Writes as tall as the pen's width says, with a rim; alignment is the context's. @param place px */
export function letters(context: InkContext, text: string, [x, y]: Place): void {
  const size = context.lineWidth * TEXT_WIDTHS;
  context.font = `600 ${size}px system-ui, sans-serif`;
  // A rim keeps letters readable on any picture.
  context.lineWidth = size / 6;
  context.strokeStyle = context.fillStyle === '#111111' ? 'rgb(255 255 255 / 0.8)' : 'rgb(0 0 0 / 0.7)';
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}
