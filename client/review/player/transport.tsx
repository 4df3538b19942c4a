/** What moves the playhead: buttons, speed, what becomes of the end, and where 0 is. */
import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
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
} from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { type AtEnd, isSameZone } from './clock.ts';
import { Act, SkeletonToggle, Sound, Speed, StepsNote, Time } from './controls.tsx';
import { JogWheel } from './jog-wheel.tsx';
import { Jump } from './jump.tsx';
import type { Player } from './player.ts';
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
  const zone = useStore(player.state, (state) => state.zone);
  const extent = useStore(player.state, (state) => state.extent);
  const isWhole = isSameZone(zone, extent);
  // On a phone what is needed less often gives the room to what stands beside the picture.
  const [more, setMore] = useState(false);
  return (
    <div className={classes.transport} role="toolbar" aria-label="Player" data-more={more}>
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
      <div className={classes.wheel}>
        <JogWheel player={player} origin={origin} />
        <ActionIcon
          className={classes.more ?? ''}
          variant="default"
          size={44}
          aria-label="More controls"
          aria-expanded={more}
          onClick={() => setMore(!more)}
        >
          <IconAdjustmentsHorizontal size={22} />
        </ActionIcon>
      </div>
      <Time player={player} origin={origin} />
      <div className={`${classes.group} ${classes.rest}`}>
        <Jump player={player} />
        <Speed player={player} />
      </div>
      <div className={`${classes.group} ${classes.rest}`}>
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
      <div className={`${classes.group} ${classes.rest}`}>
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
        <SkeletonToggle shown={skeleton} onShown={onSkeleton} />
        {player.hasSound && <Sound player={player} shortcut="M" />}
        <Act label="Full screen (F)" onClick={onFullScreen}>
          <IconMaximize size={20} />
        </Act>
      </div>
      <StepsNote player={player} />
    </div>
  );
}
