import { Anchor, Text } from '@mantine/core';
import { useState } from 'react';
import type { SignInOptions } from '../../shared/contract/rest.ts';
import { sendResetLink, sendSignInLink, signInByPassword } from '../auth.ts';
import { showFailure } from '../ui/show-failure.ts';
import { AccountForm } from './account-form.tsx';
import { EmailField, PasswordField } from './fields.tsx';

interface Props {
  options: SignInOptions;
  initialEmail?: string | undefined;
  onSignedIn(): void;
}

/** Signs in to an account; who forgot the password is sent a link, where mail is sent. */
export function PasswordSignIn({ options, initialEmail = '', onSignedIn }: Props) {
  const [email, setEmail] = useState(initialEmail);
  const [password, setPassword] = useState('');
  const [sent, setSent] = useState(false);
  const send = (link: (to: string) => Promise<void>) => {
    link(email).then(() => setSent(true), showFailure);
  };
  return (
    <>
      <AccountForm
        action="Sign in"
        onSubmit={async () => {
          await signInByPassword({ email, password });
          onSignedIn();
        }}
      >
        <EmailField value={email} onChange={setEmail} />
        <PasswordField value={password} onChange={setPassword} />
      </AccountForm>
      {options.sendsMail && (
        <Text size="sm" mt="md">
          <span>Without the password: </span>
          <Anchor component="button" type="button" size="sm" onClick={() => send(sendSignInLink)}>
            send me a link to sign in
          </Anchor>
          <span>, or </span>
          <Anchor component="button" type="button" size="sm" onClick={() => send(sendResetLink)}>
            one to choose a new password
          </Anchor>
        </Text>
      )}
      {sent && (
        <Text size="sm" mt="sm" role="status">
          If there is an account with this address, a mail is on its way. Its link is good for an hour.
        </Text>
      )}
    </>
  );
}
