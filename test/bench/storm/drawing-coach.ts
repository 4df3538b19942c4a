/** A coach who draws without a break and notes how long each answer takes. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Signalling } from '../../../client/session/signalling.ts';
import type { Point } from '../../../shared/contract/board.ts';
import type { RequestName, RequestPayload } from '../../../shared/contract/socket.ts';
import { Person } from '../../support/rest.ts';
import { machineTimeMs } from '../support/machine-time.ts';

/** Between two requests; a page asks less often. */
const PAUSE_MS = 50;
/** The ink goes after so many strokes, so that it costs the same all the time. */
const STROKES = 5;

const line = (from: number): Point[] => Array.from({ length: 20 }, (_, index) => [(from + index) / 60, 0.5]);

export class DrawingCoach {
  readonly #signalling: Signalling;
  /** Whose board is drawn on. */
  readonly #athleteId: string;
  readonly #acks: number[] = [];
  #failed = 0;
  /** When the request that waits for its answer was sent. */
  #askedAt: number | undefined;
  #closed = false;

  static async join(url: string, sessionId: string, invitation: string): Promise<DrawingCoach> {
    const { token } = await Person.signIn(url, 'Coach');
    const signalling = new Signalling({ url, token, socket: { transports: ['websocket'], forceNew: true } });
    try {
      await signalling.connect();
      const { state } = await signalling.request('session:join', { sessionId, invitation });
      const athlete = state.participants.find(({ role }) => role === 'athlete');
      if (!athlete) throw new Error('there is no athlete to draw on');
      return new DrawingCoach(signalling, athlete.id);
    } catch (error) {
      signalling.close();
      throw error;
    }
  }

  private constructor(signalling: Signalling, athleteId: string) {
    this.#signalling = signalling;
    this.#athleteId = athleteId;
    this.#signalling.on('down', this.#onDown);
    void this.#draw();
  }

  readonly #onDown = (reason: string) => console.error(`coach: connection lost: ${reason}`);

  /** Since the last time: how long each answer took, ms, and how many there were none of. */
  report(): { acks: number[]; failed: number } {
    const waiting = this.#askedAt === undefined ? [] : [machineTimeMs() - this.#askedAt];
    const report = { acks: [...this.#acks.splice(0), ...waiting], failed: this.#failed };
    this.#failed = 0;
    return report;
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    this.#signalling.off('down', this.#onDown);
    this.#signalling.close();
  }

  async #draw(): Promise<void> {
    while (!this.#closed) {
      for (let stroke = 0; stroke < STROKES; stroke += 1) {
        const id = randomUUID();
        const stroke = { id, tool: 'freehand', colour: '#ffd400', width: 0.01, points: line(0) } as const;
        await this.#ask('stroke:begin', { athleteId: this.#athleteId, stroke });
        await this.#ask('stroke:draw', { id, from: 20, points: line(20) });
        await this.#ask('stroke:draw', { id, from: 40, points: line(40) });
        await this.#ask('stroke:end', { id });
        await this.#ask('clock:read', {});
      }
      await this.#ask('board:clear', { athleteId: this.#athleteId, scope: 'mine' });
    }
  }

  async #ask<N extends RequestName>(name: N, payload: RequestPayload<N>): Promise<void> {
    const askedAt = machineTimeMs();
    this.#askedAt = askedAt;
    try {
      await this.#signalling.request(name, payload);
    } catch (error) {
      if (this.#closed) return;
      this.#failed += 1;
      console.error(`coach: ${name}: ${error instanceof Error ? error.message : error}`);
    }
    this.#acks.push(machineTimeMs() - askedAt);
    this.#askedAt = undefined;
    await wait(PAUSE_MS);
  }
}
