import { Button } from '@mantine/core';
import { IconScribble } from '@tabler/icons-react';
import { useState } from 'react';
import type { Comment } from '../../../shared/contract/comments.ts';
import { dateAndTime, momentTime } from '../../ui/words.ts';
import { CommentForm } from './comment-form.tsx';
import classes from './comments.module.css';
import type { Thread } from './threads.ts';

/** What can be done with comments; each resolves when it is kept. */
export interface CommentActions {
  answer(comment: Comment, body: string): Promise<void>;
  edit(comment: Comment, body: string): Promise<void>;
  resolve(comment: Comment, resolved: boolean): Promise<void>;
  remove(comment: Comment): Promise<void>;
}

interface Props {
  thread: Thread;
  actions: CommentActions;
  /** Goes to a comment's moment, with its ink on show where the player can. */
  onShow(comment: Comment): void;
}

/** One comment with its answers. */
export function CommentThread({ thread: { head, answers }, actions, onShow }: Props) {
  const [answering, setAnswering] = useState(false);
  const isResolved = head.resolvedAt !== null;
  return (
    <li className={classes.thread} data-resolved={isResolved || undefined}>
      <button type="button" className={classes.moment} onClick={() => onShow(head)}>
        {momentWords(head)}
      </button>
      {[head, ...answers].map((comment) => (
        <CommentView
          key={comment.id}
          comment={comment}
          hasAnswers={comment === head && answers.length > 0}
          actions={actions}
          onShow={onShow}
        />
      ))}
      {answering ? (
        <CommentForm
          label="Answer"
          submit="Answer"
          onSubmit={async (body) => {
            await actions.answer(head, body);
            setAnswering(false);
          }}
          onCancel={() => setAnswering(false)}
        />
      ) : (
        <div className={classes.actions}>
          <Action onClick={() => setAnswering(true)}>Answer</Action>
          <Action onClick={() => actions.resolve(head, !isResolved)}>{isResolved ? 'Open again' : 'Resolve'}</Action>
        </div>
      )}
    </li>
  );
}

function CommentView(props: Pick<Props, 'actions' | 'onShow'> & { comment: Comment; hasAnswers: boolean }) {
  const { comment, hasAnswers, actions, onShow } = props;
  const [editing, setEditing] = useState(false);
  const [asking, setAsking] = useState(false);
  if (editing) {
    return (
      <CommentForm
        label="Edit your comment"
        text={comment.body}
        submit="Save"
        onSubmit={async (body) => {
          await actions.edit(comment, body);
          setEditing(false);
        }}
        onCancel={() => setEditing(false)}
      />
    );
  }
  return (
    <article className={classes.comment} data-answer={comment.threadId !== null || undefined}>
      <p className={classes.author}>
        <strong>{comment.author}</strong>
        <time dateTime={comment.createdAt}>{dateAndTime(comment.createdAt)}</time>
        {comment.editedAt && <span>edited</span>}
      </p>
      <p className={classes.body}>{comment.body}</p>
      <div className={classes.actions}>
        {comment.ink.length > 0 && (
          <Action onClick={() => onShow(comment)}>
            <IconScribble size={16} aria-hidden /> Show the drawing
          </Action>
        )}
        {comment.own && <Action onClick={() => setEditing(true)}>Edit</Action>}
        {comment.deletable && !asking && <Action onClick={() => setAsking(true)}>Delete</Action>}
        {asking && (
          <>
            <span>{hasAnswers ? 'Delete it with its answers?' : 'Delete it?'}</span>
            <Action onClick={() => actions.remove(comment)}>Delete for good</Action>
            <Action onClick={() => setAsking(false)}>Keep it</Action>
          </>
        )}
      </div>
    </article>
  );
}

function Action({ onClick, children }: { onClick: () => unknown; children: React.ReactNode }) {
  return (
    <Button variant="subtle" color="gray" size="compact-sm" onClick={() => void onClick()}>
      {children}
    </Button>
  );
}

const momentWords = ({ from, to }: Comment) =>
  to === null ? momentTime(from) : `${momentTime(from)} to ${momentTime(to)}`;
