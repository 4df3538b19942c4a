import { Button, Stack, Text, Title } from '@mantine/core';
import { useCallback, useState } from 'react';
import { Link, useParams } from 'react-router';
import type { GuardianPreview } from '../../shared/contract/roster.ts';
import { useIdentity } from '../identity.ts';
import { rosterApi } from '../roster-api.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { Message, ToStart } from '../ui/message.tsx';
import buttons from '../ui/named-button.module.css';
import { SignIn } from '../ui/sign-in.tsx';
import { useAttempt } from '../ui/use-attempt.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import classes from './join.module.css';

/** Where a minor's link leads: the guardian consents that a coach or a team sees the training. */
export function GuardianPage() {
  const { token = '' } = useParams();
  const loaded = useLoaded(useCallback(() => rosterApi.consentAsked(token), [token]));
  return (
    <OnceLoaded loaded={loaded} what="what is asked" elsewhere={<ToStart />}>
      {(preview) => <Asked link={token} preview={preview} />}
    </OnceLoaded>
  );
}

function Asked({ link, preview }: { link: string; preview: GuardianPreview }) {
  const identity = useIdentity((store) => store.identity);
  const [done, setDone] = useState(false);
  const [busy, attempt] = useAttempt();
  const { athleteName, readerName, state } = preview;
  if (done || state !== 'awaiting-consent') {
    return (
      <Message
        title={done || state === 'open' ? `${readerName} may see ${athleteName}’s training` : 'This is over'}
        actions={
          <Button component={Link} to="/access">
            Who sees it
          </Button>
        }
      >
        {done
          ? 'You can stop that on the same page, and see who looked.'
          : 'Nobody asks for your consent here any more.'}
      </Message>
    );
  }
  return (
    <Stack className={classes.card} gap="md">
      <Text className={classes.kicker}>Consent of a guardian</Text>
      <Title order={1} size="h2">
        {`May ${readerName} see ${athleteName}’s training?`}
      </Title>
      <Text c="var(--soft)">
        {`${athleteName} is not of age and needs the consent of a parent or guardian. ${readerName} would see sessions with their recordings, and progress. You can stop that at any time, and you can see who looked.`}
      </Text>
      {identity ? (
        <Button
          className={buttons.named}
          size="md"
          loading={busy}
          onClick={() =>
            attempt(async () => {
              await rosterApi.consent(identity.token, link);
              setDone(true);
            })
          }
        >
          {`I am the guardian, and I consent (${identity.user.name})`}
        </Button>
      ) : (
        <SignIn action="Go on" />
      )}
    </Stack>
  );
}
