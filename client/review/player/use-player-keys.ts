/** The keys of the player. */
import { useEffect, useEffectEvent } from 'react';
import { type Shortcut, useShortcuts } from '../../ui/shortcuts.ts';
import type { Player } from './player.ts';
import { RATES } from './player-state.ts';
import { useReviewSettings } from './review-settings.ts';

/** One press makes it so much slower or faster. */
const RATE_FACTOR = 1.25;

interface Commands {
  onRepetition: ((direction: 1 | -1) => void) | undefined;
  onFault: ((direction: 1 | -1) => void) | undefined;
  onComment: ((direction: 1 | -1) => void) | undefined;
  /** Somebody else moves the player. */
  isOff: boolean;
  /** Whether digits choose what one draws with. */
  digitsTaken: boolean;
  onDraw(): void;
  onOrigin(): void;
  onSkeleton(): void;
  onFullScreen(): void;
}

export function usePlayerKeys(player: Player, commands: Commands): void {
  const { isOff, onRepetition, onFault, onComment, digitsTaken, onDraw, onOrigin, onSkeleton, onFullScreen } = commands;
  const { jumpFrames } = useReviewSettings();
  const state = () => player.state.getState();
  const steps = (key: string, frames: number) => ({
    ...{ key, repeats: true },
    act: () => player.step(frames, { held: true }),
  });
  const shortcuts: Shortcut[] = [
    { key: 'K', act: () => player.toggle() },
    steps(',', -1),
    steps('.', 1),
    steps('ArrowLeft', -1),
    steps('ArrowRight', 1),
    { ...steps('ArrowLeft', -jumpFrames), shift: true },
    { ...steps('ArrowRight', jumpFrames), shift: true },
    { key: 'P', act: () => onRepetition?.(-1) },
    { key: 'N', act: () => onRepetition?.(1) },
    { key: 'P', shift: true, act: () => onFault?.(-1) },
    { key: 'N', shift: true, act: () => onFault?.(1) },
    { key: 'C', act: () => onComment?.(1) },
    { key: 'C', shift: true, act: () => onComment?.(-1) },
    { key: 'D', act: onDraw },
    {
      key: 'I',
      act: () => {
        player.zone = { from: state().at, until: state().zone.until };
      },
    },
    {
      key: 'U',
      act: () => {
        player.zone = { from: state().zone.from, until: state().at };
      },
    },
    {
      key: 'L',
      act: () => {
        player.atEnd = ({ stop: 'loop', loop: 'ping-pong', 'ping-pong': 'stop' } as const)[state().atEnd];
      },
    },
    {
      key: 'M',
      act: () => {
        player.volume = state().volume > 0 ? 0 : 1;
      },
    },
    {
      key: '-',
      repeats: true,
      act: () => {
        player.rate = Math.max(RATES.slowest, state().rate / RATE_FACTOR);
      },
    },
    {
      key: '+',
      repeats: true,
      act: () => {
        player.rate = Math.min(RATES.fastest, state().rate * RATE_FACTOR);
      },
    },
    {
      key: '1',
      act: () => {
        if (!digitsTaken) player.rate = 1;
      },
    },
    { key: '0', act: onOrigin },
    { key: 'S', act: onSkeleton },
    { key: 'F', act: onFullScreen },
  ];
  useShortcuts(isOff ? [] : shortcuts);
  useSpaceBar(isOff ? undefined : () => player.toggle());
}

/** What the space bar does; on a button it presses that button. */
export function useSpaceBar(act: (() => void) | undefined): void {
  const onSpace = useEffectEvent((event: KeyboardEvent) => {
    const isElsewhere = event.target instanceof Element && event.target.closest('button, a, input, textarea, select');
    if (!act || event.key !== ' ' || event.repeat || isElsewhere) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onSpace(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
