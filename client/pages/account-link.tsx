import { Button, Stack, Title } from '@mantine/core';
import { useCallback, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import { AccountForm } from '../account/account-form.tsx';
import { PasswordField } from '../account/fields.tsx';
import { changeAccount, signInByLink, takeFromAddress, wordsFor } from '../auth.ts';
import { keptSignIn } from '../kept-sign-in.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { Message } from '../ui/message.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import classes from './account.module.css';

const linkSchema = z.object({ token_hash: z.string(), type: z.enum(['recovery', 'magiclink']) });

/** What follows the # of this address, read once: Supabase's client takes it away. */
const fragment = Object.fromEntries(new URLSearchParams(window.location.hash.slice(1)));

/** Links of a page's life that were taken already: each is good once. */
const taken = new Map<string, Promise<void>>();

/**
 * Signs in by the link of a mail, or after a provider's page.
 * @returns whether the password is to be chosen anew
 */
async function follow(): Promise<boolean> {
  const link = linkSchema.safeParse(fragment);
  if (link.success) {
    const { token_hash: token, type } = link.data;
    const signedIn = taken.get(token) ?? signInByLink({ token, type });
    taken.set(token, signedIn);
    await signedIn;
  } else {
    await takeFromAddress();
    const { error_code: code = '', error_description: reason } = fragment;
    // Who was signed in before still is.
    if (reason !== undefined) throw new SidelineError('invalid_request', wordsFor(code) ?? reason);
    if (!keptSignIn()) throw new SidelineError('invalid_request', 'This link is not whole. Open it again.');
  }
  return fragment.type === 'recovery';
}

export function AccountLinkPage() {
  const loaded = useLoaded(useCallback(() => follow(), []));
  return (
    <OnceLoaded
      loaded={loaded}
      what="your account"
      elsewhere={
        <Button component={Link} to="/sign-in" variant="default">
          Sign in another way
        </Button>
      }
    >
      {(choosesPassword) => (choosesPassword ? <NewPassword /> : <Welcome />)}
    </OnceLoaded>
  );
}

function Welcome() {
  return (
    <Message
      title="You are signed in"
      actions={
        <Button component={Link} to="/sessions">
          Go to my sessions
        </Button>
      }
    >
      This browser knows you from now on.
    </Message>
  );
}

function NewPassword() {
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  return (
    <Stack className={classes.card}>
      <Title order={1} size="h2">
        Choose a new password
      </Title>
      <AccountForm
        action="Save"
        onSubmit={async () => {
          await changeAccount({ password });
          await navigate('/account');
        }}
      >
        <PasswordField value={password} onChange={setPassword} isNew />
      </AccountForm>
    </Stack>
  );
}
