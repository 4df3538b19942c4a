import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SignedIn } from '../../shared/contract/rest.ts';
import { explain } from '../explain.ts';
import { useIdentity } from '../identity.ts';

/** Asks for a name and signs in with it. */
export function SignIn({ action, onSignedIn }: { action: string; onSignedIn?: (identity: SignedIn) => void }) {
  const signIn = useIdentity((store) => store.signIn);
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const identity = await signIn(name);
      onSignedIn?.(identity);
    } catch (reason) {
      const { title, advice } = explain(reason);
      setError(`${title}. ${advice}`);
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
      <Group align="flex-end" gap="sm" wrap="wrap">
        <TextInput
          label="Your name"
          description="As the others will see it."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={error}
          required
          maxLength={60}
          autoComplete="name"
          flex="1 1 14rem"
        />
        <Button type="submit" loading={busy}>
          {action}
        </Button>
      </Group>
    </form>
  );
}
