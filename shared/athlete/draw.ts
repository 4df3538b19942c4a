/** Draws the athlete: shaded, tapered limbs, a torso, a head with a face, far parts first. Real pose models take it for a person. */
import { LAYOUTS, type PoseFrame } from '../coaching/body/keypoints.ts';
import { OUTFITS, type Outfit, type Shades } from './outfit.ts';

/** What is used of a 2D canvas context; a browser's and Node's canvases both have it. */
export interface DrawingContext {
  fillStyle: unknown;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  ellipse(x: number, y: number, rx: number, ry: number, turn: number, from: number, to: number): void;
  fill(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  createLinearGradient(
    x0: number,
    y0: number,
    x1: number,
    y1: number,
  ): { addColorStop(at: number, colour: string): void };
  createRadialGradient(
    x0: number,
    y0: number,
    r0: number,
    x1: number,
    y1: number,
    r1: number,
  ): { addColorStop(at: number, colour: string): void };
}

/** A point in pixels; `z` grows away from the camera. */
interface Spot {
  x: number;
  y: number;
  z: number;
}

const FULL_TURN = Math.PI * 2;

/** Somebody in the picture. */
export interface DrawnPerson {
  /** Its aspect should be the canvas's width divided by its height. */
  readonly pose: PoseFrame;
  /** Thickness of the limbs, 1 for the average. */
  readonly girth?: number;
  readonly outfit?: Outfit;
}

/**
 * Draws one frame: background, floor and figure.
 *
 * @param size of the canvas, px; the pose's aspect should be its width divided by its height
 */
export function drawAthlete(
  context: DrawingContext,
  pose: PoseFrame,
  { girth = 1, ...size }: { width: number; height: number; girth?: number },
): void {
  drawPeople(context, [{ pose, girth }], size);
}

/** Draws one frame with several people, the farthest first; who comes later hides who came before. */
export function drawPeople(
  context: DrawingContext,
  people: readonly DrawnPerson[],
  { width, height }: { width: number; height: number },
): void {
  drawRoom(context, width, height);
  for (const { pose, girth = 1, outfit = OUTFITS.teal } of people) {
    const figure = spotsOf(pose, width, height);
    if (!figure) continue;
    drawShadow(context, figure);
    for (const part of partsOf(context, figure, girth, outfit).sort((a, b) => b.z - a.z)) part.draw();
  }
}

function drawRoom(context: DrawingContext, width: number, height: number): void {
  const wall = context.createLinearGradient(0, 0, 0, height);
  wall.addColorStop(0, '#e9e6e0');
  wall.addColorStop(0.72, '#d9d4cb');
  wall.addColorStop(0.74, '#b9ab97');
  wall.addColorStop(1, '#a39279');
  context.fillStyle = wall;
  context.fillRect(0, 0, width, height);
}

interface Figure {
  spot: (name: string) => Spot;
  /** Pixels to one stature, as far as the visible limbs show. */
  unit: number;
}

/** Points of the frame by name in pixels; what the layout lacks is made up from its neighbours. */
function spotsOf(pose: PoseFrame, width: number, height: number): Figure | undefined {
  const spots = new Map<string, Spot>();
  LAYOUTS[pose.layout].names.forEach((name, index) => {
    const point = pose.keypoints[index];
    if (point) spots.set(name, { x: point.x * width, y: point.y * height, z: (point.z ?? 0) * width });
  });
  if (spots.size < LAYOUTS.coco17.names.length) return undefined;
  for (const side of ['left', 'right']) {
    const ankle = spots.get(`${side}_ankle`);
    const knee = spots.get(`${side}_knee`);
    if (!ankle || !knee) return undefined;
    const step = Math.hypot(ankle.x - knee.x, ankle.y - knee.y) * 0.2;
    const sign = side === 'left' ? 1 : -1;
    if (!spots.has(`${side}_heel`)) spots.set(`${side}_heel`, { ...ankle, y: ankle.y + step * 0.6 });
    if (!spots.has(`${side}_foot_index`)) {
      spots.set(`${side}_foot_index`, { x: ankle.x + sign * step, y: ankle.y + step, z: ankle.z });
    }
  }
  const spot = (name: string): Spot => spots.get(name) ?? { x: 0, y: 0, z: 0 };
  const lengths = ['left', 'right'].flatMap((side) => [
    distance(spot(`${side}_hip`), spot(`${side}_knee`)) / 0.245,
    distance(spot(`${side}_knee`), spot(`${side}_ankle`)) / 0.246,
    distance(spot(`${side}_shoulder`), spot(`${side}_elbow`)) / 0.172,
    distance(spot(`${side}_shoulder`), spot(`${side}_hip`)) / 0.288,
  ]);
  return { spot, unit: Math.max(...lengths) };
}

const distance = (a: Spot, b: Spot) => Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
const between = (a: Spot, b: Spot, share = 0.5): Spot => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
  z: a.z + (b.z - a.z) * share,
});

