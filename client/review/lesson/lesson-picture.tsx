/** The picture while a lesson is watched: what its log says, and nothing else. */
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { modelNamed } from '../../../shared/athlete/index.ts';
import type { LessonComparison } from '../../../shared/contract/lessons.ts';
import { OnceLoaded } from '../../ui/failure.tsx';
import { useLoaded } from '../../ui/use-loaded.ts';
import { CompareView } from '../compare/compare-view.tsx';
import type { ComparedScreen } from '../compare/compared.ts';
import { modelScreen } from '../compare/model-screen.ts';
import { type SessionLibrary, useOtherScreen } from '../compare/other-side.tsx';
import { ReadingsList } from '../ink/readings-list.tsx';
import type { Screen } from '../player/use-screen.ts';
import { Viewer } from '../player/viewer.tsx';
import type { LessonPlayer } from './lesson-player.ts';

interface Props {
  lesson: LessonPlayer;
  screen: Screen;
  library: SessionLibrary;
  label: string;
  /** What counts as 0, ms of the session. */
  origin: number;
}

const NONE: readonly never[] = [];

export function LessonPicture({ lesson, screen, library, label, origin }: Props) {
  const look = useStore(lesson.state, ({ view }) => view.look);
  const compare = useStore(lesson.state, ({ view }) => view.compare);
  if (compare) {
    // Another one begins anew; the same in another layout goes on.
    return 'model' in compare ? (
      <ModelInLesson key={JSON.stringify(compare.model)} {...{ lesson, screen, compare }} />
    ) : (
      <ComparedInLesson key={compare.sessionId} {...{ lesson, screen, library, compare }} />
    );
  }
  const { sketch } = lesson;
  return (
    <>
      <Viewer
        {...screen}
        {...{ sketch, label, origin }}
        skeleton={look.skeleton}
        ink={NONE}
        notes={NONE}
        viewport={look}
      />
      <ReadingsList {...screen} sketch={sketch} notes={NONE} />
    </>
  );
}

type InLesson = Pick<Props, 'lesson' | 'screen'>;

interface ModelProps extends InLesson {
  compare: Extract<LessonComparison, { model: object }>;
}

function ModelInLesson({ compare, ...rest }: ModelProps) {
  const [model] = useState(() => {
    const athlete = modelNamed(compare.model);
    return athlete && modelScreen(athlete);
  });
  if (!model) return <p>The model athlete of this lesson is not known here.</p>;
  return <BothPictures {...rest} {...{ compare }} other={model} />;
}

interface ComparedProps extends InLesson, Pick<Props, 'library'> {
  compare: Extract<LessonComparison, { sessionId: string }>;
}

/** Whoever may not see the session that is compared with reads so, and the lesson goes on. */
function ComparedInLesson({ library, compare, ...rest }: ComparedProps) {
  const { sessionId } = compare;
  const opened = useLoaded(useCallback(() => library.open(sessionId), [library, sessionId]));
  return (
    <OnceLoaded loaded={opened} what="the session that is compared with">
      {({ files, fresh }) => <FilmInLesson {...rest} {...{ compare, files, fresh }} />}
    </OnceLoaded>
  );
}

type FilmProps = Omit<ComparedProps, 'library'> & Pick<Awaited<ReturnType<SessionLibrary['open']>>, 'files' | 'fresh'>;

function FilmInLesson({ compare, files, fresh, ...rest }: FilmProps) {
  const other = useOtherScreen(files, fresh, compare.participantId).screen;
  if (!other) return <p>Nothing of the session that is compared with can be looked at.</p>;
  return <BothPictures {...rest} {...{ compare, other }} />;
}

function BothPictures({
  lesson,
  screen,
  compare,
  other,
}: InLesson & { compare: LessonComparison; other: ComparedScreen }) {
  useEffect(() => {
    lesson.second = other.player;
    return () => {
      lesson.second = undefined;
    };
  }, [lesson, other]);
  return <CompareView first={screen} second={other} comparison={compare} label="Both pictures" />;
}
