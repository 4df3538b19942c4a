import { IconBroadcast, IconMovie } from '@tabler/icons-react';
import { attempt } from '../attempt.ts';
import { isReviewing } from '../selectors.ts';
import { useClient, useSession } from '../session-context.ts';
import { StageToggle } from '../stage-toggle.tsx';

/** Lets a coach choose a recording that everyone looks at, and shows the call again. */
export function ReviewButton({ onChoose }: { onChoose(): void }) {
  const client = useClient();
  const reviewing = useSession(isReviewing);
  return (
    <StageToggle
      on={reviewing}
      label={reviewing ? 'Close the recording for everyone' : 'Look at a recording together'}
      icon={reviewing ? IconBroadcast : IconMovie}
      shortcut="G"
      obstacle={undefined}
      onToggle={() => (reviewing ? void attempt(client.request('review:close', {})) : onChoose())}
    />
  );
}
