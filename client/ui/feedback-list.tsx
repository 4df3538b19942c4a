import { ActionIcon } from '@mantine/core';
import { IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import type { CoachingEvent } from '../../shared/coaching/index.ts';
import classes from './feedback-list.module.css';
import { clockTime, describeEvent } from './words.ts';

interface Props {
  feedback: readonly CoachingEvent[];
  order: 'newest-first' | 'oldest-first';
  /** What coaches said of single repetitions, by their index. */
  marks?: ReadonlyMap<number, boolean>;
  /** For coaches: calls a repetition good or bad. */
  onMark?: (rep: number, good: boolean) => void;
}

/** What was counted, found and said, by the session's clock. */
export function FeedbackList({ feedback, order, marks, onMark }: Props) {
  const lines = feedback.flatMap((event, index) => {
    const words = describeEvent(event);
    return words ? [{ ...words, event, key: `${index}-${event.at}` }] : [];
  });
  if (order === 'newest-first') lines.reverse();
  return (
    <ol className={classes.list} data-testid="feedback-list">
      {lines.length === 0 && <li className={classes.empty}>No reps or corrections yet.</li>}
      {lines.map(({ key, tone, title, detail, event }) => (
        <li key={key} className={classes.line} data-tone={tone}>
          <span className={classes.title}>{title}</span>
          <time className={classes.time}>{clockTime(event.at)}</time>
          {detail && <span className={classes.detail}>{detail}</span>}
          {event.type === 'repetition' && <Mark rep={event.index} mark={marks?.get(event.index)} onMark={onMark} />}
        </li>
      ))}
    </ol>
  );
}

function Mark(props: { rep: number; mark: boolean | undefined; onMark: Props['onMark'] }) {
  const { rep, mark, onMark } = props;
  if (!onMark)
    return mark === undefined ? null : <span className={classes.detail}>{`Coach: ${mark ? 'good' : 'not good'}`}</span>;
  return (
    <span className={classes.marks}>
      {[true, false].map((good) => (
        <ActionIcon
          key={String(good)}
          size="md"
          variant={mark === good ? 'filled' : 'subtle'}
          color={mark === good ? 'turf' : 'gray'}
          aria-label={`Rep ${rep} was ${good ? 'good' : 'not good'}`}
          aria-pressed={mark === good}
          onClick={() => onMark(rep, good)}
        >
          {good ? <IconThumbUp size={16} /> : <IconThumbDown size={16} />}
        </ActionIcon>
      ))}
    </span>
  );
}
