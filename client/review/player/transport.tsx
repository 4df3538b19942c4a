/** What moves the playhead: buttons, speed, what becomes of the end, and where 0 is. */
import { ActionIcon, Button, NativeSelect, Tooltip } from '@mantine/core';
import {
  IconArrowsDiff,
  IconChevronLeft,
  IconChevronRight,
  IconMaximize,
  IconMessage2Down,
  IconMessage2Up,
  IconPencil,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBackFilled,
  IconPlayerSkipForwardFilled,
  IconStretching,
  IconVolume,
  IconVolumeOff,
} from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useStore } from 'zustand';
import { keepSliderKeys } from '../slider-keys.ts';
import { exactTime, rateWords } from '../times.ts';
import { type AtEnd, isSameZone } from './clock.ts';
import { JogWheel } from './jog-wheel.tsx';
import { Jump } from './jump.tsx';
import type { Player } from './player.ts';
import { RATES } from './player-state.ts';
import classes from './transport.module.css';

interface Props {
  player: Player;
  /** What counts as 0, ms of the session. */
  origin: number;
  skeleton: boolean;
  /** The nearest repetition on one side; undefined where repetitions are not known. */
  onRepetition: ((direction: 1 | -1) => void) | undefined;
  /** The nearest comment on one side; undefined where there are none. */
  onComment: ((direction: 1 | -1) => void) | undefined;
  /** Whether the tools to draw with are on show; undefined where one can't draw. */
  drawing: boolean | undefined;
  onDrawing(drawing: boolean): void;
  onOrigin(origin: number | undefined): void;
  onSkeleton(shown: boolean): void;
  onFullScreen(): void;
}

const AT_END: readonly { value: AtEnd; label: string }[] = [
  { value: 'stop', label: 'Once' },
  { value: 'loop', label: 'Loop' },
  { value: 'ping-pong', label: 'To and fro' },
];

const isAtEnd = (value: string): value is AtEnd => AT_END.some((choice) => choice.value === value);

export function Transport(props: Props) {
  const { player, origin, skeleton, drawing, onRepetition, onComment, onDrawing } = props;
  const { onOrigin, onSkeleton, onFullScreen } = props;
  const playing = useStore(player.state, (state) => state.playing);
  const atEnd = useStore(player.state, (state) => state.atEnd);
  const volume = useStore(player.state, (state) => state.volume);
  const zone = useStore(player.state, (state) => state.zone);
  const extent = useStore(player.state, (state) => state.extent);
  const isWhole = isSameZone(zone, extent);
  return (
    <div className={classes.transport} role="toolbar" aria-label="Player">
      <div className={classes.group}>
        {onRepetition && (
          <Act label="Previous repetition (P)" onClick={() => onRepetition(-1)}>
            <IconPlayerSkipBackFilled size={18} />
          </Act>
        )}
        <Act label="One frame back (,)" onClick={() => player.step(-1)}>
          <IconChevronLeft size={22} />
        </Act>
        <ActionIcon
          className={classes.play}
          size={48}
          radius="xl"
          aria-label={playing ? 'Pause' : 'Play'}
          onClick={() => player.toggle()}
        >
          {playing ? <IconPlayerPauseFilled size={24} /> : <IconPlayerPlayFilled size={24} />}
        </ActionIcon>
        <Act label="One frame on (.)" onClick={() => player.step(1)}>
          <IconChevronRight size={22} />
        </Act>
        {onRepetition && (
          <Act label="Next repetition (N)" onClick={() => onRepetition(1)}>
            <IconPlayerSkipForwardFilled size={18} />
          </Act>
        )}
      </div>
      <JogWheel player={player} origin={origin} />
      <Time player={player} origin={origin} />
      <Jump player={player} />
      <Speed player={player} />
      <div className={classes.group}>
        <NativeSelect
          className={classes.end ?? ''}
          aria-label="At the end of the zone"
          data={AT_END}
          value={atEnd}
          onChange={({ currentTarget: { value } }) => {
            if (isAtEnd(value)) player.atEnd = value;
          }}
        />
        <Button
          variant="default"
          size="sm"
          disabled={isWhole}
          onClick={() => {
            player.zone = undefined;
          }}
        >
          Whole length
        </Button>
        <Button
          variant="default"
          size="sm"
          onClick={() => onOrigin(origin === 0 ? player.state.getState().at : undefined)}
        >
          {origin === 0 ? 'Count from here' : 'Count from the start'}
        </Button>
      </div>
      <div className={classes.group}>
        {onComment && (
          <>
            <Act label="Previous comment (Shift C)" onClick={() => onComment(-1)}>
              <IconMessage2Up size={20} />
            </Act>
            <Act label="Next comment (C)" onClick={() => onComment(1)}>
              <IconMessage2Down size={20} />
            </Act>
          </>
        )}
        {drawing !== undefined && (
          <Act label="Draw (D)" pressed={drawing} onClick={() => onDrawing(!drawing)}>
            <IconPencil size={20} />
          </Act>
        )}
        <Act
          label={skeleton ? 'Hide the skeleton (S)' : 'Show the skeleton (S)'}
          pressed={skeleton}
          onClick={() => onSkeleton(!skeleton)}
        >
          <IconStretching size={20} />
        </Act>
        {player.hasSound && (
          <Act
            label={volume > 0 ? 'Sound off (M)' : 'Sound on (M)'}
            onClick={() => {
              player.volume = volume > 0 ? 0 : 1;
            }}
          >
            {volume > 0 ? <IconVolume size={20} /> : <IconVolumeOff size={20} />}
          </Act>
        )}
        <Act label="Full screen (F)" onClick={onFullScreen}>
          <IconMaximize size={20} />
        </Act>
      </div>
      <StepsNote player={player} />
    </div>
  );
}

/** Where the browser has no exact frames, that is said. */
function StepsNote({ player }: { player: Player }) {
  const steps = useStore(player.state, (state) => state.steps);
  if (steps === 'exact') return null;
  return (
    <p className={classes.note} role="status">
      <IconArrowsDiff size={16} aria-hidden />
      This browser seeks by itself: steps may be off by a frame.
    </p>
  );
}

function Time({ player, origin }: { player: Player; origin: number }) {
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

function Speed({ player }: { player: Player }) {
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

function Act({ label, pressed, onClick, children }: ActProps) {
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
