import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { explain } from '../explain.ts';
import { type Identity, useIdentity } from '../identity.ts';

interface Props {
  /** What the button says. */
  action: string;
  initialName?: string | undefined;
}

/** Asks for a name and signs in with it. */
export function SignIn({ onSignedIn, ...props }: Props & { onSignedIn?: (identity: Identity) => void }) {
  const signIn = useIdentity((store) => store.signIn);
  return (
    <NameForm
      {...props}
      onName={async (name) => {
        const identity = await signIn(name);
        onSignedIn?.(identity);
      }}
    />
  );
}

/** Asks for a name; what becomes of it may fail, and is said then. */
export function NameForm({ action, initialName = '', onName }: Props & { onName(name: string): Promise<void> }) {
  const [name, setName] = useState(initialName);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onName(name);
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
