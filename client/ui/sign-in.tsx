import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Identity, useIdentity } from '../identity.ts';
import { useSubmit } from './use-submit.ts';

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
  const form = useSubmit(() => onName(name));

  return (
    <form onSubmit={form.onSubmit}>
      <Group align="flex-end" gap="sm" wrap="wrap">
        <TextInput
          label="Your name"
          description="As the others will see it."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={form.failure}
          required
          maxLength={60}
          autoComplete="name"
          flex="1 1 14rem"
        />
        <Button type="submit" loading={form.busy}>
          {action}
        </Button>
      </Group>
    </form>
  );
}
