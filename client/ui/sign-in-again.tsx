import { Modal, Text } from '@mantine/core';
import { useIdentity } from '../identity.ts';
import { useRefusedToken } from '../refused-token.ts';
import { SignIn } from './sign-in.tsx';

/**
 * Over every page: asks for the name once the server does not know our sign-in any more. The page below stays as it is, and goes
 * on with the new sign-in.
 */
export function SignInAgain({ opened }: { opened: boolean }) {
  const name = useIdentity(({ identity }) => identity?.user.name);
  return (
    <Modal opened={opened} onClose={() => useRefusedToken.setState({ token: undefined })} title="Who are you?">
      <Text mb="md">
        The server does not know you any more. Give your name to go on here; what belonged to your old sign-in stays
        with that.
      </Text>
      <SignIn action="Go on" initialName={name} />
    </Modal>
  );
}
