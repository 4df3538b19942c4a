import { IconMicrophoneOff, IconUser, IconVideoOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Participant } from '../../shared/contract/session.ts';
import { PersonPicture } from '../ui/person-picture.tsx';
import { Video } from '../ui/video.tsx';
import { ROLE_NAMES } from '../ui/words.ts';
import classes from './people.module.css';
import { participants, trackOf } from './selectors.ts';
import { useClient, useSession } from './session-context.ts';

interface Props {
  /** Our own camera, for the tile of ourselves. */
  ownTrack: MediaStreamTrack | undefined;
  token: string;
}

/** Everyone but the athlete, whose picture fills the stage: small pictures with names. */
export function People({ ownTrack, token }: Props) {
  const people = useSession(useShallow((session) => participants(session).filter(({ role }) => role !== 'athlete')));
  const pictures = usePictures(token, people.map(({ id }) => id).join(' '));
  return (
    <ul className={classes.people} aria-label="People" data-many={people.length > 2}>
      {people.map((person) => (
        <li key={person.id}>
          <Tile person={person} ownTrack={ownTrack} picture={pictures?.get(person.id)} />
        </li>
      ))}
    </ul>
  );
}

interface TileProps {
  person: Participant;
  ownTrack: MediaStreamTrack | undefined;
  picture: string | undefined;
}

function Tile({ person, ownTrack, picture }: TileProps) {
  const { id, name, role, connected, producers } = person;
  const own = useSession(({ seat }) => seat?.participantId === id);
  const remote = useSession(trackOf(id, 'camera'));
  const track = own ? ownTrack : remote?.track;
  useSmallestLayer(remote?.producerId);
  const paused = (source: string) => producers.find((producer) => producer.source === source)?.paused ?? true;
  const shown = own ? `${name} (you)` : name;
  return (
    <div className={classes.tile} data-connected={connected}>
      {track && connected && !paused('camera') ? (
        <Video track={track} label={`${name}’s picture`} mirrored={own} className={classes.video} />
      ) : (
        <div className={classes.blank}>
          {picture && <PersonPicture name={name} picture={picture} size={56} />}
          {!picture && (producers.length === 0 ? <IconUser size={30} stroke={1.4} /> : <IconVideoOff size={26} />)}
        </div>
      )}
      <span className={classes.caption}>
        <span className={classes.name} title={shown}>
          {shown}
        </span>
        <span className={classes.role} data-connected={connected}>
          {connected ? ROLE_NAMES[role] : 'coming back…'}
        </span>
        {connected && paused('microphone') && (
          <IconMicrophoneOff size={15} role="img" aria-label="muted" className={classes.muted} />
        )}
      </span>
    </div>
  );
}

/** Of the people in the session, by participant id. @param who asked for again when these are others */
function usePictures(token: string, who: string): ReadonlyMap<string, string> | undefined {
  const sessionId = useSession(({ state }) => state?.id);
  const [pictures, setPictures] = useState<ReadonlyMap<string, string>>();
  useEffect(() => {
    if (who === '' || sessionId === undefined) return;
    // Behind all that the page needs.
    import('../picture-api.ts')
      .then(({ pictureApi }) => pictureApi.session(token, sessionId))
      .then(setPictures, (error: unknown) => console.info('no pictures of people now', error));
  }, [token, sessionId, who]);
  return pictures;
}

/** A small tile needs only the smallest simulcast layer. */
function useSmallestLayer(producerId: string | undefined): void {
  const client = useClient();
  useEffect(() => {
    if (!producerId) return;
    client.media.prefer(producerId, 0).catch((error: unknown) => console.warn('could not choose a layer', error));
  }, [client, producerId]);
}
