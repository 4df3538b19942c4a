import { useIdentity } from '../identity.ts';
import { useRefusedToken } from '../refused-token.ts';
import { OnceOpened } from './once-opened.tsx';

const signInAgain = async () => (await import('./sign-in-again.tsx')).SignInAgain;
const close = () => useRefusedToken.setState({ token: undefined });

/** Opens the question for the name when the sign-in of this browser is refused, whatever page is open. */
export function SignInWatch() {
  const token = useIdentity(({ identity }) => identity?.token);
  const refused = useRefusedToken((store) => store.token);
  const opened = token !== undefined && token === refused;
  return (
    <OnceOpened opened={opened} load={signInAgain} onFailed={close}>
      {(SignInAgain) => <SignInAgain opened={opened} onClose={close} />}
    </OnceOpened>
  );
}
