/** Attacks by many connections, or by many messages on them. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Attacker } from '../attacker.ts';
import { connectPacket } from '../bare-connection.ts';
import { scrawl } from './large-boards.ts';

/** More than one person may have. */
const READERS_OF_A_PERSON = 10;
const PONG_EVERY_MS = 3_000;
const ASK_EVERY_MS = 300;
/** Messages that are written at once, and how often. */
const BURST = 50;
const BURST_EVERY_MS = 10;
const FLOODING_CONNECTIONS = 200;
const FLOOD_PER_SECOND = 100;
/** One person's tries for a place that go on side by side. */
const TRIES = 50;

/** Spectators who answer pings and ask for snapshots, and read nothing, while an athlete draws without a break. */
export const unread =
  (readers: number) =>
  async (attacker: Attacker): Promise<void> => {
    const { sessionId, invitation, ...drawer } = await attacker.ownSession();
    const count = attacker.scaled(readers);
    for (let person = 0; person * READERS_OF_A_PERSON < count; person += 1) {
      const { token } = await attacker.person(`Deaf ${person}`);
      for (let of = 0; of < Math.min(READERS_OF_A_PERSON, count - person * READERS_OF_A_PERSON); of += 1) {
        attacker.keepConnected(async (connection) => {
          await connection.signIn(token);
          await connection.ask('session:join', { sessionId, invitation });
          connection.stopReading();
          const timers = [
            setInterval(() => connection.send('3'), PONG_EVERY_MS),
            setInterval(() => connection.request('session:snapshot', {}), ASK_EVERY_MS),
          ];
          void connection.closed.then(() => timers.forEach(clearInterval));
        });
      }
    }
    void scrawl(attacker, drawer, Number.POSITIVE_INFINITY);
  };

/** Sends one bad token after the other, and connects again when it is cut off. */
export const badTokens =
  (connections: number) =>
  async (attacker: Attacker): Promise<void> => {
    const bad = connectPacket(`${'x'.repeat(300)}.eyJ.`);
    for (let index = 0; index < attacker.scaled(connections); index += 1) {
      attacker.keepConnected(async (connection) => {
        while (connection.isOpen) {
          for (let sent = 0; sent < BURST && connection.takesMore; sent += 1) {
            connection.send(bad);
            attacker.did('tokens sent');
          }
          await wait(BURST_EVERY_MS);
        }
      });
    }
  };

/** All in the session that behaves. */
export async function flood(attacker: Attacker): Promise<void> {
  const { sessionId, invitation } = attacker.target;
  const { token } = await attacker.person('Mallory');
  for (let index = 0; index < attacker.scaled(FLOODING_CONNECTIONS); index += 1) {
    attacker.keepConnected(async (connection) => {
      await connection.signIn(token);
      await connection.ask('session:join', { sessionId, invitation });
      attacker.did('joined');
      const begun = performance.now();
      let sent = 0;
      while (connection.isOpen) {
        const due = ((performance.now() - begun) / 1000) * FLOOD_PER_SECOND;
        for (; sent < due && connection.takesMore; sent += 1) {
          connection.request('nonsense', {});
          attacker.did('messages sent');
        }
        await wait(BURST_EVERY_MS);
      }
    });
  }
}

/** Joins the session that behaves again and again, and leaves no place that it got. */
export async function takeAllPlaces(attacker: Attacker): Promise<void> {
  const { sessionId, invitation } = attacker.target;
  const { token } = await attacker.person('Mallory');
  const goOn = async () => {
    for (;;) {
      try {
        const connection = await attacker.connect();
        await connection.signIn(token);
        const { ok } = await connection.ask('session:join', { sessionId, invitation });
        attacker.did(ok ? 'places taken' : 'places refused');
        if (!ok) connection.close();
      } catch {
        attacker.did('refused');
        await wait(BURST_EVERY_MS);
      }
    }
  };
  for (let index = 0; index < attacker.scaled(TRIES); index += 1) void goOn();
}
