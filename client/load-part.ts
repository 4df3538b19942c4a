import type { ComponentType } from 'react';

/** A part of the program can't be had: the network is gone, or the server has newer pages than this one. */
export class MissingPartError extends Error {
  override readonly name = 'MissingPartError';
}

/**
 * Loads a part of the program when it is needed.
 * @throws MissingPartError
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new MissingPartError('a part of the page could not be loaded', { cause });
  }
}

/** A page that is loaded when somebody goes to it, so that the first visit waits only for what it shows. */
export const lazyPage = (load: () => Promise<ComponentType>) => async (): Promise<{ Component: ComponentType }> => ({
  Component: await loadPart(load),
});
