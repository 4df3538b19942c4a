import type { RefObject } from 'react';
import type { PenStyle } from '../board/board-pen.ts';
import { BOARD_TOOLS, Toolbar } from '../board/toolbar.tsx';
import classes from './action-bar.module.css';
import { attempt } from './attempt.ts';
import { Controls } from './controls.tsx';
import { FreezeButton } from './freeze.tsx';
import { frozen } from './selectors.ts';
import { useClient, useMay, useSession } from './session-context.ts';
import { useSettings } from './settings.ts';
import { useAboutAthlete } from './use-athlete.ts';
import type { AthletePicture } from './use-athlete-picture.ts';
import type { Hand } from './use-hand.ts';
import type { Published } from './use-published.ts';

interface Props {
  shown: AthletePicture;
  hand: Hand;
  style: PenStyle;
  published: Published;
  spokenCues: boolean;
  pickButton: RefObject<HTMLButtonElement | null>;
  onStyle(style: PenStyle): void;
  onDevices(): void;
  onInvite(): void;
  onEnd(): void;
  onLeft(): void;
}

/** What one can do: draw, freeze, mute, pick, invite, end. */
export function ActionBar({ shown, hand, style, published, spokenCues, pickButton, onStyle, ...on }: Props) {
  const client = useClient();
  const aboutAthlete = useAboutAthlete();
  const isFrozen = useSession((session) => frozen(session) !== undefined);
  const mayDraw = useMay('draw');
  const mayClearAll = useMay('clear-all');
  const mayFreeze = useMay('freeze');
  const mayInvite = useMay('invite');
  const mayEnd = useMay('end-session');
  return (
    <div className={classes.bar}>
      {mayDraw && (
        <Toolbar
          tools={BOARD_TOOLS}
          style={style}
          drawing={hand.drawing}
          mayClearAll={mayClearAll}
          onStyle={onStyle}
          onDrawing={hand.setDrawing}
          onUndo={() => aboutAthlete((athleteId) => client.request('board:undo', { athleteId }))}
          onClear={(scope) => aboutAthlete((athleteId) => client.request('board:clear', { athleteId, scope }))}
        />
      )}
      {mayFreeze && (
        <FreezeButton
          frozen={isFrozen}
          possible={shown.picture !== undefined}
          moment={shown.moment}
          onFreeze={(at) => aboutAthlete((athleteId) => client.request('picture:freeze', { athleteId, at }))}
          onRelease={() => aboutAthlete((athleteId) => client.request('picture:release', { athleteId }))}
        />
      )}
      <Controls
        sending={published.sending}
        spokenCues={'speechSynthesis' in window ? spokenCues : undefined}
        picking={hand.picking}
        pickButton={pickButton}
        mayInvite={mayInvite}
        mayEnd={mayEnd}
        onPaused={(source, paused) => attempt(published.setPaused(source, paused))}
        onSpokenCues={(enabled) => useSettings.setState({ spokenCues: enabled })}
        onPicking={hand.setPicking}
        onDevices={on.onDevices}
        onInvite={on.onInvite}
        onEnd={on.onEnd}
        onLeave={() => attempt(client.leave().then(on.onLeft))}
      />
    </div>
  );
}
