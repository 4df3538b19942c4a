import { IconMicrophoneOff, IconUser, IconVideoOff } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { Participant } from '../../shared/contract/session.ts';
import type { SessionClient } from '../session/session-client.ts';
import type { RemoteTrack } from '../session/session-media.ts';
import { Video } from '../ui/video.tsx';
import { ROLE_NAMES } from '../ui/words.ts';
import classes from './people.module.css';

interface Props {
  people: readonly Participant[];
  selfId: string | undefined;
  /** Our own camera, for the tile of ourselves. */
  ownTrack: MediaStreamTrack | undefined;
  tracks: readonly RemoteTrack[];
  client: SessionClient;
}

/** Everyone but the athlete, whose picture fills the stage: small pictures with names. */
export function People({ people, selfId, ownTrack, tracks, client }: Props) {
  return (
    <ul className={classes.people} aria-label="People">
      {people.map((person) => {
        const own = person.id === selfId;
        const remote = tracks.find(({ participantId, source }) => participantId === person.id && source === 'camera');
        return (
          <li key={person.id}>
            <Tile person={person} own={own} track={own ? ownTrack : remote?.track} />
            {remote && <SmallPicture client={client} producerId={remote.producerId} />}
          </li>
        );
      })}
    </ul>
  );
}

function Tile({ person, own, track }: { person: Participant; own: boolean; track: MediaStreamTrack | undefined }) {
  const { name, role, connected, producers } = person;
  const paused = (source: string) => producers.find((producer) => producer.source === source)?.paused ?? true;
  const showsPicture = track && connected && !paused('camera');
  return (
    <div className={classes.tile} data-connected={connected}>
      {showsPicture ? (
        <Video track={track} label={`${name}’s picture`} mirrored={own} className={classes.video} />
      ) : (
        <div className={classes.blank}>
          {role !== 'athlete' && producers.length === 0 ? (
            <IconUser size={30} stroke={1.4} />
          ) : (
            <IconVideoOff size={26} />
          )}
        </div>
      )}
      <span className={classes.caption}>
        <span className={classes.name}>{own ? `${name} (you)` : name}</span>
        <span className={classes.role}>{connected ? ROLE_NAMES[role] : 'coming back…'}</span>
        {connected && paused('microphone') && <IconMicrophoneOff size={15} aria-label="muted" />}
      </span>
    </div>
  );
}

/** A small tile needs only the smallest simulcast layer. */
function SmallPicture({ client, producerId }: { client: SessionClient; producerId: string }) {
  useEffect(() => {
    client.media.prefer(producerId, 0).catch((error: unknown) => console.warn('could not choose a layer', error));
  }, [client, producerId]);
  return null;
}