function drawShadow(context: DrawingContext, { spot, unit }: Figure): void {
  const names = ['left_ankle', 'right_ankle', 'left_heel', 'right_heel', 'left_foot_index', 'right_foot_index'];
  const feet = names.map(spot);
  const x = feet.reduce((sum, foot) => sum + foot.x, 0) / feet.length;
  const y = Math.max(...feet.map((foot) => foot.y));
  const wide = Math.max(...feet.map((foot) => Math.abs(foot.x - x))) + unit * 0.1;
  const shade = context.createRadialGradient(x, y, 0, x, y, wide);
  shade.addColorStop(0, 'rgba(40, 30, 20, 0.4)');
  shade.addColorStop(1, 'rgba(40, 30, 20, 0)');
  context.fillStyle = shade;
  context.beginPath();
  context.ellipse(x, y, wide, wide * 0.22, 0, 0, FULL_TURN);
  context.fill();
}

type Widths = [start: number, end: number];

interface Part {
  z: number;
  draw: () => void;
}

function partsOf(context: DrawingContext, { spot, unit }: Figure, girth: number, outfit: Outfit): Part[] {
  const { skin, shirt, shorts, shoe } = outfit;
  const parts: Part[] = [];
  const thick = unit * girth;
  /** A limb, and the part of it that its sleeve covers (share of its length, half widths). */
  const limb = (a: Spot, b: Spot, wide: Widths, shades: Shades, nearer = 0, sleeve?: [number, ...Widths, Shades]) => {
    parts.push({
      z: (a.z + b.z) / 2 - nearer * unit,
      draw: () => {
        capsule(context, a, b, wide[0] * thick, wide[1] * thick, shades);
        if (!sleeve) return;
        const [share, top, hem, cloth] = sleeve;
        capsule(context, a, between(a, b, share), top * thick, hem * thick, cloth);
      },
    });
  };
  for (const side of ['left', 'right']) {
    const [hip, knee, ankle] = [spot(`${side}_hip`), spot(`${side}_knee`), spot(`${side}_ankle`)];
    const [shoulder, elbow, wrist] = [spot(`${side}_shoulder`), spot(`${side}_elbow`), spot(`${side}_wrist`)];
    const [heel, toe] = [spot(`${side}_heel`), spot(`${side}_foot_index`)];
    const hand = between(elbow, wrist, 1.3);
    limb(hip, knee, [0.054, 0.036], skin, 0, [0.62, 0.06, 0.052, shorts]);
    limb(knee, ankle, [0.037, 0.022], skin, -0.001);
    limb(between(ankle, heel, 0.4), between(heel, toe, 0.9), [0.026, 0.02], shoe, 0.001);
    limb(shoulder, elbow, [0.034, 0.026], skin, 0.01, [0.52, 0.041, 0.035, shirt]);
    limb(elbow, wrist, [0.027, 0.018], skin, 0.012);
    limb(wrist, hand, [0.02, 0.015], skin, 0.013);
  }
  parts.push(torso(context, spot, thick, outfit));
  parts.push(...head(context, spot, unit, outfit));
  return parts;
}

/** Shoulders, waist and hips as one shaded body; seen from the side it keeps a chest's depth. */
function torso(context: DrawingContext, spot: Figure['spot'], unit: number, { shirt, shorts }: Outfit): Part {
  const [ls, rs, lh, rh] = [spot('left_shoulder'), spot('right_shoulder'), spot('left_hip'), spot('right_hip')];
  const [neck, pelvis] = [between(ls, rs), between(lh, rh)];
  return {
    z: (neck.z + pelvis.z) / 2,
    draw: () => {
      const chest = between(neck, pelvis, 0.3);
      const waist = between(neck, pelvis, 0.68);
      const shoulders = Math.hypot(ls.x - rs.x, ls.y - rs.y) / 2;
      const hips = Math.hypot(lh.x - rh.x, lh.y - rh.y) / 2;
      const depth = unit * 0.062;
      const wide = (half: number, least: number) => Math.hypot(half, least);
      capsule(context, waist, pelvis, wide(hips * 0.95, depth), wide(hips, depth), shorts);
      capsule(
        context,
        chest,
        between(neck, pelvis, 0.85),
        wide(shoulders * 0.86, depth),
        wide(hips * 0.9, depth * 0.95),
        shirt,
      );
      const yoke = between(neck, chest, 0.12);
      const [left, right] = [between(ls, between(lh, ls, 0.9), 0.3), between(rs, between(rh, rs, 0.9), 0.3)];
      capsule(context, left, right, unit * 0.044, unit * 0.044, shirt);
      capsule(context, yoke, chest, wide(shoulders * 0.8, depth * 0.7), wide(shoulders * 0.88, depth), shirt);
    },
  };
}

