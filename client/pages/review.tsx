import { Button, Title } from '@mantine/core';
import { type ComponentProps, useCallback, useMemo } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { SidelineError } from '../../shared/contract/errors.ts';
import { api } from '../api.ts';
import type { SessionLibrary } from '../review/compare/other-side.tsx';
import { ReviewRoom } from '../review/review-room.tsx';
import { reviewApi } from '../review-api.ts';
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

/** Reads sessions for the person of this token. */
function libraryOf(token: string): SessionLibrary {
  return {
    list: () => api.sessions(token),
    open: async (id) => {
      const [record, files] = await Promise.all([api.session(token, id), api.sessionFiles(token, id)]);
      return { record, files, fresh: (fileId) => freshUrl(token, id, fileId) };
    },
  };
}

/** A file's link anew; undefined when it is not there for this person any more. */
async function freshUrl(token: string, id: string, fileId: string): Promise<string | undefined> {
  try {
    return (await api.sessionFiles(token, id)).find((file) => file.id === fileId)?.url ?? undefined;
  } catch (error) {
    if (error instanceof SidelineError && error.code === 'not_found') return undefined;
    throw error;
  }
}

function LoadedReview({ token, id }: { token: string; id: string }) {
  const [search] = useSearchParams();
  const library = useMemo(() => libraryOf(token), [token]);
  const loaded = useLoaded(
    useCallback(async () => {
      const [session, ink] = await Promise.all([library.open(id), reviewApi.ink(token, id)]);
      return { ...session, ink };
    }, [library, token, id]),
  );
  const elsewhere = (
    <Button component={Link} to="/sessions" variant="default">
      All sessions
    </Button>
  );
  const at = Number(search.get('at') ?? 'none');
  return (
    <OnceLoaded loaded={loaded} what="the review" elsewhere={elsewhere}>
      {({ record, ...session }) => (
        <article className={classes.review}>
          <header className={classes.heading}>
            <Title order={1} size="h3">
              {record.activityName.en}
            </Title>
            <span className={classes.soft}>{dateAndTime(record.createdAt)}</span>
            <Link to={`/sessions/${id}`}>Record</Link>
          </header>
          <Reviewed {...session} {...{ token, record, library }} startAt={Number.isFinite(at) ? at : undefined} />
        </article>
      )}
    </OnceLoaded>
  );
}

function Reviewed({ token, ...room }: { token: string } & ComponentProps<typeof ReviewRoom>) {
  return <ReviewRoom {...room} {...useReviewPanels(token, room.record)} />;
}
