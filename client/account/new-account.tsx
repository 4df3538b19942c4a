import { Text } from '@mantine/core';
import { useState } from 'react';
import { changeAccount, signUp } from '../auth.ts';
import { type Identity, useIdentity } from '../identity.ts';
import { AccountForm } from './account-form.tsx';
import { EmailField, NameField, PasswordField } from './fields.tsx';

/** Makes an account; a guest gets one and stays who they are, with all sessions. */
export function NewAccount({ onDone }: { onDone(): void }) {
  const guest = useIdentity(({ identity }) => identity);
  const [name, setName] = useState(guest?.user.name ?? '');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [mailSent, setMailSent] = useState(false);
  if (mailSent) {
    return <Text role="status">Nearly done: open the link in the mail that was sent to you.</Text>;
  }
  return (
    <AccountForm
      action="Make the account"
      onSubmit={async () => {
        const waits = await makeAccount(guest, { name, email, password });
        if (waits) setMailSent(true);
        else onDone();
      }}
    >
      {guest && (
        <Text size="sm" c="var(--soft)">
          {`You stay ${guest.user.name}: your sessions and activities come along.`}
        </Text>
      )}
      <NameField value={name} onChange={setName} />
      <EmailField value={email} onChange={setEmail} />
      <PasswordField value={password} onChange={setPassword} isNew />
    </AccountForm>
  );
}

/** @returns whether a mail must be answered first */
const makeAccount = (guest: Identity | undefined, account: { name: string; email: string; password: string }) =>
  guest ? changeAccount(account) : signUp(account);
