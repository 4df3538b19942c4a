/** A board as large as the server lets it become, and readers who want it again and again. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { MAX_BOARD_STROKES, MAX_POINTS_PER_MESSAGE, MAX_STROKE_POINTS } from '../../../../shared/contract/board.ts';
import type { Attacker } from '../attacker.ts';
import type { BareConnection } from '../bare-connection.ts';

const READERS = 8;
/** Of one reader, ms; each answer is a snapshot. */
const ASK_EVERY_MS = 50;
/** What a person may draw. */
const MESSAGES_PER_SECOND = 110;

/** Full precision: 18 digits each. */
const scribble = (count: number) => Array.from({ length: count }, () => [Math.random(), Math.random()]);

/** Draws the longest strokes there may be, one after the other, as fast as a person may. */
export async function scrawl(
  attacker: Attacker,
  { athlete: drawer, athleteId }: { athlete: BareConnection; athleteId: string },
  strokes: number,
): Promise<void> {
  const begun = performance.now();
  let sent = 0;
  const pace = async () => {
    sent += 1;
    attacker.did('drawing messages');
    const due = begun + (1000 * sent) / MESSAGES_PER_SECOND;
    if (due > performance.now()) await wait(due - performance.now());
  };
  for (let stroke = 0; stroke < strokes && drawer.isOpen; stroke += 1) {
    const id = randomUUID();
    const points = scribble(MAX_POINTS_PER_MESSAGE);
    const first = { id, tool: 'freehand', colour: '#ffffff', width: 0.01, points };
    drawer.request('stroke:begin', { athleteId, stroke: first });
    await pace();
    for (let from = points.length; from < MAX_STROKE_POINTS; from += MAX_POINTS_PER_MESSAGE) {
      const count = Math.min(MAX_POINTS_PER_MESSAGE, MAX_STROKE_POINTS - from);
      drawer.request('stroke:draw', { id, from, points: scribble(count) });
      await pace();
    }
    drawer.request('stroke:end', { id });
    await pace();
  }
}

export async function largeBoards(attacker: Attacker): Promise<void> {
  const { sessionId, invitation, ...drawer } = await attacker.ownSession();
  await scrawl(attacker, drawer, attacker.scaled(MAX_BOARD_STROKES));
  const spectator = await attacker.person('Mallet');
  for (let reader = 0; reader < READERS; reader += 1) {
    attacker.keepConnected(async (connection) => {
      await connection.signIn(spectator.token);
      await connection.ask('session:join', { sessionId, invitation });
      const timer = setInterval(() => {
        connection.request('session:snapshot', {});
        attacker.did('snapshots asked for');
      }, ASK_EVERY_MS);
      void connection.closed.then(() => clearInterval(timer));
    });
  }
}
