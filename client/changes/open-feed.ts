/** Realtime where the server belongs to a Supabase project that lets people hear; else, and where it fails, the server's own connection. */
import type { ChangeTopic } from '../../shared/contract/changes.ts';
import { keptSignIn } from '../kept-sign-in.ts';
import { signInOptions } from '../sign-in-options.ts';
import type { Feed, FeedOptions } from './feed.ts';

/** @throws Error when the page's own files can't be loaded */
export async function openFeed(options: FeedOptions): Promise<Feed> {
  const realtime = await findRealtime();
  return realtime ? await openRealtime({ ...options, ...realtime }) : await openOwn(options);
}

async function openOwn(options: FeedOptions): Promise<Feed> {
  const { ChangeFeed } = await import('./change-feed.ts');
  return new ChangeFeed({ ...options, url: '' });
}

async function openRealtime(
  options: FeedOptions & NonNullable<Awaited<ReturnType<typeof findRealtime>>>,
): Promise<Feed> {
  const { RealtimeFeed } = await import('./realtime-feed.ts');
  let topics: ReadonlySet<ChangeTopic> = new Set();
  let closed = false;
  const fallBack = async () => {
    const own = await openOwn(options);
    if (closed) return own.close();
    feed = own;
    feed.follow(topics);
  };
  let feed: Feed = new RealtimeFeed({
    ...options,
    onRefused: () => void fallBack().catch((error: unknown) => console.info('sideline:', error)),
  });
  return {
    follow: (wanted) => {
      topics = wanted;
      feed.follow(wanted);
    },
    renew: (token) => feed.renew(token),
    close: () => {
      closed = true;
      feed.close();
    },
  };
}

/** Undefined too where the server does not answer: its own connection goes on trying. */
async function findRealtime(): Promise<{ url: string; key: string; personId: string } | undefined> {
  const personId = keptSignIn()?.user.id;
  try {
    const { realtime, key } = await signInOptions();
    return personId !== undefined && realtime !== null && key !== null ? { url: realtime, key, personId } : undefined;
  } catch (error) {
    console.info('sideline:', error);
    return undefined;
  }
}
