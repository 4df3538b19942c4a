/** Why camera or microphone could not be had, and what to do about it. */
import type { Explanation } from '../explain.ts';

export type Device = 'camera' | 'microphone';

/** What was captured ends by itself: unplugged, forbidden, or taken by a call. */
export const endedError = (): Error => Object.assign(new Error('the device ended'), { name: 'EndedError' });

const ADVICE: Readonly<Record<string, (device: Device) => Explanation>> = {
  NotAllowedError: (device) => ({
    title: `The ${device} is blocked`,
    advice: `Allow the ${device} for this page: press the symbol beside the address, allow it, then press “Try again”.`,
  }),
  NotFoundError: (device) => ({
    title: `No ${device} was found`,
    advice: `Connect a ${device}, then press “Try again”.`,
  }),
  NotReadableError: (device) => ({
    title: `The ${device} is in use`,
    advice: `Another program holds the ${device}. Close it there, then press “Try again”.`,
  }),
  EndedError: (device) => ({
    title: `The ${device} was taken away`,
    advice: `It was unplugged, or another program or a call has taken it. Give it back, then press “Try again”.`,
  }),
  InsecureContext: (device) => ({
    title: `The ${device} needs a secure address`,
    advice: `Browsers give the ${device} only to pages opened by https:// or on localhost. Open this page that way.`,
  }),
};

/** Browsers' older or rarer names for the same reasons. */
const SYNONYMS: Readonly<Record<string, string>> = {
  SecurityError: 'NotAllowedError',
  PermissionDeniedError: 'NotAllowedError',
  DevicesNotFoundError: 'NotFoundError',
  OverconstrainedError: 'NotFoundError',
  TrackStartError: 'NotReadableError',
  AbortError: 'NotReadableError',
};

export function explainCapture(error: unknown, device: Device): Explanation {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  const explain = ADVICE[SYNONYMS[name] ?? name];
  return (
    explain?.(device) ?? {
      title: `The ${device} can’t be used`,
      advice: `${error instanceof Error ? `${error.message}. ` : ''}Connect it again or pick another, then press “Try again”.`,
    }
  );
}
