import { Button } from '@mantine/core';
import { IconAlertTriangle, IconWifiOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { LocalTrackChange } from '../session/session-media.ts';
import classes from './connection-banner.module.css';
import { explainObstacle } from './obstacle-words.ts';
import { useClient, useSession } from './session-context.ts';

const SOURCES = { camera: 'camera', microphone: 'microphone' } as const;

/** What is wrong at the moment and what is being done about it; nothing when all is well. */
export function ConnectionBanner({ onReopen }: { onReopen(): void }) {
  const client = useClient();
  const status = useSession((session) => session.status);
  const keeping = useSession(({ state }) => state?.keeping ?? true);
  const lost = useSession((session) => session.lost);
  const obstacle = useSession((session) => session.obstacle);
  if (status.kind === 'connecting') return <Banner icon={<IconWifiOff size={18} />}>Joining the session…</Banner>;
  if (status.kind === 'reconnecting') {
    return (
      <Banner
        icon={<IconWifiOff size={18} />}
        action={
          <Button size="compact-sm" variant="white" color="dark" onClick={() => client.retryNow()}>
            Try now
          </Button>
        }
      >
        {`The connection is lost. Trying to get back${status.attempt > 1 ? ` (try ${status.attempt})` : ''}…`}
      </Banner>
    );
  }
  if (status.kind === 'live' && obstacle) {
    const { title, advice } = explainObstacle(obstacle, window.location.hostname, navigator.userAgent);
    return (
      <Banner icon={<IconAlertTriangle size={18} />}>
        <strong>{`${title} `}</strong>
        <span>{advice}</span>
      </Banner>
    );
  }
  if (status.kind === 'live' && !status.flowing) {
    return <Banner icon={<IconWifiOff size={18} />}>Picture and sound are interrupted. Mending the connection…</Banner>;
  }
  const [problem] = lost;
  if (problem) return <LostTrack problem={problem} onReopen={onReopen} />;
  if (!keeping) {
    return (
      <Banner icon={<IconAlertTriangle size={18} />}>
        The server can’t save at the moment. The session goes on; its record is kept once saving works again.
      </Banner>
    );
  }
  return null;
}

function LostTrack({ problem, onReopen }: { problem: LocalTrackChange; onReopen(): void }) {
  const device = SOURCES[problem.source];
  if (problem.change === 'muted') {
    return <Banner icon={<IconAlertTriangle size={18} />}>{`Your device has paused the ${device}.`}</Banner>;
  }
  return (
    <Banner
      icon={<IconAlertTriangle size={18} />}
      action={
        <Button size="compact-sm" variant="white" color="dark" onClick={onReopen}>
          Open it again
        </Button>
      }
    >
      {`Your ${device} was taken away. Connect it again.`}
    </Banner>
  );
}

function Banner({ icon, children, action }: { icon: ReactNode; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.banner} role="status">
      {icon}
      <span className={classes.text}>{children}</span>
      {action}
    </div>
  );
}
