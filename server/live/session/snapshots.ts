/** A session's state as bytes for those who join or missed an event: made once for each state, however many are sent it. */
import type { AthleteState } from '../../../shared/contract/athlete-state.ts';
import type { SessionState } from '../../../shared/contract/session.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Strokes, feedback and corrections never change in place, so each is made into text once. */
const texts = new WeakMap<object, string>();

function textOf(part: object): string {
  const text = texts.get(part) ?? JSON.stringify(part);
  texts.set(part, text);
  return text;
}

const listOf = (parts: readonly object[]): string => `[${parts.map(textOf).join(',')}]`;

/** An object as JSON with further members, which are JSON already. */
const withMembers = (rest: object, members: Record<string, string>): string =>
  `${JSON.stringify(rest).slice(0, -1)}${Object.entries(members)
    .map(([name, json]) => `,"${name}":${json}`)
    .join('')}}`;

const athleteText = ({ board, feedback, corrections, ...rest }: AthleteState): string =>
  withMembers(rest, { board: listOf(board), feedback: listOf(feedback), corrections: listOf(corrections) });

function bytesOf({ definition, athletes, ...rest }: SessionState): Bytes {
  const each = Object.entries(athletes).map(([id, athlete]) => `${JSON.stringify(id)}:${athleteText(athlete)}`);
  return Buffer.from(withMembers(rest, { definition: textOf(definition), athletes: `{${each.join(',')}}` }));
}

export class Snapshots {
  readonly #onMade: (bytes: number) => void;
  #state: SessionState | undefined;
  #bytes: Bytes = new Uint8Array();

  /** @param onMade a state was made into so many bytes */
  constructor(onMade: (bytes: number) => void) {
    this.#onMade = onMade;
  }

  of(state: SessionState): Bytes {
    if (state !== this.#state) {
      this.#state = state;
      this.#bytes = bytesOf(state);
      this.#onMade(this.#bytes.byteLength);
    }
    return this.#bytes;
  }
}
