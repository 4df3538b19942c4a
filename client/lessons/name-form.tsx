/** Asks how a lesson is to be called. */
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { lessonTitleSchema } from '../../shared/contract/lessons.ts';
import classes from './lessons.module.css';

interface Props {
  /** As it is called until now. */
  name: string;
  /** Says itself what went wrong. */
  onSave(name: string): Promise<void>;
  /** Undefined where there is no way back. */
  onCancel?: () => void;
}

export function NameForm({ name, onSave, onCancel }: Props) {
  const [title, setTitle] = useState(name);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = lessonTitleSchema.safeParse(title);
    setProblem(parsed.error?.issues[0]?.message);
    if (!parsed.success) return;
    setBusy(true);
    void onSave(parsed.data).finally(() => setBusy(false));
  };
  return (
    <form className={classes.row} onSubmit={submit}>
      <TextInput
        className={classes.name ?? ''}
        label="Name of the lesson"
        value={title}
        maxLength={120}
        error={problem}
        onChange={({ currentTarget: { value } }) => setTitle(value)}
      />
      <Button type="submit" loading={busy}>
        Save
      </Button>
      {onCancel && (
        <Button variant="subtle" color="gray" onClick={onCancel}>
          Cancel
        </Button>
      )}
    </form>
  );
}
