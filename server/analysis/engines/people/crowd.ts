import type { Size } from '../../../../shared/size.ts';
import type { AthletePlace } from '../../pose-estimator.ts';
import { blend, difference } from './appearance.ts';
import {
  areClose,
  type Known,
  MAX_PEOPLE,
  mostProminent,
  type Person,
  personAt,
  recognise,
  STRANGER,
  strayed,
  unlikeness,
  whereabouts,
} from './athlete-choice.ts';

/** So many bystanders are remembered at most, the newest: who is who takes longer with each of them by far. */
const MAX_OTHERS = 6;
/** A bystander who is not seen for this long is forgotten, ms. */
const BYSTANDER_MS = 2_500;
/**
 * How long the athlete's place stays theirs, ms. Long enough to fetch a bottle; a coach's pick holds as long as a rest
 * between two sets takes. Somebody at the very place where the athlete was, of their size, more likely is the athlete in
 * other light than a bystander who stays there.
 */
const PATIENCE_MS = { samePlace: 2_500, elsewhere: 6_000, picked: 60_000 };
/** Looks change slowly: with the light, with what is sweated through. How much of a new look is taken over. */
const LOOKS_SHARE = { frame: 0.03, look: 0.15 };
const VELOCITY_SHARE = 0.4;
/** More than this, and it is not the athlete (see `difference`). */
const OTHER_LOOKS = 30;
/**
 * Whoever alone was and is in the picture may be so unlike (see `unlikeness`): bending down shows other colours. Real squats came
 * to 13 to 17, a passer-by in other clothes to 29.
 */
const CHANGED = 2 * STRANGER;
/**
 * Whoever leaps to one side from one picture to the next (sides of the region, and sides a second), or moves there within
 * `ms` as one who begins to walk, may have taken the athlete's region along. Then what was known before that counts, until
 * it is so long ago that the athlete must have moved, ms.
 */
const STRAY = { leap: 0.05, leapPerSecond: 0.6, most: 0.13, ms: 600, doubtMs: 1_200 };

/** How certain it is that the one who is followed is the athlete. */
export type Certainty =
  /** Nobody else is known to be there. */
  | 'alone'
  /** There are others, elsewhere or in other clothes. */
  | 'among others'
  /** Somebody who looks alike is close, or the athlete moves otherwise than they did. */
  | 'beside a double'
  /** They look otherwise than the athlete did. */
  | 'doubtful';

/** Somebody else than the athlete. */
interface Bystander extends Known {
  /** They were seen beside somebody. Who was not may have been the athlete themself, bent down or behind a plate. */
  readonly beside: boolean;
}

/** Everybody who is known to be in the picture, the athlete above all. */
export class Crowd {
  #athlete: Known | undefined;
  #picked = false;
  /** The landmark model has found a body where the athlete was said to be. */
  #confirmed = false;
  #others: Bystander[] = [];
  /** What was known of the athlete in the last moments, the oldest first; counts instead while those are in doubt. */
  #trail: Known[] = [];
  #inDoubt = false;
  readonly #start: AthletePlace | undefined;

  /** @param start Where the athlete was, when that is known from elsewhere. */
  constructor(start?: AthletePlace) {
    this.#start = start;
  }

