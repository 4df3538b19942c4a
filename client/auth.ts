/** Signing in and staying signed in, by Supabase's own client: at this server or at the Supabase project that it names. */
import {
  type AuthError,
  type User as AuthUser,
  GoTrueClient,
  isAuthRetryableFetchError,
  type Provider,
} from '@supabase/auth-js';
import { SidelineError } from '../shared/contract/errors.ts';
import type { Units } from '../shared/contract/units.ts';
import { SIGN_IN_KEY, signInStorage } from './kept-sign-in.ts';
import { NoAnswerError } from './no-answer-error.ts';
import { signInOptions } from './sign-in-options.ts';

/** What a person may change about the account; all together, or one alone. */
export interface AccountChange {
  name?: string;
  email?: string;
  password?: string;
  language?: 'en' | 'de';
  units?: Units;
}

let opening: Promise<GoTrueClient> | undefined;

/** One client for the whole page, since two would renew the same sign-in against each other. */
async function opened(): Promise<GoTrueClient> {
  opening ??= open();
  try {
    return await opening;
  } catch (error) {
    // The next one asks again.
    opening = undefined;
    throw error;
  }
}

/** @throws NoAnswerError */
async function open(): Promise<GoTrueClient> {
  const { url, key } = await signInOptions();
  const client = new GoTrueClient({
    url: new URL(url, window.location.origin).href,
    headers: key === null ? {} : { apikey: key },
    storageKey: SIGN_IN_KEY,
    storage: signInStorage,
    autoRefreshToken: true,
    persistSession: true,
    detectSessionInUrl: true,
  });
  await client.initialize();
  return client;
}

/** Where links of mails lead back to, which are sent from the project that this page signs in at. */
const leadsBack = () => `${window.location.origin}/account/link`;

/** Takes a sign-in that stands in the page's address, as a Supabase project leads back with. @throws NoAnswerError */
export async function takeFromAddress(): Promise<void> {
  await opened();
}

/** @returns a new token; undefined when the sign-in is over, or the server can't be reached */
export async function renew(): Promise<string | undefined> {
  try {
    const client = await opened();
    const { data } = await client.refreshSession();
    return data.session?.access_token;
  } catch (error) {
    if (error instanceof NoAnswerError) return undefined;
    throw error;
  }
}

/** A new person of this name, without an account: known in this browser alone. */
export async function signInAsGuest(name: string): Promise<void> {
  const client = await opened();
  demand(await client.signInAnonymously({ options: { data: { name: name.trim() } } }));
}

/** @returns whether a mail must be answered before one is signed in */
export async function signUp(account: { name: string; email: string; password: string }): Promise<boolean> {
  const client = await opened();
  const { email, password, name } = account;
  const { session } = demand(
    await client.signUp({ email, password, options: { data: { name: name.trim() }, emailRedirectTo: leadsBack() } }),
  );
  return session === null;
}

export async function signInByPassword(credentials: { email: string; password: string }): Promise<void> {
  const client = await opened();
  demand(await client.signInWithPassword(credentials));
}

/** Goes to the provider's page, which leads back here. @param options.isGuest whether the guest of this browser becomes that account */
export async function signInByProvider(
  provider: string,
  { back, isGuest }: { back: string; isGuest: boolean },
): Promise<void> {
  const client = await opened();
  const wish = { provider: provider as Provider, options: { redirectTo: back } };
  demand(isGuest ? await client.linkIdentity(wish) : await client.signInWithOAuth(wish));
}

/** Sends a link to choose a new password by. */
export async function sendResetLink(email: string): Promise<void> {
  const client = await opened();
  demand(await client.resetPasswordForEmail(email, { redirectTo: leadsBack() }));
}

/** Sends a link to sign in by. */
export async function sendSignInLink(email: string): Promise<void> {
  const client = await opened();
  demand(await client.signInWithOtp({ email, options: { emailRedirectTo: leadsBack(), shouldCreateUser: false } }));
}

/** Signs in by what stood in a mail's link. */
export async function signInByLink(link: { token: string; type: 'recovery' | 'magiclink' }): Promise<void> {
  const client = await opened();
  demand(await client.verifyOtp({ token_hash: link.token, type: link.type }));
}

/** @returns whether a mail must be answered before the new e-mail address counts */
export async function changeAccount({ name, language, units, email, password }: AccountChange): Promise<boolean> {
  const client = await opened();
  const data = {
    ...(name !== undefined && { name: name.trim() }),
    ...(language && { language }),
    ...(units && { units }),
  };
  const { user } = demand(
    await client.updateUser(
      {
        ...(email !== undefined && { email }),
        ...(password !== undefined && { password }),
        ...(Object.keys(data).length > 0 && { data }),
      },
      { emailRedirectTo: leadsBack() },
    ),
  );
  return email !== undefined && waitsForMail(user, email);
}

const waitsForMail = (user: AuthUser | null, email: string) => user?.email?.toLowerCase() !== email.toLowerCase();

/** @param scope in this browser, everywhere, or everywhere else */
export async function signOut(scope: 'local' | 'global' | 'others'): Promise<void> {
  const client = await opened();
  const { error } = await client.signOut({ scope });
  if (error) throw refusal(error);
}

/** GoTrue's codes in words for people; its own words are for developers. */
const WORDS: Readonly<Record<string, string>> = {
  invalid_credentials: 'E-mail address or password are not right.',
  user_already_exists: 'There is an account with this e-mail address already. Sign in to it instead.',
  email_exists: 'There is another account with this e-mail address. Sign in to it, or take another address.',
  email_not_confirmed: 'Open the link in the mail that you were sent first.',
  email_address_invalid: 'This is no e-mail address.',
  same_password: 'This is the password that you have already.',
  otp_expired: 'This link has run out or was used already. Ask for a new one.',
  email_provider_disabled: 'This server sends no mail. Ask the person who runs it.',
  anonymous_provider_disabled: 'This server lets nobody in without an account. Sign in or make one.',
  identity_already_exists:
    'There is an account with this provider already. Sign in to it instead; what you did as a guest stays with the guest.',
  manual_linking_disabled:
    'Here a guest can’t go on with this provider. Make an account with an e-mail address to keep what you did, or sign in by the provider without it.',
  signup_disabled: 'This server takes no new accounts. Ask the person who runs it.',
};

/** @param code GoTrue's, also where it leads back by an address @returns undefined for what nobody needs words for */
export const wordsFor = (code: string): string | undefined => WORDS[code];

function demand<A extends { data: unknown; error: AuthError | null }>(answer: A): A['data'] {
  if (answer.error) throw refusal(answer.error);
  return answer.data;
}

/** The refusal as the rest of the pages know refusals. */
function refusal(error: AuthError): Error {
  if (isAuthRetryableFetchError(error)) return new NoAnswerError('the sign-in does not answer', { cause: error });
  const { code = '', message, status } = error;
  if (status === 429) return new SidelineError('rate_limited', message, { cause: error });
  if (code === 'session_not_found' || error.name === 'AuthSessionMissingError') {
    return new SidelineError('unauthenticated', 'You are not signed in any more.', { cause: error });
  }
  return new SidelineError('invalid_request', wordsFor(code) ?? message, { cause: error });
}
