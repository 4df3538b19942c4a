/**
 * The token that requests are sent with. A page holds the token by which it learned who we are, and keeps it while that person is
 * signed in, so that it does not begin anew each hour; what is sent is the newest of the same person.
 */
import { LONGEST_TIMER_MS } from '../shared/time/longest-timer.ts';
import { keptSignIn, onKeptSignIn } from './kept-sign-in.ts';

/** Before a token runs out, in ms: time for requests that are on their way, and clocks that differ. */
const MARGIN_MS = 60_000;

/** Loaded when it is needed: it is a third of what the smallest page is. */
const auth = () => import('./auth.ts');

/** @param held the page's, sent where this browser knows no better */
export async function accessToken(held: string): Promise<string> {
  const kept = keptSignIn();
  if (!kept) return held;
  if (kept.expires_at * 1000 - Date.now() > MARGIN_MS) return kept.access_token;
  return (await renewed()) ?? kept.access_token;
}

/** A new token after the old one ran out or was refused; undefined when there is none to be had. */
export async function renewed(): Promise<string | undefined> {
  if (!keptSignIn()) return undefined;
  const { renew } = await auth();
  return await renew();
}

/** Calls back with each new token; the result ends that. */
export function onNewToken(listener: (token: string) => void): () => void {
  return onKeptSignIn((kept) => {
    if (kept) listener(kept.access_token);
  });
}

/** Renews in time, also for a page that asks for nothing: its live connection ends with the token. */
function renewInTime(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const plan = () => {
    clearTimeout(timer);
    const kept = keptSignIn();
    if (!kept) return;
    // One that has run out already is renewed with the first request.
    const dueMs = kept.expires_at * 1000 - Date.now() - 2 * MARGIN_MS;
    if (dueMs > 0) timer = setTimeout(() => void renewed(), Math.min(dueMs, LONGEST_TIMER_MS));
  };
  onKeptSignIn(plan);
  plan();
}
renewInTime();
