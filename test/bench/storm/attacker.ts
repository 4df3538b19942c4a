/** What all attackers do: sign in, open connections from an address of their own, keep them open, and count what they did. */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Person } from '../../support/rest.ts';
import { BareConnection } from './bare-connection.ts';

/** What attackers are given. */
export interface AttackTarget {
  url: string;
  /** The session that behaves, and a link by which spectators come in. */
  sessionId: string;
  invitation: string;
  /** Share of the connections and requests that the attack makes at full strength. */
  strength: number;
}

/** All that is read of the answer to a join. */
const joinedSchema = z.object({ participantId: z.uuid() });

/** After a refusal, so that a refused attacker does not spend its time on its own errors. */
const AGAIN_AFTER_MS = 20;

export class Attacker {
  readonly target: AttackTarget;
  /** Where its connections come from, so that no attack finds the budgets of an address used up by the one before. */
  readonly localAddress: string | undefined;
  readonly done: Record<string, number> = {};
  /** Resolves with the first thing that is done. */
  readonly underWay: Promise<void>;
  #begin: () => void = () => undefined;

  /** @param number differs from attacker to attacker */
  constructor(target: AttackTarget, number: number) {
    this.target = target;
    this.underWay = new Promise((resolve) => {
      this.#begin = resolve;
    });
    // All of 127.0.0.0/8 is this machine on Linux; elsewhere one address is.
    this.localAddress = process.platform === 'linux' ? `127.0.1.${number + 1}` : undefined;
  }

  /** So many of what the attack has at full strength. */
  scaled(count: number): number {
    return Math.max(1, Math.round(this.target.strength * count));
  }

  did(what: string, times = 1): void {
    this.done[what] = (this.done[what] ?? 0) + times;
    this.#begin();
  }

  async person(name: string): Promise<Person> {
    return await Person.signIn(this.target.url, name);
  }

  /** @throws Error when the server refuses the connection */
  async connect(): Promise<BareConnection> {
    const connection = await BareConnection.open(this.target.url, this.localAddress);
    this.did('connections');
    return connection;
  }

  /** Connects, and connects again whenever it is cut off, without end. @param use resolves when it is set up */
  keepConnected(use: (connection: BareConnection) => Promise<void> | void): void {
    const go = async () => {
      for (;;) {
        try {
          const connection = await this.connect();
          await use(connection);
          await connection.closed;
          this.did('cut off');
        } catch {
          this.did('refused');
        }
        await wait(AGAIN_AFTER_MS);
      }
    };
    void go();
  }

  /** A session of the attackers' own, with an athlete in it and a link for spectators. */
  async ownSession(): Promise<{
    sessionId: string;
    invitation: string;
    athlete: BareConnection;
    athleteId: string;
  }> {
    const owner = await this.person('Mallory');
    const sessionId = await owner.startSession('squat');
    const { token: invitation } = await owner.invite(sessionId, 'spectator');
    const athlete = await this.connect();
    await athlete.signIn(owner.token);
    const { data } = await athlete.ask('session:join', { sessionId });
    const { participantId: athleteId } = joinedSchema.parse(data);
    return { sessionId, invitation, athlete, athleteId };
  }
}
