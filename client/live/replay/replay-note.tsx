import { IconRotate2 } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Replay } from '../../../shared/contract/replay.ts';
import { canKeepFilm } from '../../stage/replay/film.ts';
import type { FilmPlayer } from '../../stage/replay/film-player.ts';
import classes from '../note.module.css';
import { participants } from '../selectors.ts';
import { useSession } from '../session-context.ts';

/** Says that it is no live picture and who plays it, or why it is not on show here. */
export function ReplayNote({ replay, player }: { replay: Replay; player: FilmPlayer }) {
  const by = useSession((session) => participants(session).find(({ id }) => id === replay.by)?.name ?? 'A coach');
  const missing = useStore(player.state, (state) => state.missing);
  const why = canKeepFilm() ? 'a moment that was not on show here' : 'the last seconds, which this browser can’t show';
  return (
    <p className={classes.note} role="status" data-testid="replay-note">
      <IconRotate2 size={18} aria-hidden="true" />
      <span>{missing ? `${by} plays ${why}. What you see is live.` : `Replay by ${by}`}</span>
    </p>
  );
}
