import type { ComponentType } from 'react';
import { NoAnswerError } from './no-answer-error.ts';

/**
 * A page that is loaded when somebody goes to it, so that the first visit waits only for what it shows.
 * @throws NoAnswerError when it can't be had: the network is gone, or the server has newer pages than this one
 */
export const lazyPage = (load: () => Promise<ComponentType>) => async (): Promise<{ Component: ComponentType }> => {
  try {
    return { Component: await load() };
  } catch (cause) {
    throw new NoAnswerError('the page could not be loaded', { cause });
  }
};
