/** Parts of what moves a player: its time, its speed, a button. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowsDiff, IconStretching, IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useStore } from 'zustand';
import { keepSliderKeys } from '../slider-keys.ts';
import { exactTime, rateWords } from '../times.ts';
import type { Player } from './player.ts';
import { RATES } from './player-state.ts';
import classes from './transport.module.css';

/** Where the browser has no exact frames, that is said. */
export function StepsNote({ player }: { player: Player }) {
  const steps = useStore(player.state, (state) => state.steps);
  if (steps === 'exact') return null;
  return (
    <p className={classes.note} role="status">
      <IconArrowsDiff size={16} aria-hidden />
      This browser seeks by itself: steps may be off by a frame.
    </p>
  );
}

export function Time({ player, origin }: { player: Player; origin: number }) {
  const at = useStore(player.state, (state) => state.at);
  const until = useStore(player.state, ({ extent }) => extent.until);
  return (
    <span className={classes.time} data-testid="review-time">
      {exactTime(at - origin)}
      <span className={classes.soft}>{` / ${exactTime(until - origin)}`}</span>
    </span>
  );
}

/** Equal steps of the slider are equal factors of the speed, so that slow ones can be set as finely. */
const SPEED_STEPS = 100;
const SPEED_RANGE = Math.log(RATES.fastest / RATES.slowest);
const toRate = (step: number): number => RATES.slowest * Math.exp((step / SPEED_STEPS) * SPEED_RANGE);
const toStep = (rate: number): number => Math.round((Math.log(rate / RATES.slowest) / SPEED_RANGE) * SPEED_STEPS);
/** The slider stays on the film's own speed when it comes near to it. */
const near = (rate: number): number => (Math.abs(rate - 1) < 0.03 ? 1 : rate);

export function Speed({ player }: { player: Player }) {
  const rate = useStore(player.state, (state) => state.rate);
  const id = useId();
  return (
    <span className={classes.speed}>
      <label htmlFor={id} className="visually-hidden">
        Speed
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={SPEED_STEPS}
        value={toStep(rate)}
        aria-valuetext={rateWords(rate)}
        onKeyDown={keepSliderKeys}
        onChange={({ currentTarget: { value } }) => {
          player.rate = near(toRate(Number(value)));
        }}
      />
      <span className={classes.rate}>{rateWords(rate)}</span>
    </span>
  );
}

interface ActProps {
  label: string;
  pressed?: boolean;
  onClick(): void;
  children: ReactNode;
}

export function Act({ label, pressed, onClick, children }: ActProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={pressed ? 'light' : 'default'}
        size="xl"
        aria-label={label.replace(/ \([^)]+\)$/, '')}
        {...(pressed !== undefined && { 'aria-pressed': pressed })}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** The film's own sound, on this page. @param shortcut its key, where it has one */
export function Sound({ player, shortcut }: { player: Player; shortcut?: string }) {
  const isOn = useStore(player.state, ({ volume }) => volume > 0);
  const label = isOn ? 'Sound off' : 'Sound on';
  return (
    <Act
      label={shortcut ? `${label} (${shortcut})` : label}
      onClick={() => {
        player.volume = isOn ? 0 : 1;
      }}
    >
      {isOn ? <IconVolume size={20} /> : <IconVolumeOff size={20} />}
    </Act>
  );
}

export function SkeletonToggle({ shown, onShown }: { shown: boolean; onShown(shown: boolean): void }) {
  return (
    <Act
      label={shown ? 'Hide the skeleton (S)' : 'Show the skeleton (S)'}
      pressed={shown}
      onClick={() => onShown(!shown)}
    >
      <IconStretching size={20} />
    </Act>
  );
}
