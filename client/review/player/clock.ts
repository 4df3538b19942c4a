/** Where playing is by now: a playhead that moves through a zone at a rate, forth or to and fro. */

/** What becomes of playing at the end of the zone. */
export type AtEnd = 'stop' | 'loop' | 'ping-pong';

/** A stretch of the session, ms; `from` is before `until`. */
export interface Zone {
  readonly from: number;
  readonly until: number;
}

export const isSameZone = (a: Zone, b: Zone): boolean => a.from === b.from && a.until === b.until;

/** The moment, or the end of the stretch that is nearest to it. */
export const within = (at: number, { from, until }: Zone): number => Math.min(Math.max(at, from), until);

export interface Motion {
  /** The playhead, ms of the session. */
  readonly at: number;
  readonly direction: 1 | -1;
}

/** Where the playhead is after some time. */
export interface Moved extends Motion {
  /** It has come to the end and stands there. */
  readonly ended: boolean;
  /** It went on from elsewhere than where it came to. */
  readonly jumped: boolean;
}

/** @param elapsed film time that has passed, ms: real time multiplied by the rate */
export function moved({ at, direction }: Motion, elapsed: number, { from, until }: Zone, atEnd: AtEnd): Moved {
  const length = until - from;
  const to = at + direction * elapsed;
  if (length <= 0) return { at: from, direction, ended: true, jumped: false };
  if (direction > 0 ? to < until : to > from) return { at: to, direction, ended: false, jumped: false };
  const beyond = direction > 0 ? to - until : from - to;
  if (atEnd === 'loop') {
    const rest = beyond % length;
    return { at: direction > 0 ? from + rest : until - rest, direction, ended: false, jumped: true };
  }
  if (atEnd === 'ping-pong') {
    const turns = Math.floor(beyond / length) + 1;
    const rest = beyond % length;
    const back = turns % 2 === 1;
    const turned = back ? (direction > 0 ? -1 : 1) : direction;
    return { at: turned < 0 ? until - rest : from + rest, direction: turned, ended: false, jumped: true };
  }
  return { at: direction > 0 ? until : from, direction, ended: true, jumped: false };
}
