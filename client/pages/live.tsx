import { Button } from '@mantine/core';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { api } from '../api.ts';
import { type Entry, forgetEntry, keepEntry, keptEntry } from '../live/entry.ts';
import { LivePage } from '../live/live-page.tsx';
import { SessionContext, useSession } from '../live/session-context.ts';
import { useJoinedSession } from '../live/use-joined-session.ts';
import { useRecordingSign } from '../live/use-recording-sign.ts';
import { type Capture, type Choices, useCapture } from '../lobby/use-capture.ts';
import { useRefusedToken } from '../refused-token.ts';
import { Failure, OnceLoaded } from '../ui/failure.tsx';
import { Message, ToStart } from '../ui/message.tsx';
import { SignedIn } from '../ui/signed-in.tsx';
import { useLoaded } from '../ui/use-loaded.ts';

// Spectators go straight into the session.
const Lobby = lazy(async () => ({ default: (await import('../lobby/lobby.tsx')).Lobby }));

/** A live session: who we are there, then the lobby, then the session itself. */
export function Live() {
  const { id = '' } = useParams();
  return (
    <SignedIn why="Give your name to go to this session.">
      {(token) => <Arrival key={id} token={token} sessionId={id} />}
    </SignedIn>
  );
}

/** Finds out our role: from how we came here, or, in a new tab, from the session's record. */
function Arrival({ token, sessionId }: { token: string; sessionId: string }) {
  const navigate = useNavigate();
  const load = useCallback(async (): Promise<Entry | undefined> => {
    const kept = keptEntry(sessionId);
    if (kept) return kept;
    const { role, definition, status } = await api.session(token, sessionId);
    return status === 'live' ? { role, definition } : undefined;
  }, [token, sessionId]);
  const loaded = useLoaded(load);
  const [entry] = loaded;
  const over = entry.state === 'loaded' && !entry.value;
  useEffect(() => {
    if (over) void navigate(`/sessions/${sessionId}`, { replace: true });
  }, [over, navigate, sessionId]);

  return (
    <OnceLoaded loaded={loaded} what="the session" elsewhere={<ToStart />}>
      {(value) => value && <Backstage token={token} sessionId={sessionId} entry={value} />}
    </OnceLoaded>
  );
}

interface BackstageProps {
  token: string;
  sessionId: string;
  entry: Entry;
}

const NOTHING = { picture: 'none', sound: false } as const;

/** Camera and microphone, opened here so that they go on from the lobby into the session. */
function Backstage({ token, sessionId, entry }: BackstageProps) {
  const { role, definition } = entry;
  const first: Pick<Choices, 'picture' | 'sound'> =
    role === 'spectator' ? NOTHING : (entry.entered ?? { picture: 'camera', sound: true });
  const capture = useCapture(definition?.figure ?? '', first);
  const [entered, setEntered] = useState(role === 'spectator' || entry.entered !== undefined);
  const [refuses, setRefuses] = useState<boolean>();
  const recording = useRecordingSign(token, sessionId, entry.invitation, !entered);
  if (!entered && role !== 'spectator') {
    const enter = () => {
      const { picture, sound } = capture.choices;
      const decided = refuses === undefined ? {} : { refusesRecording: refuses };
      keepEntry(sessionId, { ...entry, entered: { picture, sound }, ...decided });
      capture.restartDemo();
      setEntered(true);
    };
    return (
      <Suspense>
        <Lobby
          role={role}
          definition={definition}
          capture={capture}
          recording={recording}
          refuses={refuses ?? false}
          onRefuses={setRefuses}
          onEnter={enter}
        />
      </Suspense>
    );
  }
  // With another sign-in one joins anew; how the old one ended says nothing of it.
  return <Joined key={token} token={token} sessionId={sessionId} entry={entry} capture={capture} />;
}

function Joined({ capture, ...props }: BackstageProps & { capture: Capture }) {
  const { token, sessionId, entry } = props;
  const session = useJoinedSession({ token, sessionId, invitation: entry.invitation });
  if (!session) return null;
  return (
    <SessionContext value={session}>
      <Joining {...props} capture={capture} />
    </SessionContext>
  );
}

/** The live page, or how it ended. */
function Joining({ token, sessionId, entry, capture }: BackstageProps & { capture: Capture }) {
  const navigate = useNavigate();
  const kind = useSession(({ status }) => status.kind);
  const refusal = useSession(({ status }) => (status.kind === 'refused' ? status.error : undefined));
  const leave = useCallback(() => {
    forgetEntry(sessionId);
    void navigate(entry.role === 'spectator' ? '/' : `/sessions/${sessionId}`, { replace: true });
  }, [navigate, sessionId, entry.role]);
  const unknown = refusal?.code === 'unauthenticated';
  useEffect(() => {
    if (unknown) useRefusedToken.setState({ token });
  }, [unknown, token]);
  const isOver = kind === 'over';
  useEffect(() => {
    if (isOver && entry.role !== 'spectator') leave();
  }, [isOver, entry.role, leave]);

  switch (kind) {
    case 'refused':
      return <Failure error={refusal} onRetry={() => window.location.reload()} elsewhere={<ToStart />} />;
    case 'lost':
      return (
        <Message
          title="The server can’t be reached"
          actions={<Button onClick={() => window.location.reload()}>Try again</Button>}
        >
          Check that you are online, then try again. The session may still be going on.
        </Message>
      );
    case 'replaced':
      return (
        <Message
          title="You are in this session elsewhere"
          actions={<Button onClick={() => window.location.reload()}>Use this window instead</Button>}
        >
          You joined from another window or device, which has taken your place.
        </Message>
      );
    case 'over':
      return (
        <Message
          title="This session is over"
          actions={
            <Button component={Link} to="/">
              Go to the start
            </Button>
          }
        >
          Thanks for watching.
        </Message>
      );
    default:
      return <LivePage token={token} sessionId={sessionId} capture={capture} onLeft={leave} />;
  }
}
