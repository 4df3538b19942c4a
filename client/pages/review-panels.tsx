/** What stands beside the picture while a session is looked at again: comments, clips and lessons. */
import { type ReactNode, useMemo } from 'react';
import { useStore } from 'zustand';
import type { SessionRecord } from '../../shared/contract/rest.ts';
import { sayIfAlreadyThere } from '../clips/already-there.ts';
import { ClipsPanel } from '../clips/clips-panel.tsx';
import { type ClipsOfSession, useClips } from '../clips/use-clips.ts';
import { LessonSeat } from '../lessons/lesson-seat.tsx';
import { LessonsPanel } from '../lessons/lessons-panel.tsx';
import { useLessons } from '../lessons/use-lessons.ts';
import { CommentsPanel } from '../review/comments/comments-panel.tsx';
import { type CommentsOfSession, useComments } from '../review/comments/use-comments.ts';
import type { MomentInk } from '../review/ink/moment-ink.ts';
import type { MarkLane } from '../review/marks.ts';
import type { ReviewContext, ReviewPanel } from '../review/panels.tsx';
import { isSameZone } from '../review/player/clock.ts';
import { showFailure } from '../ui/show-failure.ts';
import { commentLanes } from './comment-lanes.ts';

interface Beside {
  panels: readonly ReviewPanel[];
  moreLanes: readonly MarkLane[];
  notes: readonly MomentInk[];
  bar(context: ReviewContext): ReactNode;
}

export function useReviewPanels(token: string, record: SessionRecord): Beside {
  const comments = useComments(token, record.id);
  const clips = useClips(token, record.id);
  const lessons = useLessons(token, record.id);
  const panels: readonly ReviewPanel[] = [
    {
      key: 'comments',
      title: 'Comments',
      render: (context) => <CommentsBeside {...{ token, context, comments }} />,
    },
    { key: 'clips', title: 'Clips', render: (context) => <ClipsBeside {...{ token, context, clips }} /> },
    {
      key: 'lessons',
      title: 'Lessons',
      render: (context) => (
        <LessonsPanel
          {...{ token, context, lessons }}
          films={clips.clips}
          onFilms={(asked) => {
            if (asked) sayIfAlreadyThere(asked);
            context.openPanel('clips');
            void clips.refresh().catch(showFailure);
          }}
        />
      ),
    },
  ];
  const moreLanes = useMemo(() => commentLanes(comments.comments), [comments.comments]);
  const notes = useMemo(() => comments.comments.filter(({ ink }) => ink.length > 0), [comments.comments]);
  const bar = (context: ReviewContext) => <LessonSeat {...{ token, context, lessons }} />;
  return { panels, moreLanes, notes, bar };
}

/** What is chosen in the player to be played; undefined where that is all of it. */
function useSelection({ player }: ReviewContext) {
  const zone = useStore(player.state, (state) => state.zone);
  return isSameZone(zone, player.extent) ? undefined : { from: zone.from, to: zone.until };
}

function CommentsBeside(props: { token: string; context: ReviewContext; comments: CommentsOfSession }) {
  const { token, context, comments } = props;
  const { sketch } = context;
  const at = useStore(context.player.state, (state) => state.at);
  const drawn = useStore(sketch.state);
  return (
    <CommentsPanel
      {...comments}
      token={token}
      sessionId={context.record.id}
      playhead={at}
      selection={useSelection(context)}
      ink={drawn.ink}
      inkAt={drawn.at}
      onInkKept={() => sketch.clear()}
      onShow={({ from }) => context.player.goTo(from)}
    />
  );
}

function ClipsBeside({ token, context, clips }: { token: string; context: ReviewContext; clips: ClipsOfSession }) {
  const at = useStore(context.player.state, (state) => state.at);
  return (
    <ClipsPanel
      {...clips}
      token={token}
      sessionId={context.record.id}
      athletes={context.record.athletes}
      playhead={at}
      selection={useSelection(context)}
    />
  );
}
