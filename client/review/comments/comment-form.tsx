import { Button, Group, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { MAX_COMMENT_LENGTH } from '../../../shared/contract/comments.ts';
import { showFailure } from '../../ui/show-failure.ts';

interface Props {
  label: string;
  /** What stands there at first. */
  text?: string;
  submit: string;
  /** What is sent where nothing is written; without it something must be. */
  unwritten?: string | undefined;
  /** Resolves when it is kept; the field is empty then. */
  onSubmit(text: string): Promise<void>;
  onCancel?: () => void;
}

/** A field for a comment or an answer. Ctrl+Enter sends it. */
export function CommentForm({ label, text: first = '', submit, unwritten = '', onSubmit, onCancel }: Props) {
  const [text, setText] = useState(first);
  const [busy, setBusy] = useState(false);
  const isWritten = text.trim() !== '';
  const isEmpty = !isWritten && unwritten === '';
  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    if (isEmpty || busy) return;
    setBusy(true);
    try {
      await onSubmit(isWritten ? text : unwritten);
      setText('');
    } catch (error) {
      showFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void send(event)}>
      <Textarea
        label={label}
        value={text}
        maxLength={MAX_COMMENT_LENGTH}
        rows={2}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
        }}
      />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="compact-md" loading={busy} disabled={isEmpty}>
          {submit}
        </Button>
        {onCancel && (
          <Button size="compact-md" variant="default" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </Group>
    </form>
  );
}
