import { Modal, Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import type { SessionListItem } from '../../../shared/contract/rest.ts';
import { api } from '../../api.ts';
import { extentOf, picturedLanesOf } from '../../review/parts.ts';
import { OnceLoaded } from '../../ui/failure.tsx';
import { SessionThumbnail } from '../../ui/session-thumbnail.tsx';
import { showTrouble } from '../../ui/show-failure.ts';
import { useLoaded } from '../../ui/use-loaded.ts';
import { dateAndTime, ROLE_NAMES } from '../../ui/words.ts';
import { attempt } from '../attempt.ts';
import { athlete } from '../selectors.ts';
import { useClient, useSession } from '../session-context.ts';
import classes from './choose-recording.module.css';
import { FIRST_LOOK } from './looks.ts';
import { ownFirst, wasRecorded } from './recordings.ts';

interface Props {
  token: string;
  opened: boolean;
  onClose(): void;
}

/** The sessions that a coach may look at, of which one is shown to everyone. */
export function ChooseRecording({ token, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Look at a recording together" size="lg">
      {opened && <Sessions token={token} onClose={onClose} />}
    </Modal>
  );
}

/** The newest sessions, those of this athlete first. */
async function sessionsWith(token: string, person: string | undefined): Promise<SessionListItem[]> {
  const [own, all] = await Promise.all([person ? api.sessions(token, { person }) : [], api.sessions(token)]);
  return ownFirst(own, all);
}

function Sessions({ token, onClose }: Omit<Props, 'opened'>) {
  const client = useClient();
  const name = useSession((session) => athlete(session)?.name);
  const here = useSession(({ state }) => state?.id);
  const isRecorded = useSession(({ state }) => state !== undefined && wasRecorded(state.recording));
  const [busy, setBusy] = useState(false);
  const loaded = useLoaded(useCallback(() => sessionsWith(token, name), [token, name]));
  const show = async (sessionId: string) => {
    const files = await api.sessionFiles(token, sessionId);
    const [lane] = picturedLanesOf(files);
    if (!lane) {
      showTrouble({ title: 'Nothing of this session can be looked at', advice: 'No picture was recorded.' });
      return;
    }
    const { from, until } = extentOf(lane.parts);
    const view = { motion: { at: from, rate: 0, from, until }, look: FIRST_LOOK };
    await client.request('review:show', { sessionId, participantId: lane.participantId, view });
    onClose();
  };
  const onChosen = async (sessionId: string) => {
    setBusy(true);
    await attempt(show(sessionId));
    setBusy(false);
  };
  return (
    <>
      <Text c="var(--soft)" mb="sm">
        Everyone here sees it who may look at that session; the others stay with the live picture.
      </Text>
      <OnceLoaded loaded={loaded} what="the sessions">
        {(sessions) => {
          // Of another session that goes on, its own call has the picture.
          const shown = sessions.filter(({ id, status }) => status !== 'live' || (id === here && isRecorded));
          if (shown.length === 0) return <Text>There is no session that you may look at.</Text>;
          return (
            <ul className={classes.list}>
              {shown.map((session) => (
                <li key={session.id}>
                  <button
                    type="button"
                    className={classes.session}
                    disabled={busy}
                    onClick={() => void onChosen(session.id)}
                  >
                    <SessionThumbnail of={session.thumbnail} />
                    <span className={classes.what}>
                      <strong>{session.activityName.en}</strong>
                      <span className={classes.soft}>
                        {session.id === here ? 'This session, up to now' : dateAndTime(session.createdAt)}
                      </span>
                      <span className={classes.soft}>{peopleOf(session)}</span>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          );
        }}
      </OnceLoaded>
    </>
  );
}

const peopleOf = ({ people }: SessionListItem): string =>
  people.map(({ name, role }) => `${name} (${ROLE_NAMES[role].toLowerCase()})`).join(', ');
