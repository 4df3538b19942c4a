import { Button, FileButton, Group } from '@mantine/core';
import { useCallback } from 'react';
import { pictureApi } from '../picture-api.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { PersonPicture } from '../ui/person-picture.tsx';
import { useAttempt } from '../ui/use-attempt.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import { squarePicture } from './square-picture.ts';

/** The picture of oneself that others see: chosen, changed, taken away. */
export function PictureForm({ token, name }: { token: string; name: string }) {
  const loaded = useLoaded(useCallback(() => pictureApi.own(token), [token]));
  const [, , refresh] = loaded;
  const [busy, attempt] = useAttempt();
  const choose = (file: File | null) => {
    if (!file) return;
    attempt(async () => {
      await pictureApi.set(token, await squarePicture(file));
      await refresh();
    });
  };
  const remove = () =>
    attempt(async () => {
      await pictureApi.remove(token);
      await refresh();
    });
  return (
    <OnceLoaded loaded={loaded} what="your picture">
      {(picture) => (
        <Group>
          <PersonPicture name={name} picture={picture} size={72} />
          <FileButton accept="image/*" onChange={choose}>
            {(props) => (
              <Button variant="default" loading={busy} {...props}>
                {picture ? 'Another picture' : 'Choose a picture'}
              </Button>
            )}
          </FileButton>
          {picture && (
            <Button variant="subtle" color="gray" disabled={busy} onClick={remove}>
              Take it away
            </Button>
          )}
        </Group>
      )}
    </OnceLoaded>
  );
}
