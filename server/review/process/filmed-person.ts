/** Pictures and keypoints of one participant on the session's clock. */
import { readFile } from 'node:fs/promises';
import { MOST_AWAY_MS, type PoseAt, poseNear } from '../../../client/stage/pose-track.ts';
import type { PosePacket } from '../../../shared/contract/pose-packet.ts';
import { readTrackPiece } from '../../../shared/contract/track-piece.ts';
import type { FilmedPerson } from '../lesson-task.ts';
import { FilmReading, type ReadPicture } from './film-reading.ts';

/** Keypoints so long before and after a moment are read, ms: a trail shows them. */
const AROUND_MS = 1_000;

/** A picture, and its media time, ms of the session. */
export interface PictureOfPerson {
  readonly picture: ReadPicture;
  readonly moment: number;
}

export class PersonReading {
  readonly #person: FilmedPerson;
  readonly #longest: number;
  readonly #films = new Map<string, FilmReading>();
  #poses = new Map<string, readonly PosePacket[]>();

  /** @param longest the longer side of the pictures, px at most */
  constructor(person: FilmedPerson, longest: number) {
    this.#person = person;
    this.#longest = longest;
  }

  /** Undefined in a gap. @throws UnreadableFilm */
  async at(moment: number): Promise<PictureOfPerson | undefined> {
    const { films } = this.#person;
    // At its very end a film shows its last picture; where two overlap the later one counts.
    const film = films.findLast(({ startedAt, endedAt }) => startedAt <= moment && moment <= endedAt);
    if (!film) return undefined;
    let reading = this.#films.get(film.path);
    if (!reading) {
      reading = await FilmReading.open(film.path, this.#longest);
      this.#films.set(film.path, reading);
    }
    const picture = await reading.at(moment - film.startedAt);
    return picture && { picture, moment: film.startedAt + picture.at };
  }

  /** Reads the keypoints around a moment, or around all, for `poseAt` and `known`; others are forgotten. */
  async need(from: number, until = from): Promise<void> {
    const near = this.#person.tracks.filter(
      ({ startedAt, endedAt }) => startedAt <= until + AROUND_MS && endedAt >= from - AROUND_MS,
    );
    const poses = new Map<string, readonly PosePacket[]>();
    for (const { path } of near) {
      poses.set(path, this.#poses.get(path) ?? readTrackPiece(await readFile(path)).poses);
    }
    this.#poses = poses;
  }

  poseAt(moment: number): PoseAt | undefined {
    for (const poses of this.#poses.values()) {
      const [first, last] = [poses[0], poses.at(-1)];
      if (!first || !last || moment < first.at - MOST_AWAY_MS || moment > last.at + MOST_AWAY_MS) continue;
      const pose = poseNear(poses, moment);
      if (pose) return pose;
    }
    return undefined;
  }

  /** The poses between two moments, as far as they were read. */
  known(from: number, until: number): PosePacket[] {
    return [...this.#poses.values()].flatMap((poses) => poses.filter(({ at }) => at > from && at <= until));
  }

  async close(): Promise<void> {
    for (const film of this.#films.values()) await film.close();
  }
}
