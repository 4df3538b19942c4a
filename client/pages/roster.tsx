import { Badge, Button, Group, Text, TextInput, Title } from '@mantine/core';
import { type ReactNode, useCallback, useState } from 'react';
import { Link } from 'react-router';
import type {
  CreatedRosterLink,
  Roster,
  RosterAthlete,
  RosterLink,
  RosterRole,
  Team,
} from '../../shared/contract/roster.ts';
import { useChanges } from '../changes/use-changes.ts';
import { useIdentity } from '../identity.ts';
import { pictureApi } from '../picture-api.ts';
import { rosterApi } from '../roster-api.ts';
import { CopyField, copyLink } from '../ui/copy-field.tsx';
import { OnceLoaded } from '../ui/failure.tsx';
import buttons from '../ui/named-button.module.css';
import { PersonPicture } from '../ui/person-picture.tsx';
import { SignedIn } from '../ui/signed-in.tsx';
import { useAttempt } from '../ui/use-attempt.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import { dateAndTime } from '../ui/words.ts';
import classes from './roster.module.css';

/** For a coach: the athletes who let them see their training, links for more of them, and teams. */
export function RosterPage() {
  return <SignedIn why="Give your name to see the athletes you coach.">{(token) => <Loaded token={token} />}</SignedIn>;
}

function Loaded({ token }: { token: string }) {
  const loaded = useLoaded(useCallback(() => rosterApi.roster(token), [token]));
  useChanges(token, 'own', 'roster', loaded[2]);
  const [pictures] = useLoaded(useCallback(() => pictureApi.roster(token), [token]));
  // Links stay on show while the rest loads anew: each is shown once.
  const [made, setMade] = useState<readonly CreatedRosterLink[]>([]);
  return (
    <OnceLoaded loaded={loaded} what="your athletes">
      {(roster) => (
        <Everything
          {...{ token, roster, made }}
          // The list does not wait for them.
          pictures={pictures.state === 'loaded' ? pictures.value : NO_PICTURES}
          onMade={setMade}
          onChanged={loaded[1]}
        />
      )}
    </OnceLoaded>
  );
}

/** `data:` addresses by user id. */
type Pictures = ReadonlyMap<string, string>;
const NO_PICTURES: Pictures = new Map();

interface EverythingProps {
  token: string;
  roster: Roster;
  pictures: Pictures;
  made: readonly CreatedRosterLink[];
  onMade(links: readonly CreatedRosterLink[]): void;
  onChanged(): void;
}

