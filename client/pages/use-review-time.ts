import { useEffect } from 'react';
import { reviewApi } from '../review-api.ts';

/** Minutes are counted, so twice in each, ms. */
const SAID_EVERY_MS = 30_000;
/** Who has touched nothing for so long has gone for a coffee, or watches the film for long, ms. */
const IDLE_MS = 3 * 60_000;

const SIGNS = ['pointerdown', 'pointermove', 'wheel', 'keydown', 'scroll'] as const;

/** Says that somebody looks at the session, while the page is on show and used; athletes are not counted, and it says no more then. */
export function useReviewTime(token: string, sessionId: string): void {
  useEffect(() => {
    const over = new AbortController();
    let usedAt = performance.now();
    for (const sign of SIGNS) {
      const used = () => {
        usedAt = performance.now();
      };
      document.addEventListener(sign, used, { signal: over.signal, passive: true, capture: true });
    }
    const say = async () => {
      if (document.visibilityState !== 'visible' || performance.now() - usedAt > IDLE_MS) return;
      try {
        if (!(await reviewApi.reviewing(token, sessionId))) clearInterval(timer);
      } catch (error) {
        // A minute that is not counted is no trouble to whoever looks.
        console.info('sideline:', error);
      }
    };
    const timer = setInterval(() => void say(), SAID_EVERY_MS);
    return () => {
      clearInterval(timer);
      over.abort();
    };
  }, [token, sessionId]);
}
