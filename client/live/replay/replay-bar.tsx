/** Moves the playhead of a replay: at the thumb on a phone, by keys elsewhere. */
import { ActionIcon, NativeSelect, Tooltip } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  type TablerIcon,
} from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { MAX_REPLAY_MS, type Replay } from '../../../shared/contract/replay.ts';
import type { FilmPlayer } from '../../stage/replay/film-player.ts';
import { useShortcuts } from '../../ui/shortcuts.ts';
import { useSettings } from '../settings.ts';
import classes from './replay-bar.module.css';
import type { ReplayCommands } from './use-replay.ts';

interface Props {
  replay: Replay;
  player: FilmPlayer;
  commands: ReplayCommands;
}

const RATES = [0.1, 0.25, 0.5, 0.75, 1];
const LENGTHS_S = [5, 10, MAX_REPLAY_MS / 1_000];
/** What an arrow key moves the playhead by on its slider, in frames. */
const ARROWS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

export function ReplayBar({ replay, player, commands }: Props) {
  const { from, to, rate } = replay;
  const { move, step } = commands;
  // A frame of the moment is on show a little later than the playhead is there: what is seen is what is said.
  const at = useStore(player.state, ({ frame }) => frame?.at) ?? replay.at;
  const seconds = useSettings(({ replaySeconds }) => replaySeconds);
  const lastRate = useSettings(({ replayRate }) => replayRate);
  const toggle = () => move(rate > 0 ? { at, rate: 0 } : { rate: lastRate });
  const setRate = (chosen: number | undefined) => {
    if (chosen === undefined) return;
    useSettings.setState({ replayRate: chosen });
    move({ rate: chosen });
  };
  const faster = () => setRate(RATES.find((other) => other > nowRate));
  const setLength = (chosen: number) => {
    useSettings.setState({ replaySeconds: chosen });
    move({ from: Math.max(0, to - chosen * 1_000) });
  };
  const nowRate = rate > 0 ? rate : lastRate;
  useShortcuts([
    { key: 'K', act: toggle },
    { key: ',', repeats: true, act: () => step(-1) },
    { key: '.', repeats: true, act: () => step(1) },
    { key: '-', act: () => setRate(RATES.findLast((other) => other < nowRate)) },
    { key: '+', act: faster },
    // Where it is written with Shift.
    { key: '+', shift: true, act: faster },
  ]);
  const onArrow = (event: KeyboardEvent) => {
    const frames = ARROWS[event.key];
    if (frames === undefined) return;
    event.preventDefault();
    step(frames);
  };
  const behind = `${((to - at) / 1_000).toFixed(2)} s`;
  return (
    <div className={classes.bar} role="toolbar" aria-label="Replay" data-testid="replay-bar">
      <input
        className={classes.slider}
        type="range"
        aria-label="Moment"
        aria-valuetext={`${behind} before the end`}
        min={from}
        max={to}
        step="any"
        value={Math.min(to, Math.max(from, at))}
        onKeyDown={onArrow}
        onChange={({ currentTarget: { valueAsNumber } }) => move({ at: valueAsNumber, rate: 0 })}
      />
      <span className={classes.time}>{`−${behind}`}</span>
      <Act label="One frame back" keys="," Icon={IconChevronLeft} onClick={() => step(-1)} />
      <Act
        label={rate > 0 ? 'Pause' : 'Play'}
        keys="K"
        Icon={rate > 0 ? IconPlayerPauseFilled : IconPlayerPlayFilled}
        onClick={toggle}
      />
      <Act label="One frame on" keys="." Icon={IconChevronRight} onClick={() => step(1)} />
      <NativeSelect
        aria-label="Speed"
        data={RATES.map((value) => ({ value: String(value), label: `${value}×` }))}
        value={String(nowRate)}
        onChange={({ currentTarget: { value } }) => setRate(Number(value))}
      />
      <NativeSelect
        aria-label="Length"
        data={LENGTHS_S.map((value) => ({ value: String(value), label: `Last ${value} s` }))}
        value={String(seconds)}
        onChange={({ currentTarget: { value } }) => setLength(Number(value))}
      />
    </div>
  );
}

function Act({ label, keys, Icon, onClick }: { label: string; keys: string; Icon: TablerIcon; onClick(): void }) {
  return (
    <Tooltip label={`${label} (${keys})`} openDelay={400}>
      <ActionIcon variant="default" size={38} aria-label={label} onClick={onClick}>
        <Icon size={22} />
      </ActionIcon>
    </Tooltip>
  );
}
