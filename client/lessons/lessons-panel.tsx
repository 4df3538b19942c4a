/** The lessons over a session, beside its player: records, watches and deletes them. */
import { Button, Group, Text, Title } from '@mantine/core';
import { IconMicrophone, IconMovie, IconPencil, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { Clip } from '../../shared/contract/clips.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { Lesson } from '../../shared/contract/lessons.ts';
import { keptOf, lengthOf } from '../../shared/lesson/cuts.ts';
import { LessonPlayer } from '../review/lesson/lesson-player.ts';
import type { ReviewContext } from '../review/panels.tsx';
import { reviewApi } from '../review-api.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { showFailure, showTrouble } from '../ui/show-failure.ts';
import { clockTime, dateAndTime } from '../ui/words.ts';
import classes from './lessons.module.css';
import { NameForm } from './name-form.tsx';
import { TakeElsewhereError, type Takes } from './takes.ts';
import type { LessonsOfSession } from './use-lessons.ts';

interface Props {
  token: string;
  lessons: LessonsOfSession;
  context: ReviewContext;
  /** The films of lessons that are there or being made. */
  films: readonly Pick<Clip, 'sourceId' | 'state'>[];
  /** The films are to be shown; with one that was just asked for. */
  onFilms(asked?: Clip): void;
}

export function LessonsPanel({ token, lessons: { loaded, lessons, refresh, takes }, context, films, onFilms }: Props) {
  const { participantId, record, player, stage } = context;
  const watched = useStore(stage, (state) => state.lesson);
  const recording = useStore(stage, (state) => state.recording);
  const [opening, setOpening] = useState<string>();
  const own = lessons.filter((lesson) => lesson.participantId === participantId);
  const elsewhere = lessons.length - own.length;
  const watch = async (lesson: Lesson) => {
    setOpening(lesson.id);
    try {
      const log = await reviewApi.lessonLog(token, record.id, lesson.id);
      const { url } = lesson;
      if (url === null) throw new SidelineError('not_found', 'The lesson has no voice yet.');
      const voice = { url, again: () => freshVoice(token, record.id, lesson.id) };
      const { id, durationMs, cuts } = lesson;
      watched?.close();
      stage.setState({ lesson: new LessonPlayer({ id, log, durationMs, cuts, voice, player }) });
    } catch (error) {
      showFailure(error);
    } finally {
      setOpening(undefined);
    }
  };
  return (
    <section className={classes.panel} aria-labelledby="lessons-title">
      <Title order={2} size="h4" id="lessons-title">
        Lessons
      </Title>
      <OnceLoaded loaded={loaded} what="the lessons">
        {({ makesOf }) => (
          <>
            {takes && (makesOf === null || (participantId !== null && makesOf.includes(participantId))) && (
              <Recording takes={takes} context={context} />
            )}
            {own.length === 0 ? (
              <p className={classes.none}>No lessons yet.</p>
            ) : (
              <ul className={classes.lessons}>
                {own.map((lesson) => (
                  <li key={lesson.id}>
                    <LessonView
                      lesson={lesson}
                      opening={opening === lesson.id}
                      watchable={!recording}
                      onWatch={() => void watch(lesson)}
                      filming={films.some(({ sourceId, state }) => sourceId === lesson.id && state === 'waiting')}
                      onShowFilms={() => onFilms()}
                      onFilm={async () => onFilms(await reviewApi.makeFilmOfLesson(token, record.id, lesson.id))}
                      onRename={async (title) => {
                        await reviewApi.changeLesson(token, record.id, lesson.id, { title, cuts: lesson.cuts });
                        await refresh();
                      }}
                      onRemove={() =>
                        void reviewApi.removeLesson(token, record.id, lesson.id).then(refresh).catch(showFailure)
                      }
                    />
                  </li>
                ))}
              </ul>
            )}
            {elsewhere > 0 && (
              <p className={classes.none}>{`${elsewhere} more over another picture: choose it under “Who is seen”.`}</p>
            )}
          </>
        )}
      </OnceLoaded>
    </section>
  );
}

/** The voice's link anew; undefined when it is not there for this person any more. */
async function freshVoice(token: string, sessionId: string, id: string): Promise<string | undefined> {
  try {
    return (await reviewApi.lessons(token, sessionId)).lessons.find((lesson) => lesson.id === id)?.url ?? undefined;
  } catch (error) {
    if (error instanceof SidelineError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Begins a lesson, or goes on with one that was left unfinished. */
function Recording({ takes, context }: { takes: Takes; context: ReviewContext }) {
  const { take, unfinished } = useStore(takes.state);
  const watched = useStore(context.stage, (state) => state.lesson);
  if (take) return null;
  const begin = async () => {
    try {
      const begun = await takes.begin(context.participantId);
      await begun.record(context);
    } catch (error) {
      console.info('sideline:', error);
      showTrouble({
        title: 'This browser keeps nothing',
        advice: 'A lesson is kept here until it is sent. Leave the private window, or allow this page to keep data.',
      });
    }
  };
  const mine = unfinished.filter(({ participantId }) => participantId === context.participantId);
  return (
    <>
      <Group>
        <Button
          leftSection={<IconMicrophone size={18} />}
          disabled={watched !== undefined}
          onClick={() => void begin()}
        >
          Record a lesson
        </Button>
      </Group>
      {mine.map((head) => (
        <article key={head.id} className={classes.lesson} aria-label="Unfinished lesson">
          <Text>{`A lesson of ${dateAndTime(head.createdAt)} was not finished. It is kept in this browser alone.`}</Text>
          <div className={classes.actions}>
            <Button
              size="compact-md"
              variant="light"
              disabled={watched !== undefined}
              onClick={() => void takes.takeUp(head).catch(showElsewhere)}
            >
              Go on with it
            </Button>
            <Button
              size="compact-md"
              variant="subtle"
              color="gray"
              onClick={() => void takes.discard(head).catch(showElsewhere)}
            >
              Delete it
            </Button>
          </div>
        </article>
      ))}
    </>
  );
}

function showElsewhere(error: unknown): void {
  if (!(error instanceof TakeElsewhereError)) showFailure(error);
  else
    showTrouble({ title: 'This lesson is open in another window', advice: 'Go on there, or close that window first.' });
}

interface LessonProps {
  lesson: Lesson;
  opening: boolean;
  /** Not while another one is recorded. */
  watchable: boolean;
  onWatch(): void;
  /** Whether a film of it is being made. */
  filming: boolean;
  onShowFilms(): void;
  /** @throws what the server refuses */
  onFilm(): Promise<void>;
  /** @throws what the server refuses */
  onRename(title: string): Promise<void>;
  onRemove(): void;
}

function LessonView({ lesson, opening, watchable, filming, onWatch, onRename, onRemove, ...on }: LessonProps) {
  const { title, maker, createdAt, durationMs, cuts, state, own } = lesson;
  const length = clockTime(lengthOf(keptOf(durationMs, cuts)));
  const [naming, setNaming] = useState(false);
  const [asking, setAsking] = useState(false);
  const [asked, setAsked] = useState(false);
  const film = async () => {
    setAsked(true);
    try {
      await on.onFilm();
    } catch (error) {
      showFailure(error);
    } finally {
      setAsked(false);
    }
  };
  const rename = async (to: string) => {
    try {
      await onRename(to);
      setNaming(false);
    } catch (error) {
      showFailure(error);
    }
  };
  return (
    <article className={classes.lesson} aria-label={title}>
      <div>
        <strong className={classes.title}>{title}</strong>
        <Text c="var(--soft)" size="sm">
          {[length, maker, dateAndTime(createdAt)].join(' · ')}
        </Text>
      </div>
      {state === 'arriving' && <Text>Its voice is not here yet. Go on with sending it where it was recorded.</Text>}
      <div className={classes.actions}>
        {state === 'ready' && (
          <Button
            size="compact-md"
            variant="light"
            leftSection={<IconPlayerPlay size={16} />}
            aria-label={`Watch ${title}`}
            loading={opening}
            disabled={!watchable}
            onClick={onWatch}
          >
            Watch
          </Button>
        )}
        {own && state === 'ready' && filming && (
          <Act name={`Film is being made of ${title}: show it`} icon={<IconMovie size={16} />} onAct={on.onShowFilms}>
            Film is being made
          </Act>
        )}
        {own && state === 'ready' && !filming && (
          <Act
            name={`Make a film of ${title}`}
            icon={<IconMovie size={16} />}
            loading={asked}
            onAct={() => void film()}
          >
            Make a film
          </Act>
        )}
        {own && (
          <Act name={`Rename ${title}`} icon={<IconPencil size={16} />} onAct={() => setNaming(!naming)}>
            Rename
          </Act>
        )}
        {own && !asking && (
          <Act name={`Delete ${title}`} icon={<IconTrash size={16} />} onAct={() => setAsking(true)}>
            Delete
          </Act>
        )}
        {asking && (
          <>
            <Button size="compact-md" color="red" aria-label={`Delete ${title} for good`} onClick={onRemove}>
              Delete for good
            </Button>
            <Button size="compact-md" variant="default" onClick={() => setAsking(false)}>
              Keep it
            </Button>
          </>
        )}
      </div>
      {naming && <NameForm name={title} onSave={rename} onCancel={() => setNaming(false)} />}
    </article>
  );
}

interface ActProps {
  /** With what it is about, for who does not see that. */
  name: string;
  icon: ReactNode;
  /** It was pressed and is not done yet. */
  loading?: boolean;
  onAct(): void;
  children: string;
}

function Act({ name, icon, loading = false, onAct, children }: ActProps) {
  return (
    <Button
      size="compact-md"
      variant="subtle"
      color="gray"
      leftSection={icon}
      aria-label={name}
      loading={loading}
      onClick={onAct}
    >
      {children}
    </Button>
  );
}