  /**
   * Takes in who is in the picture now; gives the athlete, `undefined` when they are not seen.
   *
   * @param followed The one of them whom the last pictures led to; `unseen` where they led to somebody who is not among them.
   */
  meet<P extends Person>(people: readonly P[], at: number, picture: Size, followed?: P | 'unseen'): P | undefined {
    const largest = [...people].sort((a, b) => b.region.side - a.region.side).slice(0, MAX_PEOPLE);
    const beforeDoubt = this.#inDoubt ? this.#trail[0] : undefined;
    const known = [beforeDoubt ?? this.#athlete ?? [], this.#others].flat();
    const who = recognise(known, largest, at);
    const isUnsure = (person: P) => known.some((one, index) => !who[index] && unlikeness(one, person, at) < STRANGER);
    const again = <K extends Known>(one: K, person: P | undefined): K =>
      person && !isUnsure(person) ? { ...one, ...seenAgain(one, person, at, LOOKS_SHARE.look) } : one;
    const strangers = largest.filter((person) => !who.includes(person) && !isUnsure(person));
    if (!this.#athlete) {
      const before = this.#start && personAt(largest, this.#start.place, picture);
      const chosen = before ?? mostProminent(largest, picture);
      if (chosen) this.choose(chosen, largest, at, before !== undefined && this.#start?.picked === true);
      return chosen;
    }
    const [person] = people.length === 1 && !this.#others.some(({ beside }) => beside) ? people : [];
    const mayHaveChanged = person && followed !== 'unseen' && (followed || !this.#picked) && !who.includes(person);
    if (mayHaveChanged && unlikeness(beforeDoubt ?? this.#athlete, person, at) < CHANGED) {
      const now = seenAgain(this.#athlete, person, at, 1);
      if (followed && !beforeDoubt) this.#remember(now, [now]);
      return person;
    }
    // Nobody else was ever seen and nobody is followed: whoever is there is followed at once. What is known of the athlete stays as
    // it is until their time is over, so that they are taken again when they come back.
    const isFirst = person && this.#others.length === 0 && !beforeDoubt;
    const standIn = !who[0] && !followed && isFirst && !this.#picked ? person : undefined;
    if (standIn) return this.#successor(largest, at, picture) ?? standIn;
    // One alone, in doubt: the athlete has moved, or somebody who looks alike hides them and will let them be seen again.
    const isHidden = beforeDoubt && largest.length === 1 && at - beforeDoubt.seenAt < STRAY.doubtMs;
    const athlete = again(beforeDoubt ?? this.#athlete, who[0]);
    if (!isHidden) this.#remember(athlete, [athlete]);
    const beside = people.length > 1;
    const others = this.#others.map((one, index) => {
      const there = who[index + 1];
      return { ...again(one, there), beside: one.beside || (there !== undefined && beside) };
    });
    this.#others = [...others, ...strangers.map((stranger) => ({ ...firstSeen(stranger, at), beside }))]
      .filter(({ seenAt }) => at - seenAt < BYSTANDER_MS)
      .slice(-MAX_OTHERS);
    return who[0] ?? this.#successor(largest, at, picture);
  }

  /** There is no body where the athlete was said to be, and there never was: whoever is seen next is the athlete. */
  denyUnconfirmed(): void {
    if (this.#confirmed || this.#picked) return;
    this.#athlete = undefined;
    this.#trail = [];
    this.#inDoubt = false;
  }

  /** Takes somebody for the athlete, and all others for bystanders. */
  choose<P extends Person>(athlete: P, people: readonly P[], at: number, picked: boolean): void {
    const known = firstSeen(athlete, at);
    this.#remember(known, [known]);
    this.#confirmed = false;
    this.#picked = picked;
    this.#others = people
      .filter((person) => person !== athlete)
      .slice(0, MAX_OTHERS)
      .map((person) => ({ ...firstSeen(person, at), beside: true }));
  }

  /** Takes in the one who is followed, between two looks at everybody. */
  follow(person: Person, at: number): Certainty {
    const athlete = this.#athlete;
    if (!athlete) return 'doubtful';
    this.#confirmed = true;
    const close = this.#others.filter((other) => {
      const { x, y } = whereabouts(other, at);
      return areClose(person.region, { ...other.region, centreX: x, centreY: y });
    });
    const [before = athlete] = this.#trail;
    const leap = STRAY.leap + (STRAY.leapPerSecond * (at - athlete.seenAt)) / 1000;
    const hasStrayed =
      close.length === 0 &&
      (strayed(before, person.region, at) > STRAY.most || strayed(athlete, person.region, at) > leap);
    // Stays in doubt until a search of the whole picture decides: who hides the athlete goes through their very place.
    this.#inDoubt ||= hasStrayed;
    if (this.#inDoubt) return 'beside a double';
    if (difference(before.appearance, person.appearance) > OTHER_LOOKS) return 'doubtful';
    if (close.length === 0) {
      const now = seenAgain(athlete, person, at, LOOKS_SHARE.frame);
      this.#remember(now, [...this.#trail.filter(({ seenAt }) => at - seenAt <= STRAY.ms), now]);
    }
    if (close.some(({ appearance }) => difference(appearance, athlete.appearance) < OTHER_LOOKS))
      return 'beside a double';
    return this.#others.length > 0 ? 'among others' : 'alone';
  }

  #remember(athlete: Known, trail: Known[]): void {
    this.#athlete = athlete;
    this.#trail = trail;
    this.#inDoubt = false;
  }

  /** Who takes the place of an athlete who is gone for long. */
  #successor<P extends Person>(people: readonly P[], at: number, picture: Size): P | undefined {
    const athlete = this.#athlete;
    if (!athlete) return undefined;
    const goneMs = at - athlete.seenAt;
    const patience = this.#picked ? PATIENCE_MS.picked : PATIENCE_MS.elsewhere;
    const candidates = people.filter(
      ({ region }) =>
        goneMs > patience ||
        (goneMs > PATIENCE_MS.samePlace &&
          unlikeness({ ...athlete, seenAt: at }, { ...athlete, region }, at) < STRANGER),
    );
    const successor = mostProminent(candidates, picture);
    if (successor) this.choose(successor, people, at, false);
    return successor;
  }
}

const firstSeen = ({ region, appearance }: Person, at: number): Known => ({
  region,
  appearance,
  velocity: { x: 0, y: 0 },
  seenAt: at,
});

function seenAgain(known: Known, { region, appearance }: Person, at: number, share: number): Known {
  const ms = at - known.seenAt;
  if (ms <= 0) return { ...known, region };
  const speed = (from: number, to: number, before: number) => before + ((to - from) / ms - before) * VELOCITY_SHARE;
  return {
    region,
    appearance: blend(known.appearance, appearance, share),
    velocity: {
      x: speed(known.region.centreX, region.centreX, known.velocity.x),
      y: speed(known.region.centreY, region.centreY, known.velocity.y),
    },
    seenAt: at,
  };
}
