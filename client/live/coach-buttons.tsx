import { FreezeButton, NO_PICTURE } from './freeze-button.tsx';
import { ReplayButton } from './replay/replay-button.tsx';
import type { ShownReplay } from './replay/use-replay.ts';
import { ReviewButton } from './review/review-button.tsx';
import { frozen, isReviewing } from './selectors.ts';
import { useClient, useMay, useSession } from './session-context.ts';
import { useAboutAthlete } from './use-athlete.ts';
import type { AthletePicture } from './use-athlete-picture.ts';

interface Props {
  shown: Pick<AthletePicture, 'picture' | 'moment'>;
  replayed: ShownReplay;
  /** Lets one choose a recording. */
  onReview(): void;
}

const RECORDING_ON_SHOW = 'A recording is being looked at';

/** What coaches do with the picture that everyone sees: freeze it, play its last seconds, show a recording in its place. */
export function CoachButtons({ shown, replayed, onReview }: Props) {
  const client = useClient();
  const aboutAthlete = useAboutAthlete();
  const isFrozen = useSession((session) => frozen(session) !== undefined);
  const occupied = useSession(isReviewing) ? RECORDING_ON_SHOW : undefined;
  const mayReplay = useMay('replay');
  const mayReview = useMay('review');
  const replaying = replayed.replay ? 'The last seconds are being played' : undefined;
  return (
    <>
      <FreezeButton
        frozen={isFrozen}
        obstacle={occupied ?? replaying ?? (shown.picture ? undefined : NO_PICTURE)}
        moment={shown.moment}
        onFreeze={(at) => aboutAthlete((athleteId) => client.request('picture:freeze', { athleteId, at }))}
        onRelease={() => aboutAthlete((athleteId) => client.request('picture:release', { athleteId }))}
      />
      {mayReplay && <ReplayButton {...replayed} obstacle={occupied} />}
      {mayReview && <ReviewButton onChoose={onReview} />}
    </>
  );
}
