/** The controls of a lesson that is recorded, over the timeline. */
import { Button, Loader, Text } from '@mantine/core';
import { IconMicrophone, IconPlayerPauseFilled, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { SHORTEST_LESSON_MS } from '../../shared/contract/lessons.ts';
import { LevelMeter } from '../lobby/level-meter.tsx';
import type { ReviewContext } from '../review/panels.tsx';
import { showFailure } from '../ui/show-failure.ts';
import { clockTime } from '../ui/words.ts';
import classes from './lessons.module.css';
import { NameForm } from './name-form.tsx';
import type { Take } from './take.ts';
import type { Takes } from './takes.ts';

interface Props {
  token: string;
  takes: Takes;
  take: Take;
  context: ReviewContext;
  /** It was sent. */
  onSaved(): void;
}

export function TakeBar({ token, takes, take, context, onSaved }: Props) {
  const { phase, lengthMs, trouble, track } = useStore(take.state);
  const sent = useStore(takes.state, (state) => state.sent);
  const [saving, setSaving] = useState(false);
  // Another player, or none: what was recorded is kept, and goes on with the new one.
  const { player } = context;
  useEffect(() => {
    void player;
    return () => void take.pause();
  }, [take, player]);
  if (sent !== undefined) return <Sending sent={sent} />;
  const isRecording = phase === 'recording';
  const onRecord = () => void take.record(context);
  const onSave = () => {
    void take.pause();
    setSaving(true);
  };
  return (
    <section className={classes.bar} aria-label="Recording a lesson">
      <div className={classes.row}>
        <span className={isRecording ? classes.recording : undefined} role="status">
          {isRecording ? 'Recording' : phase === 'opening' ? 'Asking for the microphone' : 'Paused'}
        </span>
        <span className={classes.time}>{clockTime(lengthMs)}</span>
        {track && (
          <span className={classes.level}>
            <LevelMeter track={track} />
          </span>
        )}
        {isRecording ? (
          <Button leftSection={<IconPlayerPauseFilled size={18} />} variant="default" onClick={() => void take.pause()}>
            Pause
          </Button>
        ) : (
          phase !== 'full' && (
            <Button leftSection={<IconMicrophone size={18} />} loading={phase === 'opening'} onClick={onRecord}>
              {trouble ? 'Try again' : 'Go on'}
            </Button>
          )
        )}
        <Button variant="default" disabled={lengthMs < SHORTEST_LESSON_MS} onClick={onSave}>
          Save the lesson
        </Button>
        <Discard onDiscard={() => void takes.discard(take.head).catch(showFailure)} />
      </div>
      {trouble && (
        <Text role="alert">
          <strong>{`${trouble.title}. `}</strong>
          <span>{trouble.advice}</span>
        </Text>
      )}
      {saving && (
        <NameForm
          name="Lesson"
          onSave={async (title) => {
            try {
              await takes.save(token, title);
              // What was drawn for it is in it.
              context.sketch.clear();
              onSaved();
            } catch (error) {
              showFailure(error);
            }
          }}
        />
      )}
      {isRecording && (
        <Text size="sm" c="var(--soft)" className={classes.hint ?? ''}>
          Talk, draw, go through the film, slow it down, compare. Use headphones if the film has sound.
        </Text>
      )}
    </section>
  );
}

/** Asks once more, since nothing brings a take back. */
function Discard({ onDiscard }: { onDiscard(): void }) {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <Button variant="subtle" color="gray" leftSection={<IconTrash size={18} />} onClick={() => setAsking(true)}>
        Discard
      </Button>
    );
  }
  return (
    <>
      <Button color="red" leftSection={<IconTrash size={18} />} onClick={onDiscard}>
        Discard for good
      </Button>
      <Button variant="default" onClick={() => setAsking(false)}>
        Keep it
      </Button>
    </>
  );
}

function Sending({ sent }: { sent: number }) {
  return (
    <section className={classes.bar} aria-label="Recording a lesson">
      <div className={classes.row} role="status">
        <Loader size="sm" aria-hidden />
        <span>The lesson is being sent. Keep this page open.</span>
        <progress max={1} value={sent} aria-label="How much of the lesson is sent" />
      </div>
    </section>
  );
}
