/** Long work in short slices, so that the page stays quick under it and can call it off. */

export interface Pace {
  /** Ends the work; its reason is thrown. */
  signal: AbortSignal;
  /** Lets others have a turn. */
  breathe(): Promise<void>;
}

/** The longest slice, ms: two thirds of a screen's frame. */
const SLICE_MS = 10;
/** Looking at the clock costs more than most steps do. */
const STEPS_PER_LOOK = 16;

/** The items one by one, with a breath after each slice. @throws the signal's reason */
export async function* paced<T>(items: Iterable<T>, { signal, breathe }: Pace): AsyncGenerator<T> {
  signal.throwIfAborted();
  let sliceEnd = performance.now() + SLICE_MS;
  let steps = 0;
  for (const item of items) {
    yield item;
    if (++steps % STEPS_PER_LOOK !== 0 || performance.now() < sliceEnd) continue;
    await breathe();
    signal.throwIfAborted();
    sliceEnd = performance.now() + SLICE_MS;
  }
}

/** In a page: input, painting and timers have their turn. */
export const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
