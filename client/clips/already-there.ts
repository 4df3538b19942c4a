import { notifications } from '@mantine/notifications';
import type { Clip } from '../../shared/contract/clips.ts';

/** The same clip asked for twice is made once: whoever asks again reads so. @param clip as the server answered */
export function sayIfAlreadyThere({ title, state }: Pick<Clip, 'title' | 'state'>): void {
  if (state === 'ready')
    notifications.show({ message: `“${title}” was made before, just like this. It is among the clips.` });
}
