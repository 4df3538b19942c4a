/** Moves the recording's playhead and draws on it: at the thumb on a phone, by keys elsewhere. */
import { NativeSelect } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconPencil,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { SessionRecord } from '../../../shared/contract/rest.ts';
import { InkBar } from '../../review/ink/ink-bar.tsx';
import type { InkHand } from '../../review/ink/use-ink.ts';
import { laneName } from '../../review/lane-name.ts';
import { markLanesOf } from '../../review/marks.ts';
import { extentOf, type Lane } from '../../review/parts.ts';
import { Act, SkeletonToggle, Sound, Speed, StepsNote, Time } from '../../review/player/controls.tsx';
import type { FreshUrl } from '../../review/player/keypoint-track.ts';
import type { Player } from '../../review/player/player.ts';
import { Timeline } from '../../review/timeline/timeline.tsx';
import { usePictured } from '../../review/timeline/use-pictured.ts';
import { useShortcuts } from '../../ui/shortcuts.ts';
import { attempt } from '../attempt.ts';
import { useClient } from '../session-context.ts';
import { FIRST_LOOK } from './looks.ts';
import classes from './review-bar.module.css';

interface Props {
  player: Player;
  hand: InkHand;
  lane: Lane;
  lanes: readonly Lane[];
  record: SessionRecord;
  fresh: FreshUrl;
  skeleton: boolean;
  onSkeleton(shown: boolean): void;
}

const NONE: readonly never[] = [];
/** Rows of the timeline: there is less room than in the review room. */
const ROWS: ReadonlySet<string> = new Set(['repetitions', 'faults']);

export function ReviewBar({ player, hand, lane, lanes, record, fresh, skeleton, onSkeleton }: Props) {
  const client = useClient();
  const playing = useStore(player.state, (state) => state.playing);
  const pictured = usePictured(lane.parts, fresh);
  const feedback = record.athletes.find(({ id }) => id === lane.participantId)?.feedback ?? NONE;
  const marks = useMemo(() => markLanesOf(feedback).filter(({ key }) => ROWS.has(key)), [feedback]);
  const draw = () => hand.setOpen(!hand.open);
  const step = (key: string, frames: number) => ({
    ...{ key, repeats: true },
    act: () => player.step(frames, { held: true }),
  });
  useShortcuts([
    { key: 'K', act: () => player.toggle() },
    step(',', -1),
    step('.', 1),
    { key: 'D', act: draw },
    { key: 'S', act: () => onSkeleton(!skeleton) },
  ]);
  const seeWhom = (participantId: string | null) => {
    const parts = lanes.find((each) => each.participantId === participantId)?.parts ?? NONE;
    const { from, until } = extentOf(parts);
    const at = Math.min(until, Math.max(from, player.state.getState().at));
    const view = { motion: { at, rate: 0, from, until }, look: FIRST_LOOK };
    void attempt(client.request('review:show', { sessionId: record.id, participantId, view }));
  };
  return (
    <section className={classes.bar} aria-label="Recording" data-testid="review-bar">
      {hand.open && <InkBar hand={hand} onKeep={undefined} />}
      <Timeline {...{ player, pictured }} lanes={marks} parts={lane.parts} origin={0} />
      <div className={classes.buttons} role="toolbar" aria-label="Player">
        <Act label="One frame back (,)" onClick={() => player.step(-1)}>
          <IconChevronLeft size={22} />
        </Act>
        <Act label={playing ? 'Pause (K)' : 'Play (K)'} onClick={() => player.toggle()}>
          {playing ? <IconPlayerPauseFilled size={22} /> : <IconPlayerPlayFilled size={22} />}
        </Act>
        <Act label="One frame on (.)" onClick={() => player.step(1)}>
          <IconChevronRight size={22} />
        </Act>
        <Time player={player} origin={0} />
        <Speed player={player} />
        <Act label="Draw on the recording (D)" pressed={hand.open} onClick={draw}>
          <IconPencil size={20} />
        </Act>
        <SkeletonToggle shown={skeleton} onShown={onSkeleton} />
        {player.hasSound && <Sound player={player} />}
        {lanes.length > 1 && (
          <NativeSelect
            aria-label="Who is seen"
            data={lanes.map((each) => ({ value: each.participantId ?? '', label: laneName(each) }))}
            value={lane.participantId ?? ''}
            onChange={({ currentTarget: { value } }) => seeWhom(value || null)}
          />
        )}
      </div>
      <StepsNote player={player} />
    </section>
  );
}
