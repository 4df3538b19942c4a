import { Alert, Button, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { explain } from '../explain.ts';

interface Props {
  /** What the button says. */
  action: string;
  /** Asked for; a failure is said, and what was written stays. */
  onSubmit(): Promise<void>;
  children: ReactNode;
}

/** Fields and one button, and in words why it failed. */
export function AccountForm({ action, onSubmit, children }: Props) {
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await onSubmit();
    } catch (error) {
      const { title, advice } = explain(error);
      setFailure(`${title}. ${advice}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="md">
        {children}
        {failure && (
          <Alert color="orange" role="alert">
            {failure}
          </Alert>
        )}
        <div>
          <Button type="submit" loading={busy}>
            {action}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
