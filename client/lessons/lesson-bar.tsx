/** The controls of a lesson that is watched, in the place of the film's own. */
import { ActionIcon, Button, Text } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconScissors, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Lesson, LessonCut } from '../../shared/contract/lessons.ts';
import { lengthOf, lessonTimeOf, takeTimeOf } from '../../shared/lesson/cuts.ts';
import type { LessonPlayer } from '../review/lesson/lesson-player.ts';
import { useSpaceBar } from '../review/player/use-player-keys.ts';
import { troubleWords } from '../review/player/viewer.tsx';
import { keepSliderKeys } from '../review/slider-keys.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import { momentTime } from '../ui/words.ts';
import { CutTools } from './cut-tools.tsx';
import classes from './lessons.module.css';

interface Props {
  lesson: Lesson;
  player: LessonPlayer;
  /** @throws what the server refuses */
  onCuts(cuts: LessonCut[]): Promise<void>;
  onClose(): void;
}

/** An arrow key goes so far, ms. */
const JUMP_MS = 5_000;
/** The slider's steps, ms. */
const STEP_MS = 100;

export function LessonBar({ lesson, player, onCuts, onClose }: Props) {
  const { title, own } = lesson;
  const { t, playing, trouble } = useStore(player.state);
  const [cutting, setCutting] = useState(false);
  const { kept } = player;
  const [now, all] = [lessonTimeOf(kept, t), lengthOf(kept)];
  const go = (lessonMs: number) => player.seek(takeTimeOf(kept, Math.max(0, lessonMs)));
  useShortcuts([
    { key: 'K', act: () => player.toggle() },
    { key: 'ArrowLeft', repeats: true, act: () => go(now - JUMP_MS) },
    { key: 'ArrowRight', repeats: true, act: () => go(now + JUMP_MS) },
    { key: 'Escape', act: onClose },
  ]);
  useSpaceBar(() => player.toggle());
  return (
    <section className={classes.bar} aria-label="Lesson">
      <strong className={classes.title}>{title}</strong>
      <div className={classes.row}>
        <ActionIcon
          size={48}
          radius="xl"
          aria-label={playing ? 'Pause the lesson' : 'Play the lesson'}
          onClick={() => player.toggle()}
        >
          {playing ? <IconPlayerPauseFilled size={24} /> : <IconPlayerPlayFilled size={24} />}
        </ActionIcon>
        <input
          className={classes.seek}
          type="range"
          aria-label="Place in the lesson"
          aria-valuetext={`${momentTime(now)} of ${momentTime(all)}`}
          min={0}
          max={Math.ceil(all)}
          step={STEP_MS}
          value={now}
          onKeyDown={keepSliderKeys}
          onChange={({ currentTarget: { value } }) => go(Number(value))}
        />
        <span className={classes.time} data-testid="lesson-time" data-t={t}>
          {`${momentTime(now)} / ${momentTime(all)}`}
        </span>
        {own && (
          <Button
            variant={cutting ? 'light' : 'default'}
            leftSection={<IconScissors size={18} />}
            aria-expanded={cutting}
            onClick={() => setCutting(!cutting)}
          >
            Cut
          </Button>
        )}
        <Button variant="default" leftSection={<IconX size={18} />} onClick={onClose}>
          Close the lesson
        </Button>
      </div>
      {trouble !== undefined && <Text role="alert">{voiceTrouble(trouble)}</Text>}
      {cutting && <CutTools {...{ lesson, player, onCuts }} />}
    </section>
  );
}

/** Why the voice is not heard. */
function voiceTrouble(trouble: unknown): string {
  if (trouble instanceof DOMException && trouble.name === 'NotAllowedError') {
    return 'The browser plays no sound before you press play. Press it once more.';
  }
  return troubleWords(trouble).replace('This recording', 'This lesson');
}
