/** What is replayed in the session, as it is shown on this page, and what a coach does with it. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { type Playhead, type Replay, replayedAt } from '../../../shared/contract/replay.ts';
import { firstOf, lastOf, stepped } from '../../stage/replay/film.ts';
import type { FilmPlayer } from '../../stage/replay/film-player.ts';
import type { FilmRing } from '../../stage/replay/film-ring.ts';
import { HeldReel } from '../../stage/replay/held-reel.ts';
import { useFilmPlayer } from '../../stage/replay/use-film-player.ts';
import { showTrouble } from '../../ui/show-failure.ts';
import { Pilot } from '../pilot.ts';
import { athleteState } from '../selectors.ts';
import { useClient, useSession } from '../session-context.ts';
import { useSettings } from '../settings.ts';
import { useAboutAthlete } from '../use-athlete.ts';
import { NOTHING_KEPT } from './nothing-kept.ts';

/** A playhead, and when it was wished, ms of the session. */
type Wish = Playhead & Pick<Replay, 'since'>;
type Send = (wish: Wish) => Promise<boolean>;

/** What the coach whose playhead it is can do; all of it is for everyone. */
export interface ReplayCommands {
  /** Plays the last seconds. */
  open(): void;
  /** Makes the picture live again. */
  close(): void;
  /** Moves the playhead, changes its speed, or plays more or less of the past. */
  move(change: Partial<Pick<Playhead, 'from' | 'at' | 'rate'>>): void;
  /** By so many frames; the playhead stands still then. */
  step(frames: number): void;
}

export interface ShownReplay {
  /** Undefined while nothing is replayed. */
  replay: Replay | undefined;
  /** Plays it here; undefined while nothing is replayed. */
  player: FilmPlayer | undefined;
  /** Whether the playhead is ours. */
  own: boolean;
  /** Whether there is something to replay here. */
  possible: boolean;
  commands: ReplayCommands;
}

/** @param ring what is kept of the athlete's picture here; undefined while nothing is */
export function useReplay(ring: FilmRing | undefined): ShownReplay {
  const client = useClient();
  const aboutAthlete = useAboutAthlete();
  const selfId = useSession(({ seat }) => seat?.participantId);
  const shared = useSession((session) => athleteState(session)?.replay);
  const [pilot] = useState(() => new Pilot<Wish>());
  const wish = useStore(pilot.state, (state) => state.wish);
  const own = shared !== undefined && shared.by === selfId;
  const replay = own && wish ? { ...shared, ...wish } : shared;
  const held = useHeldReel(ring, shared?.to);
  const now = () => client.sessionTime(performance.now());
  const player = useFilmPlayer({
    source: held,
    moving: replay !== undefined && replay.rate > 0,
    playhead: (local) => replay && replayedAt(replay, client.sessionTime(local) ?? replay.since),
  });
  useEffect(() => {
    if (replay) player?.look();
  }, [player, replay]);
  useEffect(() => (player ? held?.onGrown(() => player.look()) : undefined), [player, held]);

  const open: Send = ({ since: _here, ...playhead }) =>
    aboutAthlete((athleteId) => client.request('replay:show', { athleteId, playhead }));
  const move: Send = ({ since: _here, ...playhead }) =>
    aboutAthlete((athleteId) => client.request('replay:move', { athleteId, playhead }).catch(unlessOver));
  const show = (playhead: Playhead, send: Send) => pilot.show({ ...playhead, since: now() ?? 0 }, send);
  const commands: ReplayCommands = {
    open: () => {
      const film = ring?.reel.film ?? [];
      const [first, to] = [firstOf(film), lastOf(film)];
      if (first === undefined || to === undefined || first >= to) {
        showTrouble({ title: NOTHING_KEPT, advice: 'Wait until the athlete is seen.' });
        return;
      }
      const { replaySeconds, replayRate } = useSettings.getState();
      const from = Math.max(first, to - replaySeconds * 1_000);
      show({ from, to, at: from, rate: replayRate }, open);
    },
    close: () => {
      pilot.forget();
      void aboutAthlete((athleteId) => client.request('replay:close', { athleteId }));
    },
    move: (change) => {
      if (!replay) return;
      const { from, to, at, rate } = { ...replay, at: replayedAt(replay, now() ?? replay.since), ...change };
      show({ from, to, at: Math.min(to, Math.max(from, at)), rate }, move);
    },
    step: (frames) => {
      const { frame } = player?.state.getState() ?? {};
      const at = held && frame && stepped(held.reel.film, frame.at, frames);
      if (at !== undefined) commands.move({ at, rate: 0 });
    },
  };
  return { replay, player: replay && player, own, possible: ring !== undefined, commands };
}

/** A replay that was closed while its playhead was moved says so by being gone. @throws whatever else it is */
function unlessOver(error: unknown): void {
  if (!(error instanceof SidelineError && error.code === 'out_of_order')) throw error;
}

/** What is replayed, as far as it was on show here; undefined while nothing is. */
function useHeldReel(ring: FilmRing | undefined, to: number | undefined): HeldReel | undefined {
  const [held, setHeld] = useState<HeldReel>();
  useEffect(() => {
    if (to === undefined) return;
    setHeld(new HeldReel(to));
    return () => setHeld(undefined);
  }, [to]);
  useEffect(() => (ring && held ? held.takeFrom(ring) : undefined), [ring, held]);
  return held;
}
