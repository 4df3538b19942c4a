/** The session that behaves: a drawn athlete who streams, a coach who draws, and spectators. */
import { setTimeout as wait } from 'node:timers/promises';
import { Person } from '../../support/rest.ts';
import { Athletes } from '../athletes/athletes.ts';
import { Spectators } from '../fanout/spectators.ts';
import { DrawingCoach } from './drawing-coach.ts';
import type { SeenDuring } from './figures.ts';

const FIRST_POSES_MS = 500;

export class Neighbours {
  /** What anybody with a link to it knows. */
  readonly session: { sessionId: string; invitation: string };
  readonly #athletes: Athletes;
  readonly #spectators: Spectators;
  readonly #coach: DrawingCoach;

  /** Resolves once poses reach the spectators. */
  static async join(url: string, watchers: number): Promise<Neighbours> {
    const closers: (() => Promise<void>)[] = [];
    try {
      const athletes = await Athletes.prepare();
      closers.push(() => athletes.close());
      const owner = await Person.signIn(url, 'Athlete');
      const sessionId = await owner.startSession('squat');
      await athletes.become(1, async () => ({ url, token: owner.token, sessionId }));
      const coach = await DrawingCoach.join(url, sessionId, (await owner.invite(sessionId, 'coach')).token);
      closers.push(async () => coach.close());
      const { token: invitation } = await owner.invite(sessionId, 'spectator');
      const spectators = new Spectators();
      closers.push(() => spectators.close());
      await spectators.join(watchers, { url, sessionId, invitation });
      while ((await spectators.report()).spectators.some(({ poses }) => poses.length === 0)) await wait(FIRST_POSES_MS);
      return new Neighbours({ sessionId, invitation }, athletes, spectators, coach);
    } catch (error) {
      for (const close of closers.reverse()) await close();
      throw error;
    }
  }

  private constructor(session: Neighbours['session'], athletes: Athletes, spectators: Spectators, coach: DrawingCoach) {
    this.session = session;
    this.#athletes = athletes;
    this.#spectators = spectators;
    this.#coach = coach;
  }

  /** What they heard since the last time. */
  async report(): Promise<Pick<SeenDuring, 'poses' | 'acks' | 'failed'>> {
    // The athlete remembers each frame until it is asked.
    await this.#athletes.report();
    const { spectators } = await this.#spectators.report();
    return { poses: spectators.map(({ poses }) => poses.map(({ at }) => at)), ...this.#coach.report() };
  }

  async close(): Promise<void> {
    this.#coach.close();
    await this.#spectators.close();
    await this.#athletes.close();
  }
}
