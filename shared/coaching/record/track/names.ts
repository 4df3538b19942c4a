/** Which keypoints the header of a track names, and where in a line each of them stands. */
import { LAYOUTS, type PoseLayout } from '../../body/keypoints.ts';
import { TrackError } from './error.ts';

export interface NamedPoints {
  layout: PoseLayout;
  /** Where each keypoint of the layout stands in a line. */
  order: readonly number[];
  /** How many points a line has: the layout's, and those that are left out. */
  count: number;
  /** What was read otherwise than it stands, for people. */
  note?: string;
}

const SIDES: Readonly<Record<string, string>> = { l: 'left', r: 'right' };

/** The same for `left_shoulder`, `leftShoulder`, `LEFT SHOULDER`, `shoulder_left` and `l-shoulder`. */
function key(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return words
    .map((word) => SIDES[word] ?? word)
    .sort()
    .join(' ');
}

const list = (names: readonly string[]) =>
  names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ');

/** Finds the layout by the names alone: a point is never taken for another because of its place. @throws TrackError */
export function pointsNamed(line: number, names: readonly string[]): NamedPoints {
  const given = names.map(key);
  const twice = names.find((_, index) => given.indexOf(given[index] ?? '') !== index);
  if (twice !== undefined)
    throw new TrackError(line, `names: "${twice}" is there twice; each point has a name of its own`);
  for (const layout of ['blazepose33', 'body21', 'coco17'] as const) {
    const wanted = LAYOUTS[layout].names;
    const order = wanted.map((name) => given.indexOf(key(name)));
    if (order.includes(-1)) continue;
    const note = noteOn(names, wanted, order);
    return { layout, order, count: names.length, ...(note && { note }) };
  }
  const layout = names.length > 25 ? 'blazepose33' : 'coco17';
  const missing = LAYOUTS[layout].names.filter((name) => !given.includes(key(name)));
  throw new TrackError(
    line,
    `names: of the 17 (COCO) or 33 (BlazePose) keypoints that are known, ${list(missing)} ${missing.length === 1 ? 'is' : 'are'} missing among ${names.length}; name all of either`,
  );
}

function noteOn(names: readonly string[], wanted: readonly string[], order: readonly number[]): string | undefined {
  const notes: string[] = [];
  const other = wanted.findIndex((name, index) => names[order[index] ?? -1] !== name);
  if (other >= 0) notes.push(`"${names[order[other] ?? -1]}" is read as ${wanted[other]}, and other names likewise`);
  const left = names.filter((_, index) => !order.includes(index));
  if (left.length > 0) notes.push(`${list(left)}: left out, nothing is judged by ${left.length === 1 ? 'it' : 'them'}`);
  return notes.length > 0 ? notes.join('; ') : undefined;
}
