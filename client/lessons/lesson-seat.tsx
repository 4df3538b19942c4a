/** What stands over the timeline while a lesson is recorded or watched. */
import { Button, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Lesson, LessonCut } from '../../shared/contract/lessons.ts';
import type { LessonPlayer } from '../review/lesson/lesson-player.ts';
import type { ReviewContext } from '../review/panels.tsx';
import { reviewApi } from '../review-api.ts';
import { showFailure } from '../ui/show-failure.ts';
import { LessonBar } from './lesson-bar.tsx';
import classes from './lessons.module.css';
import { TakeBar } from './take-bar.tsx';
import type { Takes } from './takes.ts';
import type { LessonsOfSession } from './use-lessons.ts';

interface Props {
  token: string;
  lessons: LessonsOfSession;
  context: ReviewContext;
}

export function LessonSeat({ token, lessons, context }: Props) {
  const player = useStore(context.stage, (state) => state.lesson);
  if (player) return <Watched {...{ token, lessons, context, player }} />;
  return lessons.takes ? <Recorded {...{ token, lessons, context }} takes={lessons.takes} /> : null;
}

function Recorded({ token, lessons, context, takes }: Props & { takes: Takes }) {
  const take = useStore(takes.state, (state) => state.take);
  if (!take) return null;
  return (
    <TakeBar
      {...{ token, takes, take, context }}
      onSaved={() => void lessons.refresh().catch(showFailure)}
      key={take.head.id}
    />
  );
}

function Watched({ token, lessons: { lessons, refresh }, context, player }: Props & { player: LessonPlayer }) {
  const { stage, record } = context;
  const lesson = lessons.find(({ id }) => id === player.id);
  const isGone = lesson === undefined;
  useEffect(() => () => player.close(), [player]);
  useEffect(() => {
    if (isGone) player.pause();
  }, [player, isGone]);
  const onClose = () => {
    player.close();
    stage.setState({ lesson: undefined });
  };
  const onCuts = async ({ id, title }: Lesson, cuts: LessonCut[]) => {
    await reviewApi.changeLesson(token, record.id, id, { title, cuts });
    player.cuts = cuts;
    await refresh();
  };
  if (!lesson) {
    return (
      <section className={classes.bar} aria-label="Lesson">
        <Text role="alert">This lesson is not there for you any more.</Text>
        <div className={classes.row}>
          <Button variant="default" onClick={onClose}>
            Close the lesson
          </Button>
        </div>
      </section>
    );
  }
  return <LessonBar {...{ lesson, player, onClose }} onCuts={(cuts) => onCuts(lesson, cuts)} />;
}
