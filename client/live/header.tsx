import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEye, IconStopwatch } from '@tabler/icons-react';
import { type Ref, useEffect, useState } from 'react';
import { Link } from 'react-router';
import { ColourSchemeToggle } from '../ui/app-frame.tsx';
import { Logo } from '../ui/logo.tsx';
import { clockTime } from '../ui/words.ts';
import classes from './header.module.css';
import { RecordingControl } from './recording-control.tsx';
import { definition } from './selectors.ts';
import { useClient, useMay, useSession } from './session-context.ts';

interface Props {
  /** Id of the latency panel. */
  panelId: string;
  inspecting: boolean;
  inspectButton: Ref<HTMLButtonElement>;
  onInspecting(inspecting: boolean): void;
}

export function Header({ panelId, inspecting, inspectButton, onInspecting }: Props) {
  const activity = useSession(definition);
  const mayInspect = useMay('inspect');
  return (
    <header className={classes.header}>
      <Link to="/" className={classes.home} aria-label="Sideline, home">
        <Logo />
      </Link>
      <h1 className={classes.activity}>{activity?.name.en ?? 'Live session'}</h1>
      <SessionTime />
      <RecordingControl />
      <Spectators />
      {mayInspect && (
        <Tooltip label="Latency (Shift+D)" openDelay={400}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            ref={inspectButton}
            aria-label="Latency"
            aria-expanded={inspecting}
            aria-controls={inspecting ? panelId : undefined}
            onClick={() => onInspecting(!inspecting)}
          >
            <IconStopwatch size={20} />
          </ActionIcon>
        </Tooltip>
      )}
      <ColourSchemeToggle />
    </header>
  );
}

function Spectators() {
  const count = useSession(({ state }) => state?.spectators ?? 0);
  return (
    <span className={classes.spectators} title="Spectators">
      <IconEye size={18} aria-hidden="true" />
      <span data-testid="spectator-count">{count}</span>
      <span className="visually-hidden">{count === 1 ? 'spectator' : 'spectators'}</span>
    </span>
  );
}

/** How long the session has lasted, by the server's clock; the device's own may be wrong by any time. */
function SessionTime() {
  const client = useClient();
  const [elapsed, setElapsed] = useState<number>();
  useEffect(() => {
    const read = () => setElapsed(client.sessionTime(performance.now()));
    read();
    const timer = setInterval(read, 500);
    return () => clearInterval(timer);
  }, [client]);
  // Nothing changes on the page within a second: React leaves an element with the same text alone.
  return <time className={classes.time}>{elapsed === undefined ? '' : clockTime(elapsed)}</time>;
}
