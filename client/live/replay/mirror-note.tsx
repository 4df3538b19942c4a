import { IconHistory } from '@tabler/icons-react';
import type { FilmPlayer } from '../../stage/replay/film-player.ts';
import { useOnShow } from '../../stage/replay/use-film-player.ts';
import classes from '../note.module.css';

/** Says how late the own picture is, to be seen and by screen readers. */
export function MirrorNote({ seconds, player }: { seconds: number; player: FilmPlayer | undefined }) {
  const begun = useOnShow(player, ({ frame }) => frame !== undefined);
  return (
    <p className={classes.note} role="status" data-testid="mirror-note">
      <IconHistory size={18} aria-hidden="true" />
      <span>
        {begun ? `You see yourself ${seconds} seconds late` : `You will see yourself ${seconds} seconds late`}
      </span>
    </p>
  );
}
