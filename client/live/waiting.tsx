import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { athlete, isPaused } from './selectors.ts';
import { useSession } from './session-context.ts';

/** Pictures come within about a second of an athlete's joining; after this time people want to know why not, ms. */
const PATIENCE_MS = 5_000;

/**
 * Stands where the athlete's picture will be, and says why it is not there.
 * @param own whether we are the athlete
 */
export function Waiting({ own }: { own: boolean }) {
  const person = useSession(athlete);
  const sends = person?.producers.some(({ source }) => source === 'camera') ?? false;
  const impatient = useImpatience(person?.id, sends);
  return <Text size="lg">{words()}</Text>;

  function words(): string {
    if (!person) return 'Waiting for the athlete to join.';
    const { name } = person;
    if (!person.connected) return `${name} has lost the connection and may be back soon.`;
    if (isPaused(person, 'camera')) return own ? 'Your camera is off.' : `${name} has turned the camera off.`;
    if (own) return 'Your camera sends no picture.';
    if (!impatient) return `Waiting for ${name}’s picture…`;
    return sends
      ? `${name}’s picture does not get here. Check your own connection, or try another network or browser.`
      : `${name} sends no picture. Their camera may be blocked or in use, or their connection can’t carry it.`;
  }
}

/** Whether it has lasted too long; waiting begins anew when what is waited for changes. */
function useImpatience(person: string | undefined, sends: boolean): boolean {
  const [since, setSince] = useState<string>();
  const wait = `${person} ${sends}`;
  useEffect(() => {
    const timer = setTimeout(setSince, PATIENCE_MS, wait);
    return () => clearTimeout(timer);
  }, [wait]);
  return since === wait;
}
