import { useStore } from 'zustand';
import { useUnits } from '../../ui/units.ts';
import type { Screen } from '../player/use-screen.ts';
import { inkShownAt, type MomentInk } from './moment-ink.ts';
import { readingsOf } from './readings.ts';
import type { Sketch } from './sketch.ts';

interface Props extends Screen {
  notes: readonly MomentInk[];
  sketch: Pick<Sketch, 'state'>;
}

/** What the marks on show measure at the playhead, for who does not see it drawn on the picture. */
export function ReadingsList({ player, track, notes, sketch }: Props) {
  const shown = useStore(player.state, (state) => state.shown);
  const drawn = useStore(sketch.state);
  const units = useUnits();
  // The values are those of keypoints that may be read only after the frame is on show.
  useStore(track.read);
  if (!shown) return null;
  const { at, frame } = shown;
  const inks = [...inkShownAt(notes, at), { ...drawn, from: drawn.at ?? at, to: null }];
  const readings = readingsOf(inks, { at, pose: track.poseAt(at), aspect: frame.width / frame.height, units });
  if (readings.length === 0) return null;
  return (
    <ul className="visually-hidden" aria-label="Measured here">
      {readings.map(({ id, words }) => (
        <li key={id}>{words}</li>
      ))}
    </ul>
  );
}
