import { Modal, Text } from '@mantine/core';
import { useIdentity } from '../identity.ts';
import { SignIn } from './sign-in.tsx';

/**
 * Over every page: asks for the name once the server does not know our sign-in any more. The page below stays as it is, and goes
 * on with the new sign-in.
 */
export function SignInAgain({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const name = useIdentity(({ identity }) => identity?.user.name);
  return (
    <Modal opened={opened} onClose={onClose} title="Who are you?">
      <Text mb="md">
        The server does not know you any more. Give your name to go on here; what belonged to your old sign-in stays
        with that.
      </Text>
      <SignIn action="Go on" initialName={name} />
    </Modal>
  );
}
