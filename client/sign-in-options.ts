/** How one signs in here, and what else the server says of the Supabase project that it may belong to. */
import { type SignInOptions, signInOptionsSchema } from '../shared/contract/rest.ts';
import { NoAnswerError } from './no-answer-error.ts';

let reading: Promise<SignInOptions> | undefined;

/** Asked once for the whole page. @throws NoAnswerError; the next one asks again */
export function signInOptions(): Promise<SignInOptions> {
  reading ??= read().catch((error: unknown) => {
    reading = undefined;
    throw error;
  });
  return reading;
}

async function read(): Promise<SignInOptions> {
  try {
    const response = await fetch('/api/sign-in', { headers: { accept: 'application/json' } });
    return signInOptionsSchema.parse(await response.json());
  } catch (cause) {
    throw new NoAnswerError('the server does not say how to sign in', { cause });
  }
}
