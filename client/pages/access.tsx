import { Badge, Button, Group, Text, TextInput, Title } from '@mantine/core';
import { useCallback, useState } from 'react';
import { Link } from 'react-router';
import type { Access, AccessLogLine, Grant, GrantState, Look } from '../../shared/contract/roster.ts';
import { useChanges } from '../changes/use-changes.ts';
import { useIdentity } from '../identity.ts';
import { rosterApi } from '../roster-api.ts';
import { CopyField, copyLink } from '../ui/copy-field.tsx';
import { OnceLoaded } from '../ui/failure.tsx';
import { SignedIn } from '../ui/signed-in.tsx';
import { useAttempt } from '../ui/use-attempt.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import { dateAndTime } from '../ui/words.ts';
import classes from './roster.module.css';

/** For an athlete, and for guardians: who sees the training, the way to end that, and who looked. */
export function AccessPage() {
  return <SignedIn why="Give your name to see who sees your training.">{(token) => <Loaded token={token} />}</SignedIn>;
}

function Loaded({ token }: { token: string }) {
  const loaded = useLoaded(useCallback(() => rosterApi.access(token), [token]));
  useChanges(token, 'own', 'roster', loaded[2]);
  return (
    <OnceLoaded loaded={loaded} what="who sees your training">
      {(access) => <Everything token={token} access={access} onChanged={loaded[1]} />}
    </OnceLoaded>
  );
}

interface Props {
  token: string;
  access: Access;
  onChanged(): void;
}

function Everything({ token, access, onChanged }: Props) {
  const { grants, log } = access;
  return (
    <div className={classes.sections}>
      <section aria-labelledby="grants">
        <Title order={1} size="h2" id="grants">
          Who sees your training
        </Title>
        <Text c="var(--soft)" mb="lg">
          Whoever takes part in a session sees that session as well. When you stop sharing, it stops at once, also on
          pages that are open.
        </Text>
        {grants.length === 0 ? (
          <Text>Nobody. A coach who wants to see it sends you a link.</Text>
        ) : (
          <ul className={classes.list}>
            {grants.map((grant) => (
              <li key={grant.id}>
                <GrantRow token={token} grant={grant} onChanged={onChanged} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="log">
        <Title order={2} size="h3" id="log" mb="xs">
          Who looked
        </Title>
        {log.length === 0 ? (
          <Text c="var(--soft)">Nobody so far.</Text>
        ) : (
          <ul className={classes.log}>
            {log.map((line) => (
              <li key={`${line.reader} ${line.what} ${line.sessionId} ${line.firstAt}`}>
                <LogLine line={line} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <Age token={token} access={access} onChanged={onChanged} />
    </div>
  );
}

const STATES: Readonly<Record<GrantState, { label: string; colour: string }>> = {
  open: { label: 'Sees it', colour: 'turf' },
  'awaiting-consent': { label: 'Waits for a guardian', colour: 'orange' },
  withdrawn: { label: 'Stopped', colour: 'gray' },
};

function GrantRow({ token, grant, onChanged }: { token: string; grant: Grant; onChanged(): void }) {
  const self = useIdentity((store) => store.identity?.user.id);
  const [link, setLink] = useState<string>();
  const [busy, attempt] = useAttempt();
  const { id, athlete, coach, team, state, grantedAt, withdrawnAt, guardian } = grant;
  const reader = coach?.name ?? team?.name ?? 'Somebody';
  const own = athlete.id === self;
  const whose = own ? '' : `${athlete.name}’s training, `;
  const since = withdrawnAt ? `until ${dateAndTime(withdrawnAt)}` : `since ${dateAndTime(grantedAt)}`;
  return (
    <div className={classes.row}>
      <span className={classes.who}>
        <span>{team ? `Coaches of ${team.name}` : reader}</span>
        <span className={classes.soft}>{`${whose}${since}`}</span>
        {own && guardian && <span className={classes.soft}>{`${guardian.name} consented`}</span>}
      </span>
      <span>
        <Badge variant="light" color={STATES[state].colour} tt="none">
          {STATES[state].label}
        </Badge>
      </span>
      {state !== 'withdrawn' && (
        <Group gap="xs" className={classes.actions}>
          {own && state === 'awaiting-consent' && !link && (
            <Button
              size="xs"
              variant="light"
              onClick={() =>
                attempt(async () => {
                  const made = await rosterApi.guardianLink(token, id);
                  const address = `${window.location.origin}/guardian/${made.token}`;
                  setLink(address);
                  await copyLink(address);
                })
              }
            >
              Copy a link for your guardian
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            loading={busy}
            onClick={() =>
              attempt(async () => {
                await rosterApi.withdraw(token, id);
                onChanged();
              })
            }
            aria-label={`Stop sharing with ${reader}`}
          >
            Stop sharing
          </Button>
        </Group>
      )}
      {link && <CopyField label="Link for your guardian" link={link} />}
    </div>
  );
}

const LOOKS: Readonly<Record<Look, string>> = {
  sessions: 'the list of sessions',
  session: 'a session',
  files: 'the recordings of a session',
  file: 'a recording',
  progress: 'the progress',
};

function LogLine({ line }: { line: AccessLogLine }) {
  const self = useIdentity((store) => store.identity?.user.id);
  const { athlete, reader, what, sessionId, lastAt, times } = line;
  return (
    <>
      <span className={classes.soft}>{dateAndTime(lastAt)}</span>
      <span>
        <strong>{reader}</strong>
        <span>{' looked at '}</span>
        {sessionId && athlete.id === self ? (
          <Link to={`/sessions/${sessionId}`}>{LOOKS[what]}</Link>
        ) : (
          <span>{LOOKS[what]}</span>
        )}
        {athlete.id !== self && <span>{` of ${athlete.name}`}</span>}
        {times > 1 && <span>{`, ${times} times within an hour`}</span>}
      </span>
    </>
  );
}

function Age({ token, access: { minorUntil, grants }, onChanged }: Props) {
  const self = useIdentity((store) => store.identity?.user.id);
  const [until, setUntil] = useState(minorUntil ?? '');
  const [busy, attempt] = useAttempt();
  // What was said stays once somebody was let see; the server holds that too.
  const fixed = minorUntil !== null && grants.some(({ athlete }) => athlete.id === self);
  return (
    <section aria-labelledby="age">
      <Title order={2} size="h3" id="age" mb="xs">
        Not of age yet?
      </Title>
      <Text c="var(--soft)" mb="sm">
        Then nobody sees your training before a parent or guardian consents.
      </Text>
      {fixed ? (
        <Text>{`You come of age on ${new Date(minorUntil).toLocaleDateString()}.`}</Text>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            attempt(async () => {
              await rosterApi.setMinor(token, until === '' ? null : until);
              onChanged();
            });
          }}
        >
          <Group align="end" gap="sm">
            <TextInput
              type="date"
              label="I come of age on"
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={busy}>
              Save
            </Button>
          </Group>
        </form>
      )}
    </section>
  );
}
