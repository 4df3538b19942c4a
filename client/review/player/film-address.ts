/** Reads a file over links that run out after some minutes. */
import { NoAnswerError } from '../../no-answer-error.ts';

export interface FilmAddress {
  /** Good for some minutes. */
  readonly url: string;
  /** A new link; undefined when the file can't be had any more. */
  again(): Promise<string | undefined>;
}

/** The file is not there (any more) for this person. */
export class FilmGoneError extends Error {
  override readonly name = 'FilmGoneError';
}

/** Refusals for which a new link may help. */
const RUN_OUT = new Set([401, 403]);

/**
 * A `fetch` of one file, whatever address it is called with.
 * @throws FilmGoneError when the file is gone or may not be read any more, NoAnswerError when the server does not answer
 */
export function fetchOf(address: FilmAddress): typeof fetch {
  let url = address.url;
  let renewing: Promise<string | undefined> | undefined;
  /** One new link for all requests that need one at the same time. */
  const renewed = async (runOut: string) => {
    if (url !== runOut) return;
    renewing ??= address.again().finally(() => {
      renewing = undefined;
    });
    const fresh = await renewing;
    if (fresh === undefined) throw new FilmGoneError('the film is gone');
    url = fresh;
  };
  const ask = (init: RequestInit | undefined) =>
    fetch(url, init).catch((cause: unknown) => {
      if (init?.signal?.aborted) throw cause;
      throw new NoAnswerError('the film can’t be reached', { cause });
    });
  return async (_input, init) => {
    const asked = url;
    let response = await ask(init);
    if (RUN_OUT.has(response.status)) {
      await renewed(asked);
      response = await ask(init);
    }
    if (response.ok) return response;
    if (response.status < 500 && response.status !== 429)
      throw new FilmGoneError(`the server answered ${response.status}`);
    throw new NoAnswerError(`the server answered ${response.status}`);
  };
}