function Everything({ token, roster, pictures, made, onMade, onChanged }: EverythingProps) {
  const { athletes, teams, links } = roster;
  const invitation = (wish: { teamId?: string; role?: RosterRole }, label: string) => (
    <Invitation
      token={token}
      wish={wish}
      label={label}
      links={links}
      made={made}
      onMade={(link) => {
        onMade([link, ...made]);
        onChanged();
      }}
      onChanged={onChanged}
    />
  );
  return (
    <div className={classes.sections}>
      <section aria-labelledby="athletes">
        <Title order={1} size="h2" id="athletes">
          Athletes you coach
        </Title>
        <Text c="var(--soft)" mb="lg">
          They let you see their sessions and their progress, and can stop that at any time. They can see when you
          looked.
        </Text>
        {athletes.length === 0 ? (
          <Text mb="md">
            Nobody so far. Send athletes your link: whoever opens it decides whether you see their training.
          </Text>
        ) : (
          <ul className={classes.list}>
            {athletes.map((athlete) => (
              <li key={athlete.grantId}>
                <AthleteRow
                  token={token}
                  athlete={athlete}
                  picture={pictures.get(athlete.person.id)}
                  onChanged={onChanged}
                />
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="links" className={classes.links}>
        <Title order={2} size="h3" id="links">
          Your link for athletes
        </Title>
        {invitation({}, 'link for athletes')}
      </section>
      <section aria-labelledby="teams">
        <Title order={2} size="h3" id="teams" mb="xs">
          Teams
        </Title>
        <Text c="var(--soft)" mb="md">
          All coaches of a team see the training of its athletes.
        </Text>
        <ul className={classes.list}>
          {teams.map((team) => (
            <li key={team.id}>
              <TeamBox token={token} team={team} onChanged={onChanged}>
                {invitation({ teamId: team.id }, `link for athletes of ${team.name}`)}
                {team.owned && invitation({ teamId: team.id, role: 'coach' }, `link for coaches of ${team.name}`)}
              </TeamBox>
            </li>
          ))}
        </ul>
        <NewTeam token={token} onChanged={onChanged} />
      </section>
    </div>
  );
}

interface AthleteProps {
  token: string;
  athlete: RosterAthlete;
  picture: string | undefined;
  onChanged(): void;
}

function AthleteRow({ token, athlete, picture, onChanged }: AthleteProps) {
  const [asked, setAsked] = useState(false);
  const [busy, attempt] = useAttempt();
  const { grantId, person, team, state, totalSessions, lastSessionAt } = athlete;
  return (
    <div className={classes.row}>
      <span className={classes.person}>
        <PersonPicture name={person.name} picture={picture} size={40} />
        <span className={classes.who}>
          {person.name}
          {team && <span className={classes.soft}>{team.name}</span>}
        </span>
      </span>
      {state === 'open' ? (
        <span className={classes.soft}>
          {lastSessionAt === null
            ? 'No sessions yet'
            : `${totalSessions} ${totalSessions === 1 ? 'session' : 'sessions'}, the last ${dateAndTime(lastSessionAt)}`}
        </span>
      ) : (
        <Badge variant="light" color="orange" tt="none">
          Waits for a guardian
        </Badge>
      )}
      <Group gap="xs" className={classes.actions}>
        {asked ? (
          <>
            <Button size="xs" variant="default" onClick={() => setAsked(false)}>
              Keep
            </Button>
            <Button
              className={buttons.named}
              size="xs"
              color="red.9"
              loading={busy}
              onClick={() =>
                attempt(async () => {
                  await rosterApi.withdraw(token, grantId);
                  onChanged();
                })
              }
            >
              {`Remove ${person.name}`}
            </Button>
          </>
        ) : (
          <>
            {state === 'open' && (
              <Button
                component={Link}
                to={`/progress?person=${person.id}`}
                size="xs"
                variant="light"
                aria-label={`Progress of ${person.name}`}
              >
                Progress
              </Button>
            )}
            <Button size="xs" variant="default" onClick={() => setAsked(true)} aria-label={`Remove ${person.name}…`}>
              Remove…
            </Button>
          </>
        )}
      </Group>
    </div>
  );
}

interface InvitationProps {
  token: string;
  wish: { teamId?: string; role?: RosterRole };
  label: string;
  links: readonly RosterLink[];
  made: readonly CreatedRosterLink[];
  onMade(link: CreatedRosterLink): void;
  onChanged(): void;
}

/** Makes a link, shows it, and takes back those that still let somebody in. */
function Invitation({ token, wish, label, links, made, onMade, onChanged }: InvitationProps) {
  const [busy, attempt] = useAttempt();
  const { teamId = null, role = 'athlete' } = wish;
  const open = links.filter((link) => link.teamId === teamId && link.role === role);
  const shown = made.find(({ id }) => open.some((link) => link.id === id));
  const create = () =>
    attempt(async () => {
      const link = await rosterApi.createLink(token, wish);
      onMade(link);
      await copyLink(addressOf(link));
    });
  return (
    <>
      {shown ? (
        <CopyField label={`The ${label}`} link={addressOf(shown)} />
      ) : (
        <Group>
          <Button variant="light" loading={busy} onClick={create} aria-label={`Copy a ${label}`}>
            {role === 'coach' ? 'Copy a link for coaches' : 'Copy a link for athletes'}
          </Button>
        </Group>
      )}
      {open.map((link) => (
        <Group key={link.id} gap="xs">
          <Text size="sm" c="var(--soft)">
            {`${link.id === shown?.id ? 'This link is' : 'An earlier link is'} good until ${dateAndTime(link.expiresAt)}.`}
          </Text>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            onClick={() =>
              attempt(async () => {
                await rosterApi.revokeLink(token, link.id);
                onChanged();
              })
            }
          >
            Take it back
          </Button>
        </Group>
      ))}
    </>
  );
}

const addressOf = ({ token }: CreatedRosterLink) => `${window.location.origin}/roster/join/${token}`;

interface TeamBoxProps {
  token: string;
  team: Team;
  onChanged(): void;
  children: ReactNode;
}

function TeamBox({ token, team, onChanged, children }: TeamBoxProps) {
  const [asked, setAsked] = useState(false);
  const [busy, attempt] = useAttempt();
  const { id, name, owned, coaches } = team;
  const self = useIdentity((store) => store.identity?.user.id);
  const change = (work: Promise<void>) =>
    attempt(async () => {
      await work;
      onChanged();
    });
  return (
    <section className={classes.team} aria-label={`Team ${name}`}>
      <span className={classes.who}>{name}</span>
      <ul className={classes.coaches} aria-label={`Coaches of ${name}`}>
        {coaches.map((coach) => (
          <li key={coach.id}>
            {coach.name}
            {owned && coach.id !== self && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                onClick={() => change(rosterApi.removeTeamCoach(token, id, coach.id))}
                aria-label={`Send ${coach.name} away from ${name}`}
              >
                Send away
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div className={classes.links}>{children}</div>
      {!owned && self !== undefined && (
        <Group>
          <Button
            className={buttons.named}
            size="xs"
            variant="default"
            loading={busy}
            onClick={() => change(rosterApi.removeTeamCoach(token, id, self))}
          >
            {`Leave ${name}`}
          </Button>
        </Group>
      )}
      {owned && (
        <Group gap="xs">
          {asked ? (
            <>
              <Button size="xs" variant="default" onClick={() => setAsked(false)}>
                Keep the team
              </Button>
              <Button
                className={buttons.named}
                size="xs"
                color="red.9"
                loading={busy}
                onClick={() => change(rosterApi.removeTeam(token, id))}
              >
                {`Dissolve ${name}`}
              </Button>
            </>
          ) : (
            <Button size="xs" variant="default" onClick={() => setAsked(true)} aria-label={`Dissolve ${name}…`}>
              Dissolve…
            </Button>
          )}
        </Group>
      )}
    </section>
  );
}

function NewTeam({ token, onChanged }: { token: string; onChanged(): void }) {
  const [name, setName] = useState('');
  const [busy, attempt] = useAttempt();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        attempt(async () => {
          await rosterApi.createTeam(token, name);
          onChanged();
        });
      }}
    >
      <Group align="end" mt="md" gap="sm">
        <TextInput
          label="New team"
          placeholder="Rowers"
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={busy} disabled={name.trim() === ''}>
          Make the team
        </Button>
      </Group>
    </form>
  );
}
