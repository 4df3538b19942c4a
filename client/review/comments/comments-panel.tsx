import { Button, Group, Switch, Title } from '@mantine/core';
import { useState } from 'react';
import type { CommentInk } from '../../../shared/contract/comment-ink.ts';
import type { Comment } from '../../../shared/contract/comments.ts';
import { reviewApi } from '../../review-api.ts';
import { OnceLoaded } from '../../ui/failure.tsx';
import { showFailure } from '../../ui/show-failure.ts';
import { momentTime } from '../../ui/words.ts';
import { CommentForm } from './comment-form.tsx';
import { type CommentActions, CommentThread } from './comment-thread.tsx';
import classes from './comments.module.css';
import { type About, rangeBetween, threadsOf } from './threads.ts';
import type { CommentsOfSession } from './use-comments.ts';

interface Props extends CommentsOfSession {
  token: string;
  sessionId: string;
  /** Where the player is, ms of the session. */
  playhead: number;
  /** What is selected in the player; it goes before what is marked here. */
  selection?: About | undefined;
  /** What was drawn over the picture on show, to go with the next comment. */
  ink?: CommentInk;
  /** The moment that the ink was drawn on, ms of the session; a comment with ink is about it. */
  inkAt?: number | undefined;
  /** The ink went with a comment. */
  onInkKept?: () => void;
  /** Goes to the comment's moment; a player that can, shows its ink. */
  onShow(comment: Comment): void;
}

/** The comments of a session beside its player: reads and writes them. */
export function CommentsPanel(props: Props) {
  const { loaded, comments, change, token, sessionId, playhead, selection, ink = [], inkAt, onInkKept, onShow } = props;
  const [start, setStart] = useState<number>();
  const [withResolved, setWithResolved] = useState(true);
  // Ink stays at its moment wherever the playhead is; a range may be begun there.
  const about = selection ?? rangeBetween(start, start === undefined ? (inkAt ?? playhead) : playhead);
  const threads = threadsOf(comments);
  const shown = threads.filter(({ head }) => withResolved || head.resolvedAt === null);
  const resolved = threads.filter(({ head }) => head.resolvedAt !== null).length;
  const reportingFailure = (action: () => Promise<unknown>) => change(action).catch(showFailure);
  const actions: CommentActions = {
    answer: (comment, body) => change(() => reviewApi.answerComment(token, sessionId, comment.id, { body, ink: [] })),
    edit: (comment, body) =>
      change(() => reviewApi.editComment(token, sessionId, comment.id, { body, ink: comment.ink })),
    resolve: (comment, isResolved) =>
      reportingFailure(() => reviewApi.resolveComment(token, sessionId, comment.id, isResolved)),
    remove: (comment) => reportingFailure(() => reviewApi.removeComment(token, sessionId, comment.id)),
  };
  const add = async (body: string) => {
    await change(() => reviewApi.addComment(token, sessionId, { ...about, body, ink }));
    setStart(undefined);
    onInkKept?.();
  };
  return (
    <section className={classes.panel} aria-labelledby="comments-title">
      <Group justify="space-between">
        <Title order={2} size="h4" id="comments-title">
          Comments
        </Title>
        {resolved > 0 && (
          <Switch
            size="sm"
            label={`Resolved ones (${resolved})`}
            checked={withResolved}
            onChange={(event) => setWithResolved(event.currentTarget.checked)}
          />
        )}
      </Group>
      <OnceLoaded loaded={loaded} what="the comments">
        {() => (
          <>
            {shown.length === 0 ? (
              <p className={classes.none}>{threads.length === 0 ? 'No comments yet.' : 'All comments are resolved.'}</p>
            ) : (
              <ol className={classes.threads}>
                {shown.map((thread) => (
                  <CommentThread key={thread.head.id} thread={thread} actions={actions} onShow={onShow} />
                ))}
              </ol>
            )}
            <div className={classes.add}>
              <CommentForm
                label={`Comment on ${words(about)}`}
                submit="Comment"
                unwritten={ink.length > 0 ? 'Drawing' : undefined}
                onSubmit={add}
              />
              {!selection && (
                <Button
                  variant="subtle"
                  color="gray"
                  size="compact-sm"
                  onClick={() => setStart(start === undefined ? (inkAt ?? playhead) : undefined)}
                >
                  {start === undefined ? 'Begin a range here' : 'Comment on one moment'}
                </Button>
              )}
              {ink.length > 0 && <p className={classes.none}>Your drawing goes with the comment.</p>}
            </div>
          </>
        )}
      </OnceLoaded>
    </section>
  );
}

const words = ({ from, to }: About) => (to === null ? momentTime(from) : `${momentTime(from)} to ${momentTime(to)}`);
