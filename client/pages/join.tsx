import { Button, Stack, Text, Title } from '@mantine/core';
import { useCallback } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { InvitationPreview } from '../../shared/contract/rest.ts';
import type { Role } from '../../shared/contract/roles.ts';
import { api } from '../api.ts';
import { useIdentity } from '../identity.ts';
import { keepEntry } from '../live/entry.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { Message, ToStart } from '../ui/message.tsx';
import buttons from '../ui/named-button.module.css';
import { RecordingNotice } from '../ui/recording-sign.tsx';
import { SignIn } from '../ui/sign-in.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import classes from './join.module.css';

const ROLE_MEANS: Readonly<Record<Role, { as: string; means: string }>> = {
  athlete: { as: 'the athlete', means: 'You train in front of your camera; everyone else watches and helps.' },
  coach: { as: 'a coach', means: 'You talk with the athlete and draw over their live video.' },
  spectator: { as: 'a spectator', means: 'You see and hear everything. Nobody sees or hears you.' },
};

/** Where an invitation link leads. */
export function Join() {
  const { token = '' } = useParams();
  const loaded = useLoaded(useCallback(() => api.invitation(token), [token]));
  return (
    <OnceLoaded loaded={loaded} what="the invitation" elsewhere={<ToStart />}>
      {(preview) => <Invited token={token} preview={preview} />}
    </OnceLoaded>
  );
}

function Invited({ token, preview }: { token: string; preview: InvitationPreview }) {
  const navigate = useNavigate();
  const identity = useIdentity((store) => store.identity);
  const { sessionId, role, activityName, definition, ownerName, status, recording } = preview;
  const enter = () => {
    keepEntry(sessionId, { role, definition, invitation: token });
    void navigate(`/live/${sessionId}`);
  };
  if (status !== 'live') {
    return (
      <Message
        title="This session is over"
        actions={
          <Button component={Link} to={`/sessions/${sessionId}`}>
            See the record
          </Button>
        }
      >
        If you took part in it, its record is on your sessions page.
      </Message>
    );
  }
  return (
    <Stack className={classes.card} gap="md">
      <Text className={classes.kicker}>{activityName.en}</Text>
      <Title order={1} size="h2">
        {`${ownerName} invites you as ${ROLE_MEANS[role].as}`}
      </Title>
      <Text c="var(--soft)">{ROLE_MEANS[role].means}</Text>
      {recording && <RecordingNotice sign={recording} />}
      {identity ? (
        <Button className={buttons.named} size="md" onClick={enter}>
          {`Join as ${identity.user.name}`}
        </Button>
      ) : (
        <SignIn action="Join" onSignedIn={enter} />
      )}
    </Stack>
  );
}
