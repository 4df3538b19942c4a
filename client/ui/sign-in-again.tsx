import { Anchor, Modal, Text } from '@mantine/core';
import { useIdentity } from '../identity.ts';
import { SignIn } from './sign-in.tsx';

/**
 * Over every page: asks for the name once the server does not know our sign-in any more. The page below stays as it is, and goes
 * on with the new sign-in.
 */
export function SignInAgain({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const identity = useIdentity((store) => store.identity);
  return (
    <Modal opened={opened} onClose={onClose} title="Who are you?">
      <Text mb="md">
        The server does not know you any more. Give your name to go on here; what belonged to your old sign-in stays
        with that.
      </Text>
      <SignIn action="Go on" initialName={identity?.user.name} />
      {identity?.email && (
        <Text size="sm" mt="md">
          <span>Or leave this page and </span>
          <Anchor href="/sign-in">{`sign in as ${identity.email}`}</Anchor>
        </Text>
      )}
    </Modal>
  );
}
