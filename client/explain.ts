/** What went wrong, in words for people, with what they can do about it. */
import { type ErrorCode, SidelineError } from '../shared/contract/errors.ts';
import { MissingPartError } from './load-part.ts';
import { NoAnswerError } from './no-answer-error.ts';

export interface Explanation {
  title: string;
  /** What to do. */
  advice: string;
}

const REFUSALS: Partial<Record<ErrorCode, Explanation>> = {
  unauthenticated: { title: 'You are not signed in any more', advice: 'Give your name again to go on.' },
  forbidden: { title: 'This is not yours to do', advice: 'Ask the person who started the session.' },
  not_found: {
    title: 'Nothing here',
    advice: 'The session does not exist, or you need a link to it. Ask the person who started it for one.',
  },
  nobody_there: {
    title: 'Nobody is seen there',
    advice: 'Click on the middle of the athlete’s body while all of it is in the picture.',
  },
  invitation_invalid: {
    title: 'This link is not valid',
    advice: 'Part of it may be missing. Copy the whole link again, or ask for a new one.',
  },
  invitation_expired: {
    title: 'This link has expired',
    advice: 'Links are good for a limited time. Ask the person who sent it for a new one.',
  },
  invitation_revoked: {
    title: 'This link was taken back',
    advice: 'Ask the person who sent it for a new one.',
  },
  link_invalid: {
    title: 'This link is not valid',
    advice:
      'Part of it may be missing, or what it led to was deleted. Copy the whole link again, or ask for a new one.',
  },
  link_expired: {
    title: 'This link has expired',
    advice: 'Links are good for a limited time. Ask the person who sent it for a new one.',
  },
  link_revoked: {
    title: 'This link was taken back',
    advice: 'Ask the person who sent it for a new one.',
  },
  session_ended: {
    title: 'This session is over',
    advice: 'Its record is kept on the sessions page of those who took part.',
  },
  session_elsewhere: {
    title: 'This session is on another server',
    advice: 'It may be here in a moment. If not, open it by the address that it was started at.',
  },
  place_taken: {
    title: 'This place is taken',
    advice: 'Somebody else already takes part in this role. Ask for a spectator link to watch.',
  },
  rate_limited: { title: 'Too fast', advice: 'Wait a moment, then try again.' },
  too_many_connections: {
    title: 'Too many connections',
    advice: 'You or your network have Sideline open too often. Close windows that you don’t need, then try again.',
  },
  media_unavailable: { title: 'The media server is busy', advice: 'Try again in a few seconds.' },
  storage_unavailable: {
    title: 'The server can’t save anything now',
    advice: 'Its disk may be full. Tell the person who runs it, and try again later.',
  },
  shutting_down: { title: 'The server is restarting', advice: 'Try again in a minute.' },
};

export function explain(error: unknown): Explanation {
  if (error instanceof SidelineError) {
    return REFUSALS[error.code] ?? { title: 'That did not work', advice: error.message };
  }
  if (error instanceof NoAnswerError) {
    return {
      title: 'The server can’t be reached',
      advice: 'Check that you are online. If you are, the server may be down for a moment: try again.',
    };
  }
  if (error instanceof MissingPartError) {
    return {
      title: 'A part of this page can’t be loaded',
      advice: 'You may be offline, or the server has newer pages than this one: load the page again.',
    };
  }
  return { title: 'Something went wrong', advice: error instanceof Error ? error.message : 'Load the page again.' };
}
