import { Button, Title } from '@mantine/core';
import { type ComponentProps, useCallback, useEffect, useMemo, useRef } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { topicOfSession } from '../../shared/contract/changes.ts';
import type { SessionFileItem } from '../../shared/contract/files.ts';
import { useChanges } from '../changes/use-changes.ts';
import { ReviewRoom } from '../review/review-room.tsx';
import { freshUrl, libraryOf, recordIfThere } from '../review/session-library.ts';
import { reviewApi } from '../review-api.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { SignedIn } from '../ui/signed-in.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { dateAndTime } from '../ui/words.ts';
import classes from './review.module.css';
import { useReviewPanels } from './review-panels.tsx';
import { useReviewTime } from './use-review-time.ts';

export function ReviewPage() {
  const { id = '' } = useParams();
  return (
    <SignedIn why="Give your name to look at this session again.">
      {(token) => <LoadedReview token={token} id={id} />}
    </SignedIn>
  );
}

/** Whether these are the same files, whatever their links. */
function isSame(files: readonly SessionFileItem[], others: readonly SessionFileItem[]): boolean {
  const withoutLinks = (each: readonly SessionFileItem[]) =>
    JSON.stringify(each.map((file) => ({ ...file, url: null })));
  return withoutLinks(files) === withoutLinks(others);
}

/** So often a session that is being recorded is looked at for more, ms. */
const GROWS_EVERY_MS = 5_000;

/** Reads anew again and again while the tab is on show. @param refresh the page goes on without what it throws, which the next look shows */
function useGrowth(isGrowing: boolean, refresh: () => Promise<void>): void {
  useEffect(() => {
    if (!isGrowing) return;
    const look = () => {
      if (document.visibilityState === 'visible') {
        refresh().catch((error: unknown) => console.info('sideline:', error));
      }
    };
    const timer = setInterval(look, GROWS_EVERY_MS);
    return () => clearInterval(timer);
  }, [isGrowing, refresh]);
}

function LoadedReview({ token, id }: { token: string; id: string }) {
  const [search] = useSearchParams();
  const library = useMemo(() => libraryOf(token), [token]);
  const known = useRef<readonly SessionFileItem[]>([]);
  const loaded = useLoaded(
    useCallback(async () => {
      const [session, ink] = await Promise.all([library.open(id), reviewApi.ink(token, id)]);
      // What is on show stays as it is while only links are new.
      if (!isSame(session.files, known.current)) known.current = session.files;
      return { ...session, ink, files: known.current };
    }, [library, token, id]),
  );
  const [state, , refresh] = loaded;
  useReviewTime(token, id);
  useGrowth(state.state === 'loaded' && state.value.record.status === 'live', refresh);
  // Of a session that has ended nothing changes but whether it is there; that is one question in place of three.
  const look = useCallback(async () => {
    const there = await recordIfThere(token, id);
    if (!there || there.status === 'live') await refresh();
  }, [token, id, refresh]);
  useChanges(token, topicOfSession(id), 'session', look);
  const fresh = useCallback((fileId: string) => freshUrl(token, id, fileId), [token, id]);
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
          <Reviewed
            {...session}
            {...{ token, record, library, fresh }}
            startAt={Number.isFinite(at) ? at : undefined}
          />
        </article>
      )}
    </OnceLoaded>
  );
}

function Reviewed({ token, ...room }: { token: string } & ComponentProps<typeof ReviewRoom>) {
  return <ReviewRoom {...room} {...useReviewPanels(token, room.record)} />;
}
