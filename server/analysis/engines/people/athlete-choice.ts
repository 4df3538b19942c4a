/** Who of the people in a picture is the athlete: by size and place at first, by continuity from then on. Pure. */

import type { Size } from '../../../../shared/size.ts';
import type { Region } from '../../../video/region.ts';
import type { Place } from '../../pose-estimator.ts';
import { type Appearance, difference } from './appearance.ts';
import { isInside, type Point } from './pose-region.ts';

/** Somebody in the picture. */
export interface Person {
  /** The square around them, px. */
  readonly region: Region;
  readonly appearance: Appearance;
}

/** What is remembered of somebody. */
export interface Known extends Person {
  /** px per ms; how the middle of the region moves. */
  readonly velocity: Point;
  /** When they were seen last, ms. */
  readonly seenAt: number;
}

/** More people than these are bystanders far away; the largest count. */
export const MAX_PEOPLE = 5;

/** At the picture's edge somebody counts as half as large as in its middle. */
const EDGE_WEIGHT = 0.5;
/** And so does whoever is seen without the hips: more likely a head in front than the athlete, when there is anybody else. */
const PARTLY_WEIGHT = 0.5;
/** People are clicked within this many sides of their region across the body and along it. */
const CLICK_REACH = { across: 0.22, along: 0.45 };

/**
 * How far somebody may be from where they were expected, in sides of their region: the detector's own jitter, and what is
 * added for each second not seen. A person who walks makes about 0.6 sides a second.
 */
const PLACE = { jitter: 0.12, perSecond: 0.5, most: 1 };
/** The same for the logarithm of the size, which falls when somebody crouches. */
const SIZE = { jitter: 0.25, perSecond: 0.15, most: 0.6 };
/** And for the looks, see `difference`. */
const LOOKS = 11;
/** A velocity says nothing about the place any more after this, ms. */
const COASTING_MS = 700;

/** What it costs to take somebody for nobody who is known: three standard deviations. */
export const STRANGER = 9;

/** The one who is largest and nearest to the middle; `undefined` of nobody. */
export function mostProminent<P extends Person>(people: readonly P[], picture: Size): P | undefined {
  const middle = { x: picture.width / 2, y: picture.height / 2 };
  const reach = Math.hypot(picture.width, picture.height) / 2;
  return least(people, ({ region }) => {
    const place = 1 - (1 - EDGE_WEIGHT) * Math.min(1, offset(region, middle) / reach);
    const whole = isInside({ x: region.centreX, y: region.centreY }, picture) ? 1 : PARTLY_WEIGHT;
    return -region.side * place * whole;
  });
}

/** The one whose body is at a place of the picture, `undefined` when nobody is there. */
export function personAt<P extends Person>(people: readonly P[], place: Place, picture: Size): P | undefined {
  const away = ({ region }: Person) => {
    const [x, y] = [place.x * picture.width - region.centreX, place.y * picture.height - region.centreY];
    const [cos, sin] = [Math.cos(region.rotation), Math.sin(region.rotation)];
    const across = (x * cos + y * sin) / (region.side * CLICK_REACH.across);
    const along = (y * cos - x * sin) / (region.side * CLICK_REACH.along);
    return Math.hypot(across, along);
  };
  return least(
    people.filter((person) => away(person) <= 1),
    away,
  );
}

/** The one whose region nearly is `region`, `undefined` when it is nobody's. */
export function ownerOf<P extends Person>(people: readonly P[], region: Region): P | undefined {
  const away = (person: P) => offset(person.region, { x: region.centreX, y: region.centreY }) / region.side;
  return least(
    people.filter((person) => away(person) < 0.2),
    away,
  );
}

/** How unlike somebody known a person is: place, size and looks, each in standard deviations, squared. */
export function unlikeness(known: Known, person: Person, at: number): number {
  const seconds = Math.max(0, at - known.seenAt) / 1000;
  const expected = whereabouts(known, at);
  const spread = ({ jitter, perSecond, most }: typeof PLACE) => Math.min(most, jitter + perSecond * seconds);
  const place = offset(person.region, expected) / known.region.side / spread(PLACE);
  const size = Math.log(person.region.side / known.region.side) / spread(SIZE);
  const looks = difference(known.appearance, person.appearance) / LOOKS;
  return place ** 2 + size ** 2 + looks ** 2;
}

/** Where somebody who is not seen now is expected, px. */
export function whereabouts({ region, velocity, seenAt }: Known, at: number): Point {
  const ms = Math.min(COASTING_MS, Math.max(0, at - seenAt));
  return { x: region.centreX + velocity.x * ms, y: region.centreY + velocity.y * ms };
}

/** How far to one side a region is of where somebody was expected, across their body, in its sides. */
export function strayed(known: Known, { centreX, centreY, side, rotation }: Region, at: number): number {
  const { x, y } = whereabouts(known, at);
  return Math.abs((centreX - x) * Math.cos(rotation) + (centreY - y) * Math.sin(rotation)) / side;
}

/** Whether two people are so close in the picture that one may be taken for the other. */
export function areClose(a: Region, b: Region): boolean {
  return offset(a, { x: b.centreX, y: b.centreY }) < 0.3 * Math.max(a.side, b.side);
}

/**
 * Who is who: for each of the known the person that they are, `undefined` for those who are not there. Of all ways to
 * share the people out the least costly, so that nobody is two, and the athlete is not taken for a bystander whom another
 * bystander resembles more.
 */
export function recognise<P extends Person>(
  known: readonly Known[],
  people: readonly P[],
  at: number,
): readonly (P | undefined)[] {
  const costs = known.map((one) => people.map((person) => unlikeness(one, person, at)));
  const share = (index: number, taken: ReadonlySet<number>): { cost: number; who: (P | undefined)[] } => {
    const row = costs[index];
    if (!row) return { cost: 0, who: [] };
    const rest = share(index + 1, taken);
    let best = { cost: STRANGER + rest.cost, who: [undefined, ...rest.who] as (P | undefined)[] };
    for (const [column, cost] of row.entries()) {
      if (taken.has(column) || cost > STRANGER) continue;
      const others = share(index + 1, new Set([...taken, column]));
      if (cost + others.cost < best.cost) best = { cost: cost + others.cost, who: [people[column], ...others.who] };
    }
    return best;
  };
  return share(0, new Set()).who;
}

const offset = (region: Region, { x, y }: Point) => Math.hypot(region.centreX - x, region.centreY - y);

function least<T>(items: readonly T[], cost: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (best, item) => (best === undefined || cost(item) < cost(best) ? item : best),
    undefined,
  );
}
