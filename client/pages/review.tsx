import { Anchor, Button, Title } from '@mantine/core';
import { type ComponentProps, useCallback } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { SidelineError } from '../../shared/contract/errors.ts';
import { api } from '../api.ts';
import { ReviewRoom } from '../review/review-room.tsx';
import { OnceLoaded } from '../ui/failure.tsx';
import { SignedIn } from '../ui/signed-in.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { dateAndTime } from '../ui/words.ts';
import classes from './review.module.css';
import { useReviewPanels } from './review-panels.tsx';

export function ReviewPage() {
  const { id = '' } = useParams();
  return (
    <SignedIn why="Give your name to look at this session again.">
      {(token) => <LoadedReview token={token} id={id} />}
    </SignedIn>
  );
}

function LoadedReview({ token, id }: { token: string; id: string }) {
  const [search] = useSearchParams();
  const loaded = useLoaded(
    useCallback(async () => {
      const [record, files] = await Promise.all([api.session(token, id), api.sessionFiles(token, id)]);
      return { record, files };
    }, [token, id]),
  );
  const fresh = useCallback(
    async (fileId: string) => {
      try {
        return (await api.sessionFiles(token, id)).find((file) => file.id === fileId)?.url ?? undefined;
      } catch (error) {
        if (error instanceof SidelineError && error.code === 'not_found') return undefined;
        throw error;
      }
    },
    [token, id],
  );
  const elsewhere = (
    <Button component={Link} to="/sessions" variant="default">
      All sessions
    </Button>
  );
  const at = Number(search.get('at') ?? Number.NaN);
  return (
    <OnceLoaded loaded={loaded} what="the review" elsewhere={elsewhere}>
      {({ record, files }) => (
        <article className={classes.review}>
          <header className={classes.heading}>
            <Title order={1} size="h3">
              {record.activityName.en}
            </Title>
            <span className={classes.soft}>{dateAndTime(record.createdAt)}</span>
            <Anchor component={Link} to={`/sessions/${id}`}>
              Record
            </Anchor>
          </header>
          <Reviewed {...{ token, record, files, fresh }} startAt={Number.isFinite(at) ? at : undefined} />
        </article>
      )}
    </OnceLoaded>
  );
}

function Reviewed({ token, ...room }: { token: string } & ComponentProps<typeof ReviewRoom>) {
  return <ReviewRoom {...room} {...useReviewPanels(token, room.record)} />;
}
