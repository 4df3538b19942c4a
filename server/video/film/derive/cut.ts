/** A part of a film as it is shown in a film of its own: slower, and standing still at moments of it. */

/** The film stands still at a moment. */
export interface Hold {
  /** Ms of the film. */
  readonly atMs: number;
  /** How long, ms of real time. */
  readonly ms: number;
}

export interface Cut {
  /** Ms of the film. What is on show there is the first picture. */
  readonly fromMs: number;
  readonly toMs: number;
  /** 1 as it was, 0.5 half as fast, with the pitch of its sound kept. */
  readonly speed: number;
  /** In order; without sound while they last. */
  readonly holds?: readonly Hold[];
}

/** A stretch of the new film in which one picture of the film is on show. */
export interface ShownPart {
  /** Ms of the new film. */
  readonly at: number;
  readonly durationMs: number;
  /** Which of the holds it is; undefined while the film goes on. */
  readonly hold?: number;
}

/** What leaves less of a picture is left out: no two pictures may have one time, ms. */
const SHORTEST_MS = 1;

/** When a picture is shown that is on show from `at` to `end`, ms of the film. */
export function shownParts({ fromMs, toMs, speed, holds = [] }: Cut, at: number, end: number): ShownPart[] {
  const until = Math.min(end, toMs);
  let from = Math.max(at, fromMs);
  let heldMs = heldBefore(holds, from);
  const parts: ShownPart[] = [];
  const goOn = (to: number) => {
    if (to - from >= SHORTEST_MS) {
      parts.push({ at: (from - fromMs) / speed + heldMs, durationMs: (to - from) / speed });
    }
    from = to;
  };
  for (const [hold, { atMs, ms }] of holds.entries()) {
    if (atMs < from || atMs >= until) continue;
    goOn(atMs);
    parts.push({ at: (atMs - fromMs) / speed + heldMs, durationMs: ms, hold });
    heldMs += ms;
  }
  goOn(until);
  return parts;
}

/** When sound of a time of the film is heard, ms of the new film. */
export const heardAt = ({ fromMs, speed, holds = [] }: Cut, at: number): number =>
  (at - fromMs) / speed + heldBefore(holds, at);

const heldBefore = (holds: readonly Hold[], at: number): number =>
  holds.reduce((sum, { atMs, ms }) => (atMs < at ? sum + ms : sum), 0);
