import { Button } from '@mantine/core';
import { IconAlertTriangle, IconWifiOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type Device, explainCapture } from '../lobby/capture-errors.ts';
import type { Capture } from '../lobby/use-capture.ts';
import classes from './connection-banner.module.css';
import { explainObstacle } from './obstacle-words.ts';
import { useClient, useSession } from './session-context.ts';

/** What is wrong at the moment and what is being done about it; nothing when all is well. */
export function ConnectionBanner({ capture }: { capture: Capture }) {
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
        action={<BannerButton onClick={() => client.retryNow()}>Try now</BannerButton>}
      >
        {status.elsewhere
          ? 'This session is on another server at the moment, which does not say where. Trying again…'
          : `The connection is lost. Trying to get back${status.attempt > 1 ? ` (try ${status.attempt})` : ''}…`}
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
  if (capture.picture.state === 'failed') {
    return <NotCaptured device="camera" error={capture.picture.error} onRetry={() => capture.retry('camera')} />;
  }
  if (capture.sound.state === 'failed') {
    return <NotCaptured device="microphone" error={capture.sound.error} onRetry={() => capture.retry('microphone')} />;
  }
  const muted = lost.find(({ change }) => change === 'muted');
  if (muted) {
    return (
      <Banner icon={<IconAlertTriangle size={18} />}>
        {`Your device has paused the ${muted.source}, perhaps for a call. It goes on when your device gives it back.`}
      </Banner>
    );
  }
  if (!keeping) {
    return (
      <Banner icon={<IconAlertTriangle size={18} />}>
        The server can’t save at the moment. The session goes on; its record is kept once saving works again.
      </Banner>
    );
  }
  return null;
}

function NotCaptured(props: { device: Device; error: unknown; onRetry(): void }) {
  const { title, advice } = explainCapture(props.error, props.device);
  return (
    <Banner
      icon={<IconAlertTriangle size={18} />}
      action={<BannerButton onClick={props.onRetry}>Try again</BannerButton>}
    >
      <strong>{`${title}. `}</strong>
      <span>{advice}</span>
    </Banner>
  );
}

function BannerButton({ children, onClick }: { children: string; onClick(): void }) {
  return (
    <Button size="compact-sm" variant="white" color="dark" onClick={onClick}>
      {children}
    </Button>
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
