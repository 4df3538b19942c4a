/** What becomes of taking a frame of a video that has none, as when it is just being set up or taken down. */
export const isNoFrame = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'InvalidStateError';
