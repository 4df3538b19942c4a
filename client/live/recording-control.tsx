import { OnceOpened } from '../ui/once-opened.tsx';
import { RecordingSign, recordingWords } from '../ui/recording-sign.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';
import { showFailure } from '../ui/show-failure.ts';
import { attempt } from './attempt.ts';
import classes from './recording-control.module.css';
import { useClient, useMay, useSession } from './session-context.ts';

// Spectators only see the sign.
const recordingMenu = async () => (await import('./recording-menu.tsx')).RecordingMenu;

/** Everybody's sign of the recording; for those who may decide something about it, the button that leads there. */
export function RecordingControl() {
  const client = useClient();
  const recording = useSession(({ state }) => state?.recording);
  const refused = useSession(
    ({ seat, state }) => seat !== undefined && (state?.recording.refusedBy.includes(seat.participantId) ?? false),
  );
  const mayDecide = useMay('record');
  const mayRefuse = useMay('refuse-recording');
  const state = recording?.state;
  const decidable = mayDecide && (state === 'on' || state === 'paused');
  const toggle = () => {
    if (decidable) void attempt(client.request(state === 'on' ? 'recording:pause' : 'recording:resume', {}));
  };
  useShortcuts([{ key: 'R', act: toggle }]);
  if (!recording) return null;

  const sign = <RecordingSign sign={recording} refused={refused} />;
  const words = recordingWords(recording, refused);
  const shown = (
    <span className={classes.sign} role="status" title={words.means}>
      {sign}
    </span>
  );
  if (recording.state === 'off' || !(decidable || mayRefuse)) return shown;
  return (
    <OnceOpened opened load={recordingMenu} onFailed={showFailure} meanwhile={shown}>
      {(RecordingMenu) => (
        <RecordingMenu
          sign={sign}
          words={words}
          state={recording.state}
          refused={refused}
          decidable={decidable}
          onToggle={toggle}
        />
      )}
    </OnceOpened>
  );
}
