/** A point of a picture, in 0..1 of it. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where the athlete was when they were last seen, and whether it was a coach who said that it is them. */
export interface AthletePlace {
  readonly place: Place;
  readonly picked: boolean;
}
