/** The picture while a lesson is watched: what its log says, and nothing else. */
import { useCallback, useEffect } from 'react';
import { useStore } from 'zustand';
import type { LessonComparison } from '../../../shared/contract/lessons.ts';
import { OnceLoaded } from '../../ui/failure.tsx';
import { useLoaded } from '../../ui/use-loaded.ts';
import { CompareView } from '../compare/compare-view.tsx';
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
  if (compare) return <ComparedInLesson key={compare.sessionId} {...{ lesson, screen, library, compare }} />;
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

interface ComparedProps extends Pick<Props, 'lesson' | 'screen' | 'library'> {
  compare: LessonComparison;
}

/** Whoever may not see the session that is compared with reads so, and the lesson goes on. */
function ComparedInLesson({ library, compare, ...rest }: ComparedProps) {
  const { sessionId } = compare;
  const opened = useLoaded(useCallback(() => library.open(sessionId), [library, sessionId]));
  return (
    <OnceLoaded loaded={opened} what="the session that is compared with">
      {({ files, fresh }) => <BothPictures {...rest} {...{ compare, files, fresh }} />}
    </OnceLoaded>
  );
}

type BothProps = Omit<ComparedProps, 'library'> & Pick<Awaited<ReturnType<SessionLibrary['open']>>, 'files' | 'fresh'>;

function BothPictures({ lesson, screen, compare, files, fresh }: BothProps) {
  const other = useOtherScreen(files, fresh, compare.participantId).screen;
  useEffect(() => {
    lesson.second = other?.player;
    return () => {
      lesson.second = undefined;
    };
  }, [lesson, other]);
  if (!other) return <p>Nothing of the session that is compared with can be looked at.</p>;
  return <CompareView first={screen} second={other} comparison={compare} label="Both pictures" />;
}
