import type { Page } from 'playwright-core';
import { goLiveAsDemoAthlete, joinAsCoach, joinByLink, type TestBrowser } from './browser.ts';
import { Person } from './rest.ts';

/** A live session as its people see it, each in a browser of their own. */
export interface ThreePeople {
  athlete: Page;
  coach: Page;
  /** With a phone. */
  spectator: Page;
  /** All of them, by who they are. */
  everyone: readonly { who: string; page: Page }[];
  /** An address by which somebody else joins. */
  linkFor(role: 'coach' | 'spectator'): Promise<string>;
}

/**
 * The demo athlete Anna is live, with the coach Bob and the spectator Sue; nothing is recorded.
 * @param prepare is done to the athlete's page before it is opened
 */
export async function threePeople(
  url: string,
  browser: TestBrowser,
  prepare?: (athlete: Page) => Promise<void>,
): Promise<ThreePeople> {
  const owner = await Person.signIn(url, 'Anna');
  const sessionId = await owner.startUnrecordedSession();
  const linkFor = async (role: 'coach' | 'spectator') => `${url}/join/${(await owner.invite(sessionId, role)).token}`;
  const athlete = await browser.visitor({ person: owner, viewport: { width: 1_000, height: 700 } });
  const coach = await browser.visitor({ viewport: { width: 1_100, height: 800 } });
  const spectator = await browser.visitor({ viewport: { width: 375, height: 740 }, hasTouch: true });
  await prepare?.(athlete);
  await goLiveAsDemoAthlete(athlete, `${url}/live/${sessionId}`);
  await joinAsCoach(coach, await linkFor('coach'), 'Bob');
  await joinByLink(spectator, await linkFor('spectator'), 'Sue');
  const everyone = [
    { who: 'the athlete', page: athlete },
    { who: 'the coach', page: coach },
    { who: 'a spectator', page: spectator },
  ];
  return { athlete, coach, spectator, everyone, linkFor };
}
