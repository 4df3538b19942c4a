import { Button, Stack, Text, Title } from '@mantine/core';
import { useCallback, useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Accepted, RosterLinkPreview } from '../../shared/contract/roster.ts';
import { useIdentity } from '../identity.ts';
import { rosterApi } from '../roster-api.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { Message, ToStart } from '../ui/message.tsx';
import buttons from '../ui/named-button.module.css';
import { SignIn } from '../ui/sign-in.tsx';
import { useAttempt } from '../ui/use-attempt.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import classes from './join.module.css';

/** Where a link to a roster leads: an athlete decides whether a coach or a team sees their training. */
export function RosterJoin() {
  const { token = '' } = useParams();
  const loaded = useLoaded(useCallback(() => rosterApi.preview(token), [token]));
  return (
    <OnceLoaded loaded={loaded} what="the invitation" elsewhere={<ToStart />}>
      {(preview) => <Asked link={token} preview={preview} />}
    </OnceLoaded>
  );
}

function Asked({ link, preview }: { link: string; preview: RosterLinkPreview }) {
  const identity = useIdentity((store) => store.identity);
  const [accepted, setAccepted] = useState<Accepted>();
  const [busy, attempt] = useAttempt();
  const { role, coachName, team } = preview;
  const accept = (token: string) => attempt(async () => setAccepted(await rosterApi.accept(token, link)));
  if (accepted) return <Done accepted={accepted} reader={team?.name ?? coachName} />;
  const asCoach = role === 'coach';
  return (
    <Stack className={classes.card} gap="md">
      <Text className={classes.kicker}>{team ? team.name : 'Roster'}</Text>
      <Title order={1} size="h2">
        {asCoach
          ? `${coachName} invites you to coach ${team?.name ?? 'a team'}`
          : `${coachName} wants to see your training`}
      </Title>
      <Text c="var(--soft)">
        {asCoach
          ? 'You see the sessions and the progress of all athletes who let the team see them.'
          : `${team ? `All coaches of ${team.name}` : coachName} will see your sessions with their recordings, and your progress: past ones and new ones. You can stop that at any time, and you can see when they looked.`}
      </Text>
      {identity ? (
        <Button className={buttons.named} size="md" loading={busy} onClick={() => accept(identity.token)}>
          {asCoach ? `Join as ${identity.user.name}` : `Let ${team?.name ?? coachName} see it`}
        </Button>
      ) : (
        <SignIn action="Go on" />
      )}
      {!asCoach && (
        <Text size="sm" c="var(--soft)">
          Not of age yet? Say so under <Link to="/access">Who sees your training</Link> first: a guardian then has to
          consent.
        </Text>
      )}
    </Stack>
  );
}

function Done({ accepted, reader }: { accepted: Accepted; reader: string }) {
  if (accepted.grantId === null) {
    return (
      <Message title={`You coach ${reader} now`} actions={<To page="/roster">See the athletes</To>}>
        Athletes who let the team see their training are on your roster.
      </Message>
    );
  }
  return accepted.state === 'open' ? (
    <Message title={`${reader} sees your training now`} actions={<To page="/access">Who sees your training</To>}>
      You can stop that on the same page, and see who looked.
    </Message>
  ) : (
    <Message title="A guardian has to consent" actions={<To page="/access">Get the link for your guardian</To>}>
      {`Until then ${reader} sees nothing.`}
    </Message>
  );
}

const To = ({ page, children }: { page: string; children: string }) => (
  <Button component={Link} to={page}>
    {children}
  </Button>
);
