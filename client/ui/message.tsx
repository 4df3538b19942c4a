import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './message.module.css';

/** A page that has one thing to say, and what to do about it. */
export function Message({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <section className={classes.message} role="alert">
      <Stack gap="sm">
        <Title order={1} size="h2">
          {title}
        </Title>
        <Text c="var(--soft)">{children}</Text>
        {actions && <div className={classes.actions}>{actions}</div>}
      </Stack>
    </section>
  );
}
