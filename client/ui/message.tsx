import { Button, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
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

/** A way out of a page that leads nowhere, beside what one should try first. */
export function ToStart() {
  return (
    <Button component={Link} to="/" variant="default">
      Go to the start
    </Button>
  );
}
