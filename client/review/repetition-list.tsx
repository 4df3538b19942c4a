/** The repetitions one below the other; the one under the playhead stands out. */
import { UnstyledButton } from '@mantine/core';
import { useStore } from 'zustand';
import { sentence } from '../ui/words.ts';
import { nameOf, type Repetition, toneOf } from './marks.ts';
import type { Player } from './player/player.ts';
import classes from './repetition-list.module.css';
import { exactTime } from './times.ts';

interface Props {
  repetitions: readonly Repetition[];
  player: Player;
  /** What counts as 0, ms of the session. */
  origin: number;
}

export function RepetitionList({ repetitions, player, origin }: Props) {
  const current = useStore(player.state, ({ at }) => repetitions.find(({ start, end }) => start <= at && at <= end));
  if (repetitions.length === 0) return <p className={classes.nothing}>No repetition was counted.</p>;
  return (
    <ol className={classes.list}>
      {repetitions.map((repetition) => {
        const { index, side, start, end, score, faults } = repetition;
        return (
          <li key={`${index}-${side ?? ''}`}>
            <UnstyledButton
              className={classes.row}
              data-tone={toneOf(score)}
              aria-current={repetition === current}
              onClick={() => player.goTo(start)}
              onDoubleClick={() => {
                player.zone = { from: start, until: end };
                player.atEnd = 'loop';
                player.play();
              }}
            >
              <strong>{nameOf(repetition)}</strong>
              <span className={classes.soft}>{exactTime(start - origin)}</span>
              <span className={classes.soft}>{`${((end - start) / 1_000).toFixed(1)} s`}</span>
              <span className={classes.score}>{Math.round(score)}</span>
              {faults.length > 0 && (
                <span className={classes.faults}>{faults.map(({ rule }) => sentence(rule)).join(', ')}</span>
              )}
            </UnstyledButton>
          </li>
        );
      })}
    </ol>
  );
}
