import { Alert, Button, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSubmit } from '../ui/use-submit.ts';

interface Props {
  /** What the button says. */
  action: string;
  /** Asked for; a failure is said, and what was written stays. */
  onSubmit(): Promise<void>;
  children: ReactNode;
}

/** Fields and one button, and in words why it failed. */
export function AccountForm({ action, onSubmit, children }: Props) {
  const form = useSubmit(onSubmit);
  return (
    <form onSubmit={form.onSubmit}>
      <Stack gap="md">
        {children}
        {form.failure && (
          <Alert color="orange" role="alert">
            {form.failure}
          </Alert>
        )}
        <div>
          <Button type="submit" loading={form.busy}>
            {action}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
