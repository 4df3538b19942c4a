/** Cuts a lesson: what is left out is skipped from then on, and can be taken back. */
import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Lesson, LessonCut } from '../../shared/contract/lessons.ts';
import { withCut } from '../../shared/lesson/cuts.ts';
import type { LessonPlayer } from '../review/lesson/lesson-player.ts';
import { showFailure } from '../ui/show-failure.ts';
import { momentTime } from '../ui/words.ts';
import classes from './lessons.module.css';

interface Props {
  lesson: Lesson;
  player: LessonPlayer;
  /** @throws what the server refuses */
  onCuts(cuts: LessonCut[]): Promise<void>;
}

export function CutTools({ lesson: { cuts, durationMs }, player, onCuts }: Props) {
  const t = useStore(player.state, (state) => state.t);
  const [from, setFrom] = useState<number>();
  const [busy, setBusy] = useState(false);
  const change = async (to: LessonCut[]) => {
    setBusy(true);
    try {
      await onCuts(to);
      setFrom(undefined);
    } catch (error) {
      showFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const cut = (begin: number, end: number) =>
    void change(withCut(cuts, { from: Math.min(begin, end), to: Math.max(begin, end) }));
  return (
    <>
      <div className={classes.row}>
        {from === undefined ? (
          <Button variant="default" onClick={() => setFrom(t)}>
            Cut from here
          </Button>
        ) : (
          <>
            <Button disabled={t === from} loading={busy} onClick={() => cut(from, t)}>
              {`Cut ${momentTime(Math.min(from, t))} to ${momentTime(Math.max(from, t))}`}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => setFrom(undefined)}>
              Don’t cut
            </Button>
          </>
        )}
        <Button variant="default" disabled={t <= 0} loading={busy} onClick={() => cut(0, t)}>
          Cut all before
        </Button>
        <Button variant="default" disabled={t >= durationMs} loading={busy} onClick={() => cut(t, durationMs)}>
          Cut all after
        </Button>
      </div>
      {cuts.length > 0 && (
        <ul className={classes.cuts} aria-label="What is cut out">
          {cuts.map((each) => (
            <li key={each.from}>
              <Button
                size="compact-md"
                variant="light"
                onClick={() => void change(cuts.filter((other) => other !== each))}
              >
                {`Take back ${momentTime(each.from)}–${momentTime(each.to)}`}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Text size="sm" c="var(--soft)">
        What is cut out is not played and not in the film. It stays with the lesson, so that a cut can be taken back.
      </Text>
    </>
  );
}
