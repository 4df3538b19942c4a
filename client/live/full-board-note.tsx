import { boardFill } from '../../shared/contract/board.ts';
import classes from './note.module.css';
import { athleteState } from './selectors.ts';
import { useMay, useSession } from './session-context.ts';

/** From here on a new stroke may cost the oldest one. */
const NEARLY_FULL = 0.9;

/** Says to those who draw that ink begins to go at the other end. */
export function FullBoardNote() {
  const mayDraw = useMay('draw');
  const full = useSession((session) => boardFill(athleteState(session)?.board ?? []) >= NEARLY_FULL);
  if (!mayDraw || !full) return null;
  return (
    <p className={classes.note} role="status" data-testid="full-board-note">
      <span>The board is full: its oldest strokes go as new ones are drawn. Clear what you no longer need.</span>
    </p>
  );
}
