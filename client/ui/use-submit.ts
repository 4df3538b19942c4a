import { type FormEvent, useState } from 'react';
import { explain } from '../explain.ts';

interface Submission {
  busy: boolean;
  /** In words, with what to do about it; undefined while nothing failed. */
  failure: string | undefined;
  onSubmit(event: FormEvent): void;
}

/** What a form does when it is sent: whether that is under way, and why it failed, for the form to say. */
export function useSubmit(work: () => Promise<void>): Submission {
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
    } catch (error) {
      const { title, advice } = explain(error);
      setFailure(`${title}. ${advice}`);
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return { busy, failure, onSubmit };
}
