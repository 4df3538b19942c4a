import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useIdentity } from '../identity.ts';
import { SignIn } from './sign-in.tsx';
import classes from './signed-in.module.css';

/** Shows what needs a signed-in person, or asks for the name in its place and then goes on. */
export function SignedIn({ why, children }: { why: string; children: (token: string) => ReactNode }) {
  const identity = useIdentity((store) => store.identity);
  if (identity) return children(identity.token);
  return (
    <Stack className={classes.card}>
      <Title order={1} size="h2">
        Who are you?
      </Title>
      <Text c="var(--soft)">{why}</Text>
      <SignIn action="Go on" />
      <Text size="sm">
        <span>You have an account? </span>
        <Link to="/sign-in">Sign in</Link>
      </Text>
    </Stack>
  );
}