function head(context: DrawingContext, spot: Figure['spot'], unit: number, { skin, hair }: Outfit): Part[] {
  const [nose, leftEar, rightEar] = [spot('nose'), spot('left_ear'), spot('right_ear')];
  const neck = between(spot('left_shoulder'), spot('right_shoulder'));
  const centre = between(leftEar, rightEar);
  const radius = unit * 0.062;
  const eyes = between(spot('left_eye'), spot('right_eye'));
  // From the chin to the crown: across the line of the nose, away from the neck.
  const up = Math.atan2(centre.y - neck.y, centre.x - neck.x);
  const facing = (centre.z - nose.z) / Math.max(1, radius);
  const ball = (): void => {
    const light = context.createRadialGradient(
      centre.x - radius * 0.4,
      centre.y - radius * 0.4,
      radius * 0.2,
      centre.x,
      centre.y,
      radius * 1.35,
    );
    light.addColorStop(0, skin[0]);
    light.addColorStop(0.6, skin[1]);
    light.addColorStop(1, skin[2]);
    const back = { x: centre.x + (centre.x - nose.x) * 0.3, y: centre.y + (centre.y - nose.y) * 0.3 };
    const crown = { x: back.x + Math.cos(up) * radius * 0.25, y: back.y + Math.sin(up) * radius * 0.25 };
    context.fillStyle = hair[1];
    oval(context, crown.x, crown.y, radius * 1.2, radius * 1.06, up);
    if (facing < -0.3) return;
    context.fillStyle = light;
    const front = { x: centre.x + (nose.x - centre.x) * 0.25, y: centre.y + (nose.y - centre.y) * 0.25 };
    oval(
      context,
      front.x - Math.cos(up) * radius * 0.12,
      front.y - Math.sin(up) * radius * 0.12,
      radius * 1.08,
      radius * 0.9,
      up,
    );
  };
  const face = (): void => {
    for (const side of ['left', 'right']) {
      const eye = spot(`${side}_eye`);
      if (eye.z > centre.z) continue;
      context.fillStyle = '#fbf7f2';
      oval(context, eye.x, eye.y, radius * 0.17, radius * 0.11, up + Math.PI / 2);
      context.fillStyle = '#2b2320';
      oval(context, eye.x, eye.y, radius * 0.08, radius * 0.09, 0);
      context.fillStyle = hair[2];
      oval(
        context,
        eye.x + Math.cos(up) * radius * 0.2,
        eye.y + Math.sin(up) * radius * 0.2,
        radius * 0.05,
        radius * 0.2,
        up,
      );
    }
    if (nose.z > centre.z + radius * 0.2) return;
    context.fillStyle = skin[2];
    oval(context, nose.x, nose.y, radius * 0.1, radius * 0.09, 0);
    // Below the nose and a little behind it, narrower when seen from the side.
    const mouth = {
      x: nose.x + (nose.x - eyes.x) * 0.6 - Math.cos(up) * radius * 0.14 + (centre.x - nose.x) * 0.2,
      y: nose.y + (nose.y - eyes.y) * 0.6 - Math.sin(up) * radius * 0.14 + (centre.y - nose.y) * 0.2,
    };
    context.fillStyle = '#9c4a42';
    oval(context, mouth.x, mouth.y, radius * 0.05, radius * 0.2 * Math.min(1, Math.max(0.3, facing)), up);
  };
  const ears = [leftEar, rightEar].map((ear) => ({
    z: ear.z + (ear.z < centre.z ? -unit * 0.012 : unit * 0.02),
    draw: () => {
      context.fillStyle = skin[1];
      oval(context, ear.x, ear.y, radius * 0.24, radius * 0.15, up);
    },
  }));
  const neckPart = {
    z: (neck.z + centre.z) / 2 + unit * 0.01,
    draw: () => capsule(context, neck, between(neck, centre, 0.75), unit * 0.036, unit * 0.03, skin),
  };
  return [neckPart, { z: centre.z - unit * 0.005, draw: ball }, ...ears, { z: centre.z - unit * 0.07, draw: face }];
}

function oval(context: DrawingContext, x: number, y: number, rx: number, ry: number, turn: number): void {
  context.beginPath();
  context.ellipse(x, y, rx, ry, turn, 0, FULL_TURN);
  context.fill();
}

/** A limb between two points with a half width at each, round at its ends, lit from the upper left. */
function capsule(context: DrawingContext, a: Spot, b: Spot, wideA: number, wideB: number, shades: Shades): void {
  const angle = Math.atan2(b.y - a.y, b.x - a.x);
  const [nx, ny] = [Math.sin(angle), -Math.cos(angle)];
  // The lit side is the one whose normal points to the upper left.
  const lit = nx * -0.6 + ny * -0.8 >= 0 ? 1 : -1;
  const wide = Math.max(wideA, wideB);
  const centre = between(a, b);
  const shade = context.createLinearGradient(
    centre.x + nx * lit * wide,
    centre.y + ny * lit * wide,
    centre.x - nx * lit * wide,
    centre.y - ny * lit * wide,
  );
  shade.addColorStop(0, shades[1]);
  shade.addColorStop(0.3, shades[0]);
  shade.addColorStop(0.62, shades[1]);
  shade.addColorStop(1, shades[2]);
  context.fillStyle = shade;
  context.beginPath();
  context.arc(a.x, a.y, wideA, angle + Math.PI / 2, angle + Math.PI * 1.5);
  context.lineTo(b.x + nx * wideB, b.y + ny * wideB);
  context.arc(b.x, b.y, wideB, angle - Math.PI / 2, angle + Math.PI / 2);
  context.closePath();
  context.fill();
}
